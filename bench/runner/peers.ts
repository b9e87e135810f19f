/** The other systems' packages, installed beside the bench on first use. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const folder = path.join(import.meta.dirname, '..')

/** Runs `npm ci` in the bench's folder unless what its lock file names is there. */
export function installPeers(say: (line: string) => void): void {
  const installed = path.join(folder, 'node_modules', '.package-lock.json')
  const lock = path.join(folder, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  )
  say(`installing ${Object.keys(dependencies).join(', ')} in ${path.relative(process.cwd(), folder)}`)
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 2, 2] })
}
