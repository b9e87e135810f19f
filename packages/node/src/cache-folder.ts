/** Where downloaded data is kept between runs. */
import { homedir } from 'node:os'
import path from 'node:path'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** An empty variable counts as not set, as the XDG specification has it. */
export function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined
}

/**
 * `$REGIMEN_CACHE`; else `$XDG_CACHE_HOME/regimen`; else the platform's own: `~/Library/Caches/regimen` on macOS,
 * `%LOCALAPPDATA%\regimen\Cache` on Windows, `~/.cache/regimen` elsewhere.
 */
export function cacheFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = variable(environment, 'REGIMEN_CACHE')
  if (own !== undefined) return own
  const xdg = variable(environment, 'XDG_CACHE_HOME')
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'regimen')
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'regimen')
  if (platform === 'win32') {
    const local = variable(environment, 'LOCALAPPDATA') ?? path.join(home, 'AppData', 'Local')
    return path.join(local, 'regimen', 'Cache')
  }
  return path.join(home, '.cache', 'regimen')
}
