/** What a test may need beyond npm, and where it is found. */
import { existsSync } from 'node:fs'
import path from 'node:path'

/** The path of a Chromium, or undefined: $REGIMEN_CHROMIUM, else the usual names on the PATH. */
export function chromiumPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
  const candidates = [
    process.env.REGIMEN_CHROMIUM ?? '',
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
  ]
  return candidates.find((candidate) => candidate !== '' && existsSync(candidate))
}

/**
 * The path of a Node of another version: optional dependencies of the workspace bring those for Linux on x64. Undefined
 * where there is none.
 */
export function otherNode(major: 22 | 24): string | undefined {
  const file = path.join(import.meta.dirname, '..', '..', 'node_modules', `node-${major}`, 'bin', 'node')
  return existsSync(file) ? file : undefined
}

/** A folder below $REGIMEN_DATA, or undefined when it is not there. */
export function dataFolder(name: string): string | undefined {
  const root = process.env.REGIMEN_DATA
  const folder = root && path.resolve(root, name)
  return folder && existsSync(folder) ? folder : undefined
}

/** True when a test may be skipped for want of something; in CI nothing may. */
export function maySkip(found: string | undefined): boolean {
  return found === undefined && !process.env.CI
}
