/** Settings from environment variables; there are none where there is no process (pages, workers of browsers). */

/** `undefined` where the variable is not set, or empty. */
export function environmentVariable(name: string): string | undefined {
  const text = typeof process === 'undefined' ? undefined : process.env?.[name]
  return text === '' ? undefined : text
}

/** False for 0, false and what is not set; true for everything else. */
export function environmentFlag(name: string): boolean {
  const text = environmentVariable(name)?.toLowerCase()
  return text !== undefined && text !== '0' && text !== 'false'
}
