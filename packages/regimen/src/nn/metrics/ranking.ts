/** Examples in the order of their scores, as groups of equal score: what the areas under curves are made of. */

/** Examples of one score: how many are of the class, and how many are not. */
export interface ScoreGroup {
  readonly positives: number
  readonly negatives: number
}

/** From the highest score down. NaN if a score is: then nothing can be ordered. */
export function groupsByScore(
  scores: Float64Array,
  isPositive: (example: number) => boolean,
): ScoreGroup[] | undefined {
  if (scores.some(Number.isNaN)) return undefined
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const groups: { positives: number; negatives: number }[] = []
  let last: number | undefined
  for (const example of order) {
    const score = scores[example] ?? 0
    if (score !== last) groups.push({ positives: 0, negatives: 0 })
    last = score
    const group = groups.at(-1)
    if (group) group[isPositive(example) ? 'positives' : 'negatives']++
  }
  return groups
}

export function countsOfGroups(groups: readonly ScoreGroup[]): ScoreGroup {
  let [positives, negatives] = [0, 0]
  for (const group of groups) {
    positives += group.positives
    negatives += group.negatives
  }
  return { positives, negatives }
}

/** The chance that a positive scores above a negative, equal scores counting half. NaN without one of either. */
export function areaUnderRoc(groups: readonly ScoreGroup[]): number {
  const { positives, negatives } = countsOfGroups(groups)
  let above = 0
  let area = 0
  for (const group of groups) {
    area += group.negatives * (above + group.positives / 2)
    above += group.positives
  }
  return area / (positives * negatives)
}

/** Σ (gain in recall) · precision over the thresholds between groups. NaN without positives. */
export function averagePrecision(groups: readonly ScoreGroup[]): number {
  const { positives } = countsOfGroups(groups)
  let found = 0
  let taken = 0
  let area = 0
  for (const group of groups) {
    found += group.positives
    taken += group.positives + group.negatives
    if (group.positives > 0) area += (group.positives * found) / taken
  }
  return area / positives
}
