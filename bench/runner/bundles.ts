/** The bundles that users install, made when the sources are newer. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..', '..')
const packages = ['regimen', 'node']
const folderOf = (name: string, ...rest: readonly string[]) => path.join(root, 'packages', name, ...rest)

/** Whether what is measured from bundles would be the sources as they are. */
export function bundlesAreFresh(): boolean {
  return packages.every((name) => {
    const bundle = folderOf(name, 'dist', 'index.js')
    const sources = folderOf(name, 'src')
    if (!existsSync(bundle)) return false
    const made = statSync(bundle).mtimeMs
    return readdirSync(sources, { recursive: true, encoding: 'utf8' }).every(
      (file) => statSync(path.join(sources, file)).mtimeMs <= made,
    )
  })
}

export function makeBundles(say: (line: string) => void): void {
  if (bundlesAreFresh()) return
  say('building the bundles')
  execFileSync(process.execPath, [path.join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 2, 2] })
}
