/**
 * Batches whose metrics are read back together. Their sums add up in the backend's memory and are read after every
 * `windowBatches` batches of an epoch and at its end: by position, not by the clock, so that a run that is resumed
 * adds the same numbers in the same order. The loss of each step is read at once: it decides whether the run goes on.
 */

const windowBatches = 16

/** @param batch counted from 0 within its epoch. */
export function isLastOfWindow(batch: number, batchesPerEpoch: number): boolean {
  return (batch + 1) % windowBatches === 0 || batch + 1 === batchesPerEpoch
}

/** Examples and losses of the batches since the metrics were last read. */
export class Window {
  examples = 0
  #lossSum = 0

  get meanLoss(): number {
    return this.#lossSum / this.examples
  }

  add(examples: number, meanLoss: number): void {
    this.examples += examples
    this.#lossSum += meanLoss * examples
  }

  clear(): void {
    this.restore([])
  }

  save(): number[] {
    return [this.examples, this.#lossSum]
  }

  restore([examples = 0, lossSum = 0]: readonly number[]): void {
    this.examples = examples
    this.#lossSum = lossSum
  }
}
