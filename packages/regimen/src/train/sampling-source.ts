/**
 * Batches of images that are moved, mirrored, turned and scaled inside the step: the host draws only how. The step's threads read
 * each image through its map where else they would have copied it.
 */
import { type FramedMaps, MapDrawing } from '../data/augmentation/image-maps.ts'
import { RowStreams } from '../data/augmentation/row-streams.ts'
import type { Dataset } from '../data/dataset.ts'
import { sampleImages } from '../engine/ops/sample-images.ts'
import { reshape } from '../engine/ops/views.ts'
import type { Tables } from '../engine/program.ts'
import type { RandomKey } from '../engine/random.ts'
import { fromData } from '../engine/tensor.ts'
import type { FloatType } from '../engine/types.ts'
import type { Batch } from './batch.ts'
import { floatArray, targetArray } from './batch-arrays.ts'
import type { BatchInputs, BatchSlot, BatchSource } from './batch-source.ts'
import { InputTable, type TableProgram } from './input-table.ts'

const numbersOfMap = 6

export class SamplingSource implements BatchSource {
  readonly #dataset: Dataset
  readonly #floatType: FloatType
  readonly #table: InputTable
  readonly #frame: FramedMaps
  readonly #drawing: MapDrawing
  readonly #streams: RowStreams

  /** @param key of the run. */
  constructor(frame: FramedMaps, dataset: Dataset, key: RandomKey, floatType: FloatType) {
    this.#dataset = dataset
    this.#floatType = floatType
    this.#table = new InputTable(dataset, floatType)
    this.#frame = frame
    this.#drawing = new MapDrawing(frame.maps)
    this.#streams = new RowStreams(key)
  }

  get tables() {
    return this.#table.types
  }

  slot(examples: number, program: TableProgram): BatchSlot {
    const rows = new Int32Array(examples)
    const maps = floatArray(this.#floatType, numbersOfMap * examples)
    const targets = targetArray(this.#dataset, examples, this.#floatType)
    const map = new Float64Array(numbersOfMap)
    return {
      inputs: {
        rows: fromData('int32', [examples], rows),
        targets: targets.tensor,
        maps: fromData(this.#floatType, [examples, numbersOfMap], maps),
      },
      load: (next, epoch) => {
        rows.set(next)
        targets.load(next)
        this.#table.bring(next, program)
        for (let index = 0; index < next.length; index++) {
          this.#drawing.draw(map, this.#streams.of(next[index] ?? 0, epoch))
          maps.set(map, numbersOfMap * index)
        }
      },
    }
  }

  batch({ rows, targets, maps }: BatchInputs, tables: Tables): Batch {
    if (!maps) throw new TypeError('the step has no maps')
    const { size, fill = 0 } = this.#frame
    const { size: count, inputShape } = this.#dataset
    const images = reshape(this.#table.in(tables), [count, size.height, size.width, size.channels])
    const seen = sampleImages(images, rows, maps, fill)
    return { inputs: reshape(seen, [rows.shape[0] ?? 0, ...inputShape]), targets }
  }
}
