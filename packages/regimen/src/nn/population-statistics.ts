/** The statistics of the whole population for batch normalisation, instead of moving averages over batches. */
import { sliceAxis } from '../engine/ops/views.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { isFloat, toData } from '../engine/types.ts'
import type { Technique } from '../technique.ts'
import type { LayerState } from './layer.ts'
import type { Model } from './model.ts'
import { requireSize } from './options.ts'

/** The options of `populationStatistics`. */
export interface PopulationStatisticsOptions {
  /** Examples that go through the model at a time. Default 256. */
  readonly batchSize?: number
}

/**
 * Puts the mean and the unbiased variance of every feature over all of these inputs into the running statistics of the
 * model's batch normalisations, layer by layer from the first: each sees what the ones before it give in inference.
 * Two passes for each layer, summed in float64.
 * Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.1 (there the mean over batches of their variances).
 * @param inputs [examples, ...inputShape], at least one.
 * @throws RegimenError `model-input`, `technique-option`.
 */
export function populationStatistics(
  model: Model,
  inputs: Tensor,
  { batchSize = 256 }: PopulationStatisticsOptions = {},
): void {
  requireSize('populationStatistics', 'batchSize', batchSize)
  for (const path of normalizationsOf(model)) {
    const mean = new Moment()
    visit(model, inputs, batchSize, path, (x) => mean.add(x))
    const spread = new Moment(mean.average(mean.count))
    visit(model, inputs, batchSize, path, (x) => spread.add(x))
    model.state = {
      ...model.state,
      buffers: {
        ...model.state.buffers,
        ...replaced(model.state, joined(path, 'runningMean'), mean.average(mean.count)),
        // Of a single value nothing is known about the variance.
        ...(spread.count > 1 &&
          replaced(model.state, joined(path, 'runningVariance'), spread.average(spread.count - 1))),
      },
    }
  }
}

const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

/** The paths of the model's batch normalisations, first to last. */
function normalizationsOf({ state }: Model): string[] {
  const suffix = 'runningMean'
  return Object.keys(state.buffers)
    .filter((name) => name === suffix || name.endsWith(`.${suffix}`))
    .map((name) => name.slice(0, -suffix.length - 1))
}

/** Calls for what the layer at a path is given, batch by batch. */
function visit(
  model: Model,
  inputs: Tensor,
  batchSize: number,
  path: string,
  see: (input: Tensor) => void,
): void {
  const [examples = 0] = inputs.shape
  for (let start = 0; start < examples; start += batchSize) {
    const batch = sliceAxis(inputs, 0, start, start + batchSize)
    if (path === '') see(batch)
    else {
      model.apply(batch, {
        training: false,
        // A layer that a graph uses twice is seen under `layers.0` and `layers.0@2`.
        observeInput: (at, input) => at.split('@')[0] === path && see(input),
      })
    }
  }
}

/** The sum over all but the last dimension: of the values, or of the squares of their distances from a centre. */
class Moment {
  count = 0
  #sums = new Float64Array(0)
  readonly #centre: Float64Array | undefined

  constructor(centre?: Float64Array) {
    this.#centre = centre
  }

  add(x: Tensor): void {
    const features = x.shape.at(-1) ?? 1
    if (this.#sums.length === 0) this.#sums = new Float64Array(features)
    const data = x.data()
    for (let at = 0; at < data.length; at++) {
      const feature = at % features
      const value = data[at] ?? 0
      const distance = this.#centre ? (value - (this.#centre[feature] ?? 0)) ** 2 : value
      this.#sums[feature] = (this.#sums[feature] ?? 0) + distance
    }
    this.count += features === 0 ? 0 : data.length / features
  }

  average(divisor: number): Float64Array {
    return this.#sums.map((sum) => sum / divisor)
  }
}

function replaced({ buffers }: LayerState, name: string, values: Float64Array) {
  const old = buffers[name]
  if (!old || !isFloat(old.dtype) || values.length !== old.size) return {}
  return { [name]: fromData(old.dtype, old.shape, toData(old.dtype, values)) }
}

/** The row of `populationStatistics`. */
export const populationStatisticsTechnique: Technique = {
  name: 'populationStatistics',
  kind: 'procedure',
  defaults: { batchSize: 256 },
  paper: 'Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.1',
  catalogue: ['B9'],
}
