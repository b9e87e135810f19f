import type { Measured, TrainedNetwork } from './train-network.ts'

/** How good a part was at the end of a run. @throws RangeError for a part that was not measured. */
export function lastScores({ measured }: TrainedNetwork, part: string): Measured {
  const scores = measured.at(-1)?.parts[part]
  if (!scores) throw new RangeError(`the part ${part} was not measured`)
  return scores
}
