/** Bundles every package for publishing: ES modules for its entries, and type declarations; and the API reference. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'
import { writeReference } from './docs/reference.ts'

const root = path.join(import.meta.dirname, '..')

interface PackageBuild {
  readonly folder: string
  readonly entries: Readonly<Record<string, string>>
  readonly platform: 'neutral' | 'node'
  /** One file for each source: what imports the library pays only for what it uses. */
  readonly modules: boolean
}

/** In the order of their dependencies: declarations of one are made against those of the ones before. */
const packages: readonly PackageBuild[] = [
  {
    folder: 'regimen',
    // Threads that read rows ahead are started with the worker's address: it has to lie where its source does.
    entries: {
      index: 'src/index.ts',
      datasets: 'src/datasets.ts',
      'data/augmentation/read-ahead-worker': 'src/data/augmentation/read-ahead-worker.ts',
    },
    platform: 'neutral',
    modules: true,
  },
  {
    folder: 'node',
    // Worker threads import `connect` by its address beside the bundle; worker processes are started with `worker`.
    entries: {
      index: 'src/index.ts',
      connect: 'src/native/connect.ts',
      worker: 'src/workers/worker.ts',
    },
    platform: 'node',
    modules: false,
  },
  {
    folder: 'cli',
    entries: { main: 'src/main.ts', index: 'src/index.ts' },
    platform: 'node',
    modules: false,
  },
]

async function bundle({ folder, entries, platform, modules }: PackageBuild): Promise<void> {
  const cwd = path.join(root, 'packages', folder)
  const manifest: Partial<Record<'dependencies' | 'optionalDependencies', object>> = JSON.parse(
    readFileSync(path.join(cwd, 'package.json'), 'utf8'),
  )
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  rmSync(path.join(cwd, 'dist'), { recursive: true, force: true })
  const build = await rolldown({
    cwd,
    input: { ...entries },
    platform,
    external: (id) =>
      id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`)),
  })
  await build.write({ dir: path.join(cwd, 'dist'), format: 'esm', sourcemap: true, preserveModules: modules })
  await build.close()
}

function declarations({ folder }: PackageBuild): void {
  const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
  execFileSync(tsc, ['-p', path.join(root, 'packages', folder, 'tsconfig.build.json')], { stdio: 'inherit' })
}

for (const each of packages) {
  await bundle(each)
  declarations(each)
}
writeReference()
