/** Rows of a data set, changed as they are read. */
import type { RandomKey } from '../../engine/random.ts'
import { sizeOf } from '../../engine/types.ts'
import { requireOption } from '../../nn/options.ts'
import type { Dataset } from '../dataset.ts'
import type { Augmentation, ChangeRow, ImageMap, MixRow, PreparedChange } from './augmentation.ts'
import { changeByMaps, sameFrame } from './image-maps.ts'
import { RowStream } from './row-stream.ts'

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
  readonly #key: RandomKey
  readonly #words = new Int32Array(2)
  readonly #random = new RowStream()
  readonly #partnerRandom = new RowStream()
  readonly #partner: Float32Array
  #epoch: { readonly number: number; readonly rows: RandomKey; readonly partners: RandomKey } | undefined

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
    this.#key = key.child('augment')
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
    const keys = this.#keysOf(epoch)
    for (let index = start; index < end; index++) {
      const row = rows[index] ?? 0
      const offset = index * this.#features
      keys.rows.writeChild(row, this.#words)
      this.#random.start(this.#words[0] ?? 0, this.#words[1] ?? 0)
      this.#readRow(row, inputs, offset, this.#random)
      if (this.#mix && mixed) this.#mixIn(row, index, keys.partners, this.#mix, inputs, mixed)
    }
  }

  #readRow(row: number, into: Float32Array, offset: number, random: RowStream): void {
    const from = row * this.#features
    into.set(this.#dataset.inputs.subarray(from, from + this.#features), offset)
    for (const change of this.#changes) change(into, offset, random)
  }

  #mixIn(
    row: number,
    index: number,
    key: RandomKey,
    mix: MixRow,
    inputs: Float32Array,
    { partners, shares }: MixedTargets,
  ): void {
    const other = this.#random.whole(0, this.#dataset.size - 1)
    key.writeChild(row, this.#words)
    this.#partnerRandom.start(this.#words[0] ?? 0, this.#words[1] ?? 0)
    this.#readRow(other, this.#partner, 0, this.#partnerRandom)
    partners[index] = this.#dataset.targets[other] ?? 0
    shares[index] = mix(inputs, index * this.#features, this.#partner, this.#random)
  }

  #keysOf(epoch: number) {
    if (this.#epoch?.number !== epoch) {
      const key = this.#key.child(epoch)
      this.#epoch = { number: epoch, rows: key, partners: key.child('partner') }
    }
    return this.#epoch
  }
}

/** What changes rows alone, in order: maps that follow one another are one change. */
function changesOf(prepared: readonly PreparedChange[]): ChangeRow[] {
  const changes: ChangeRow[] = []
  let maps: ImageMap[] = []
  const close = () => {
    const [first] = maps
    if (first) changes.push(changeByMaps(maps, first))
    maps = []
  }
  for (const each of prepared) {
    const [first] = maps
    if ('draw' in each) {
      if (first && !sameFrame(first, each)) close()
      maps.push(each)
      continue
    }
    close()
    if ('change' in each) changes.push(each.change)
  }
  close()
  return changes
}
