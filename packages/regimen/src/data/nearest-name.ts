/** The name that was probably meant: for messages about names that do not exist. */

/** Number of single-character insertions, deletions and substitutions between two texts (Levenshtein 1966). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The nearest of the names, ignoring case; `undefined` when none is nearer than half of what was typed. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined
  let smallest = Math.max(1, Math.floor(name.length / 2)) + 1
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance >= smallest) continue
    smallest = distance
    nearest = candidate
  }
  return nearest
}
