/** Which random numbers change which row: a function of seed, epoch and row. */
import type { RandomKey } from '../../engine/random.ts'
import { RowStream } from './row-stream.ts'

export class RowStreams {
  readonly #key: RandomKey
  readonly #purpose: string | undefined
  readonly #words = new Int32Array(2)
  readonly #stream = new RowStream()
  #epoch: { readonly number: number; readonly key: RandomKey } | undefined

  /**
   * @param key of the run.
   * @param purpose gives other numbers than those by which the row itself is changed.
   */
  constructor(key: RandomKey, purpose?: string) {
    this.#key = key.child('augment')
    this.#purpose = purpose
  }

  /** The stream of a row in an epoch (from 0), from its beginning; good until the next one is asked for. */
  of(row: number, epoch: number): RowStream {
    this.#keyOf(epoch).writeChild(row, this.#words)
    return this.#stream.start(this.#words[0] ?? 0, this.#words[1] ?? 0)
  }

  #keyOf(epoch: number): RandomKey {
    if (this.#epoch?.number !== epoch) {
      const key = this.#key.child(epoch)
      this.#epoch = { number: epoch, key: this.#purpose === undefined ? key : key.child(this.#purpose) }
    }
    return this.#epoch.key
  }
}
