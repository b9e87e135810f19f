/** Batches of rows that are changed: inside the step where that is possible, else while the host copies them. */
import type { Augmentation } from '../data/augmentation/augmentation.ts'
import type { AugmentedRows } from '../data/augmentation/augmenter.ts'
import { type FramedMaps, withMap } from '../data/augmentation/image-maps.ts'
import { type ReadAheadOptions, readAhead } from '../data/augmentation/read-ahead.ts'
import type { Dataset } from '../data/dataset.ts'
import type { RandomKey } from '../engine/random.ts'
import { fromData } from '../engine/tensor.ts'
import { type FloatType, sizeOf } from '../engine/types.ts'
import type { Batch } from './batch.ts'
import { floatArray, targetArray } from './batch-arrays.ts'
import type { BatchInputs, BatchSlot, BatchSource } from './batch-source.ts'
import { fitsTable } from './input-table.ts'
import { SamplingSource } from './sampling-source.ts'

/** The options of `AugmentingSource`. */
export interface AugmentingOptions extends ReadAheadOptions {
  readonly floatType: FloatType
}

/**
 * Batches of changed rows. Images that are only moved, mirrored, turned and scaled, with the same fill around them, the step
 * itself reads so, as long as the data set's inputs fit into a table; for all other changes the host does it.
 * @throws RegimenError `technique-option` where an augmentation does not fit the data.
 */
export function augmentingSource(
  augment: readonly Augmentation[],
  dataset: Dataset,
  key: RandomKey,
  options: AugmentingOptions,
): BatchSource {
  const frame = fitsTable(dataset) ? framedMaps(augment, dataset) : undefined
  if (frame) return new SamplingSource(frame, dataset, key, options.floatType)
  return new AugmentingSource(augment, dataset, key, options)
}

/** All of the augmentations as maps that can be one, if that is what they are. */
function framedMaps(augment: readonly Augmentation[], dataset: Dataset): FramedMaps | undefined {
  let frame: FramedMaps | undefined
  for (const each of augment) {
    const change = each.prepare(dataset)
    frame = 'draw' in change ? withMap(frame, change) : undefined
    if (!frame) return undefined
  }
  return frame
}

class AugmentingSource implements BatchSource {
  readonly tables = {}
  readonly #dataset: Dataset
  readonly #floatType: FloatType
  readonly #augmenter: AugmentedRows

  constructor(
    augment: readonly Augmentation[],
    dataset: Dataset,
    key: RandomKey,
    { floatType, ...options }: AugmentingOptions,
  ) {
    this.#dataset = dataset
    this.#floatType = floatType
    this.#augmenter = readAhead(augment, dataset, key, options)
  }

  get looksAhead(): boolean {
    return this.#augmenter.expect !== undefined
  }

  slot(examples: number): BatchSlot {
    const dataset = this.#dataset
    const floatType = this.#floatType
    const augmenter = this.#augmenter
    const inputs = floatArray(floatType, examples * sizeOf(dataset.inputShape))
    const changed = inputs instanceof Float32Array ? inputs : new Float32Array(inputs.length)
    const targets = targetArray(dataset, examples, floatType)
    const partners = targetArray(dataset, examples, floatType)
    const shares = floatArray(floatType, examples)
    const mixed = { partners: partners.tensor, shares: fromData(floatType, [examples], shares) }
    return {
      inputs: {
        rows: fromData(floatType, [examples, ...dataset.inputShape], inputs),
        targets: targets.tensor,
        ...(augmenter.mixes && { mixed }),
      },
      load: (rows, epoch) => {
        targets.load(rows)
        augmenter.read(rows, epoch, changed, { partners: partners.data, shares })
        if (changed !== inputs) inputs.set(changed)
      },
    }
  }

  batch({ rows, ...rest }: BatchInputs): Batch {
    return { inputs: rows, ...rest }
  }

  expect(rows: Int32Array, epoch: number): void {
    this.#augmenter.expect?.(rows, epoch)
  }

  close(): void {
    this.#augmenter.close?.()
  }
}
