/** Bundles every package for publishing: ES modules for its entries, and type declarations; and the API reference. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'
import { writeReference } from './docs/reference.ts'

const root = path.join(import.meta.dirname, '..')

interface Bundle {
  readonly entries: Readonly<Record<string, string>>
  /** Below the package's folder. */
  readonly target: string
  readonly platform: 'neutral' | 'node'
  /**
   * One file for each source, with the comments that bundlers read: what imports the library pays only for what it
   * uses. Else few files without comments, which engines read sooner.
   */
  readonly modules: boolean
}

interface PackageBuild {
  readonly folder: string
  readonly bundles: readonly Bundle[]
}

/** In the order of their dependencies: declarations of one are made against those of the ones before. */
const packages: readonly PackageBuild[] = [
  {
    folder: 'regimen',
    bundles: [
      {
        // Threads that read rows ahead are started with the worker's address: it has to lie where its source does.
        entries: {
          index: 'src/index.ts',
          datasets: 'src/datasets.ts',
          'data/augmentation/read-ahead-worker': 'src/data/augmentation/read-ahead-worker.ts',
        },
        target: 'dist',
        platform: 'neutral',
        modules: true,
      },
      // Node imports all of the library, and a few files three times as fast as hundreds.
      {
        entries: {
          index: 'src/node.ts',
          datasets: 'src/datasets.ts',
          'read-ahead-worker': 'src/data/augmentation/read-ahead-worker.ts',
        },
        target: 'dist/node',
        platform: 'node',
        modules: false,
      },
    ],
  },
  {
    folder: 'node',
    bundles: [
      {
        // Worker threads import `connect` by its address beside the bundle; worker processes are started with `worker`,
        // and those of a recipe import `recipe-trials`.
        entries: {
          index: 'src/index.ts',
          connect: 'src/native/connect.ts',
          worker: 'src/workers/worker.ts',
          'recipe-trials': 'src/workers/recipe-trials.ts',
        },
        target: 'dist',
        platform: 'node',
        modules: false,
      },
    ],
  },
  {
    folder: 'lab',
    bundles: [
      {
        // Worker processes are started with `worker`; what an experiment was measured with is told by its own file.
        entries: { index: 'src/index.ts', 'runner/worker': 'src/runner/worker.ts' },
        target: 'dist',
        platform: 'node',
        modules: true,
      },
    ],
  },
  {
    folder: 'cli',
    bundles: [
      {
        entries: { main: 'src/main.ts', index: 'src/index.ts' },
        target: 'dist',
        platform: 'node',
        modules: false,
      },
    ],
  },
]

async function bundle(folder: string, { entries, target, platform, modules }: Bundle): Promise<void> {
  const cwd = path.join(root, 'packages', folder)
  const manifest: Partial<Record<'dependencies' | 'optionalDependencies', object>> = JSON.parse(
    readFileSync(path.join(cwd, 'package.json'), 'utf8'),
  )
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  const build = await rolldown({
    cwd,
    input: { ...entries },
    platform,
    external: (id) =>
      id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`)),
  })
  await build.write({
    dir: path.join(cwd, target),
    format: 'esm',
    sourcemap: true,
    preserveModules: modules,
    comments: modules,
  })
  await build.close()
}

function declarations(folder: string): void {
  const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
  execFileSync(tsc, ['-p', path.join(root, 'packages', folder, 'tsconfig.build.json')], { stdio: 'inherit' })
}

for (const { folder, bundles } of packages) {
  rmSync(path.join(root, 'packages', folder, 'dist'), { recursive: true, force: true })
  for (const each of bundles) await bundle(folder, each)
  declarations(folder)
}
writeReference()
