/** Bundles every package for publishing: one ES module per entry, and its type declarations. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.join(import.meta.dirname, '..')
const packages: Record<string, { entries: Record<string, string>; platform: 'neutral' | 'node' }> = {
  regimen: { entries: { index: 'src/index.ts', datasets: 'src/datasets.ts' }, platform: 'neutral' },
  node: { entries: { index: 'src/index.ts' }, platform: 'node' },
  cli: { entries: { main: 'src/main.ts' }, platform: 'node' },
}

for (const [name, { entries, platform }] of Object.entries(packages)) {
  const folder = path.join(root, 'packages', name)
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  )
  const external = Object.keys(manifest.dependencies ?? {}).map((dependency) => new RegExp(`^${dependency}(/|$)`))
  rmSync(path.join(folder, 'dist'), { recursive: true, force: true })
  const bundle = await rolldown({
    cwd: folder,
    input: entries,
    platform,
    external: [...external, /^node:/],
  })
  await bundle.write({ dir: path.join(folder, 'dist'), format: 'esm', sourcemap: true })
  await bundle.close()
}

const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
if (!process.argv.includes('--no-types')) {
  execFileSync(tsc, ['-p', path.join(root, 'tsconfig.types.json')], { stdio: 'inherit' })
}
