/** Parameters that always occur together, found in the history: of a conditional space, its branches. */
import type { TrialRecord } from '../trial.ts'

/**
 * The coarsest division of all names such that each trial has all of a group or none of it.
 * @returns groups of sorted names.
 */
export function groupsOf(trials: readonly TrialRecord[]): string[][] {
  let groups: string[][] = []
  const seen = new Set<string>()
  for (const { parameters } of trials) {
    const names = Object.keys(parameters)
    const key = names.join('\n')
    if (seen.has(key)) continue
    seen.add(key)
    names.sort()
    const own = new Set(names)
    const known = new Set(groups.flat())
    groups = [
      ...groups.flatMap((group) => [
        group.filter((name) => own.has(name)),
        group.filter((name) => !own.has(name)),
      ]),
      names.filter((name) => !known.has(name)),
    ].filter((group) => group.length > 0)
  }
  return groups
}
