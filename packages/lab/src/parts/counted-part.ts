/** A part of the data that counts how often it is looked at: whether a search has kept away from the test part. */
import type { Part, PartName } from 'regimen'

export interface CountedPart<P extends PartName> {
  readonly part: Part<P>
  /** How often inputs or targets have been asked for. */
  reads(): number
}

export function countedPart<P extends PartName>(part: Part<P>): CountedPart<P> {
  let reads = 0
  const counted = {
    ...part,
    get inputs() {
      reads++
      return part.inputs
    },
    get targets() {
      reads++
      return part.targets
    },
  }
  return { part: counted, reads: () => reads }
}
