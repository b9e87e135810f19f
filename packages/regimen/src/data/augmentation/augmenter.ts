/** Rows of a data set, changed as they are read. */
import type { RandomKey } from '../../engine/random.ts'
import { sizeOf } from '../../engine/types.ts'
import { requireOption } from '../../nn/options.ts'
import type { Dataset } from '../dataset.ts'
import type { Augmentation, ChangeRow, MixRow, PreparedChange } from './augmentation.ts'
import { changeByMaps, type FramedMaps, withMap } from './image-maps.ts'
import type { RowStream } from './row-stream.ts'
import { RowStreams } from './row-streams.ts'

/** Where mixing leaves the other targets: for each row that of its partner, and what its own target counts. */
export interface MixedTargets {
  readonly partners: Int32Array | Float32Array | Float64Array
  readonly shares: Float32Array | Float64Array
}

/** Rows of a data set, changed as they are read. */
export interface AugmentedRows {
  /** Whether rows are mixed with others, so that each has two targets. */
  readonly mixes: boolean
  /** As `Augmenter.read`. */
  read(rows: Int32Array, epoch: number, inputs: Float32Array, mixed?: MixedTargets): void
  /** Says which rows will be read next, for those that can prepare them. */
  expect?(rows: Int32Array, epoch: number): void
  /** Gives back what was held for this. Reading goes on working. */
  close?(): void
}

/** Applies a list of augmentations, in its order, as a function of seed, epoch and row. */
export class Augmenter implements AugmentedRows {
  /** Whether rows are mixed with others, so that each has two targets. */
  readonly mixes: boolean
  readonly #dataset: Dataset
  readonly #features: number
  readonly #changes: readonly ChangeRow[]
  readonly #mix: MixRow | undefined
  readonly #rows: RowStreams
  readonly #partners: RowStreams
  readonly #partner: Float32Array

  /**
   * @param key of the run.
   * @throws RegimenError `technique-option` where an augmentation does not fit the data, or one that mixes is not
   * the last.
   */
  constructor(augmentations: readonly Augmentation[], dataset: Dataset, key: RandomKey) {
    const prepared = augmentations.map((each) => each.prepare(dataset))
    this.#changes = changesOf(prepared)
    const last = prepared.at(-1)
    this.#mix = last && 'mix' in last ? last.mix : undefined
    this.mixes = this.#mix !== undefined
    prepared.slice(0, -1).forEach((each, place) => {
      const { name = '' } = augmentations[place] ?? {}
      requireOption(
        name,
        'place',
        place,
        !('mix' in each),
        'to be the last augmentation: it mixes finished rows',
      )
    })
    this.#dataset = dataset
    this.#features = sizeOf(dataset.inputShape)
    this.#partner = new Float32Array(this.#features)
    this.#rows = new RowStreams(key)
    this.#partners = new RowStreams(key, 'partner')
  }

  /**
   * Writes the rows, changed, into `inputs` `[rows, ...inputShape]`; of mixed rows also the other targets.
   * @param epoch from 0
   * @param start the first place in `rows` to be read. Default 0.
   * @param end the place after the last one. Default: their number.
   */
  read(
    rows: Int32Array,
    epoch: number,
    inputs: Float32Array,
    mixed?: MixedTargets,
    start = 0,
    end = rows.length,
  ): void {
    for (let index = start; index < end; index++) {
      const row = rows[index] ?? 0
      const random = this.#rows.of(row, epoch)
      this.#readRow(row, inputs, index * this.#features, random)
      if (this.#mix && mixed) this.#mixIn(row, epoch, index, this.#mix, random, inputs, mixed)
    }
  }

  #readRow(row: number, into: Float32Array, offset: number, random: RowStream): void {
    const from = row * this.#features
    into.set(this.#dataset.inputs.subarray(from, from + this.#features), offset)
    for (const change of this.#changes) change(into, offset, random)
  }

  #mixIn(
    row: number,
    epoch: number,
    index: number,
    mix: MixRow,
    random: RowStream,
    inputs: Float32Array,
    { partners, shares }: MixedTargets,
  ): void {
    const other = random.whole(0, this.#dataset.size - 1)
    this.#readRow(other, this.#partner, 0, this.#partners.of(row, epoch))
    partners[index] = this.#dataset.targets[other] ?? 0
    shares[index] = mix(inputs, index * this.#features, this.#partner, random)
  }
}

/** What changes rows alone, in order: maps that follow one another are one change. */
function changesOf(prepared: readonly PreparedChange[]): ChangeRow[] {
  const changes: ChangeRow[] = []
  let frame: FramedMaps | undefined
  const close = () => {
    if (frame) changes.push(changeByMaps(frame))
    frame = undefined
  }
  for (const each of prepared) {
    if ('draw' in each) {
      const longer = withMap(frame, each)
      if (!longer) close()
      frame = longer ?? withMap(undefined, each)
      continue
    }
    close()
    if ('change' in each) changes.push(each.change)
  }
  close()
  return changes
}
