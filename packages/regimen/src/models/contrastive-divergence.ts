/** Learning of restricted Boltzmann machines. */
import { gradient } from '../engine/differentiate.ts'
import { gather } from '../engine/ops/indexing.ts'
import { randomSource } from '../engine/ops/random.ts'
import { Program } from '../engine/program.ts'
import { RandomKey } from '../engine/random.ts'
import { currentBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { requireOption, requireSize } from '../nn/options.ts'
import { applyUpdates, hyperparameterTensors } from '../optim/apply-updates.ts'
import { sgd } from '../optim/sgd.ts'
import type { Hyperparameters, Optimizer } from '../optim/transform.ts'
import type { Technique } from '../technique.ts'
import {
  contrast,
  gibbs,
  type RbmParameters,
  type RestrictedBoltzmannMachine,
} from './restricted-boltzmann-machine.ts'

/** The options of `learnByContrastiveDivergence`. */
export interface ContrastiveDivergenceOptions {
  /** Updates. Default 1000. */
  readonly steps?: number
  /** Rows per update. Default: all of them up to 100. */
  readonly batchSize?: number
  /** Steps of Gibbs sampling per update, the k of CD-k. Default 1. */
  readonly k?: number
  /**
   * Let the chains go on from update to update, instead of starting at the data in each (Tieleman 2008, PCD): slower
   * at first, better in the end. Default false.
   */
  readonly persistent?: boolean
  /** Chains that go on. Default: the batch size. */
  readonly chains?: number
  /** Default: stochastic gradient descent at 0.1. */
  readonly optimizer?: Optimizer
  /** Decides the order of the rows and every state that is drawn. Default 0. */
  readonly seed?: number
  /** Called after each update, with the machine as it is then. */
  readonly onStep?: (step: number) => void
  /** How often `onStep` is called, in updates: reading the machine takes time. Default 100. */
  readonly every?: number
}

const defaults = { steps: 1000, k: 1, persistent: false, every: 100, seed: 0 }

/**
 * Learns rows of zeros and ones: W, b and c follow the data's correlations less those of the machine, the latter from
 * k steps of Gibbs sampling (Hinton 2002; persistent chains: Tieleman 2008).
 * @param rows [rows, visible]: 0, 1, or probabilities.
 * @throws RegimenError `technique-option`.
 */
export function learnByContrastiveDivergence(
  machine: RestrictedBoltzmannMachine,
  rows: Tensor,
  options: ContrastiveDivergenceOptions = {},
): void {
  const { steps, k, persistent, every, seed } = { ...defaults, ...options }
  const [count = 0, width] = rows.shape
  const fits = rows.rank === 2 && width === machine.visible && count > 0
  requireOption('contrastiveDivergence', 'rows', rows.shape, fits, `rows of ${machine.visible} visible units`)
  const batchSize = options.batchSize ?? Math.min(100, count)
  const { optimizer = sgd({ learningRate: 0.1 }), chains = batchSize, onStep } = options
  for (const [name, value] of Object.entries({ steps, k, every, batchSize, chains })) {
    requireSize('contrastiveDivergence', name, value)
  }
  const key = RandomKey.fromSeed(seed)
  const float = currentBackend().floatType
  const initial = {
    parameters: machine.parameters,
    optimizer: optimizer.transform.initialize(machine.parameters),
    chains: machine.sample(chains, key.child('chains'), { steps: 0 }),
  }
  const program = new Program(initial)
  const update = program.compile(
    (state, given: { batch: Tensor; rows: Tensor; key: Tensor; hyperparameters: Hyperparameters }) => {
      const data = gather(given.rows, given.batch)
      const start = persistent ? state.chains : data
      const model = gibbs(state.parameters, start, k, { key: given.key, stream: 0 })
      const gradients = gradient((p: RbmParameters) => contrast(p, data, model), state.parameters)
      const result = optimizer.transform.update(
        gradients,
        state.optimizer,
        state.parameters,
        given.hyperparameters,
      )
      const { weight, visibleBias, hiddenBias } = state.parameters
      const next = applyUpdates({ weight, visibleBias, hiddenBias }, result.updates)
      const parameters = asParameters(next, state.parameters)
      return {
        state: { parameters, optimizer: result.state, chains: persistent ? model : state.chains },
        result: {},
      }
    },
  )
  for (let step = 0; step < steps; step++) {
    const order = key.child('batch').child(step).permutation(count)
    const batch = Int32Array.from({ length: batchSize }, (_, index) => order[index % count] ?? 0)
    update({
      batch: fromData('int32', [batchSize], batch),
      rows,
      key: randomSource(key.child('step').child(step)).key,
      hyperparameters: hyperparameterTensors(optimizer.transform.hyperparameters(step), float),
    })
    const due = step + 1 === steps || (onStep !== undefined && (step + 1) % every === 0)
    if (!due) continue
    machine.parameters = program.read().parameters
    onStep?.(step + 1)
  }
}

function asParameters(record: Readonly<Record<string, Tensor>>, before: RbmParameters): RbmParameters {
  const { weight = before.weight, visibleBias = before.visibleBias, hiddenBias = before.hiddenBias } = record
  return { weight, visibleBias, hiddenBias }
}

export const contrastiveDivergenceTechnique: Technique = {
  name: 'contrastiveDivergence',
  kind: 'procedure',
  defaults: { k: 1, persistent: false },
  paper: 'Hinton 2002, Neural Computation 14; Tieleman 2008, ICML (persistent)',
  catalogue: ['M2'],
}
