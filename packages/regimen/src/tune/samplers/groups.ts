/** Parameters that always occur together, found in the history: of a conditional space, its branches. */
import type { TrialRecord } from '../trial.ts'

/** The names of a record's parameters, one per line. Only speed depends on what is kept. */
const signatures = new WeakMap<TrialRecord, string>()

function signatureOf(trial: TrialRecord): string {
  const known = signatures.get(trial)
  if (known !== undefined) return known
  const signature = Object.keys(trial.parameters).join('\n')
  signatures.set(trial, signature)
  return signature
}

/**
 * The coarsest division of all names such that each trial has all of a group or none of it.
 * @returns groups of sorted names.
 */
export function groupsOf(trials: readonly TrialRecord[]): string[][] {
  let groups: string[][] = []
  const seen = new Set<string>()
  for (const trial of trials) {
    const signature = signatureOf(trial)
    if (seen.has(signature)) continue
    seen.add(signature)
    const names = Object.keys(trial.parameters).sort()
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
