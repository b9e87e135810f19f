/** One-shot learning: an embedding learnt on some classes tells others apart of which it is shown one example. */
import { gatherBatch } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { valueAndGradientWith } from '../engine/differentiate.ts'
import { randomSource } from '../engine/ops/random.ts'
import { argMax } from '../engine/ops/reductions.ts'
import { reshape, sliceAxis } from '../engine/ops/views.ts'
import { compile, Program } from '../engine/program.ts'
import { RandomKey } from '../engine/random.ts'
import { currentBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { sizeOf, toData } from '../engine/types.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import { requireSize } from '../nn/options.ts'
import { applyUpdates, hyperparameterTensors } from '../optim/apply-updates.ts'
import type { Hyperparameters, Optimizer } from '../optim/transform.ts'
import { predict } from '../train/evaluate.ts'
import { EpisodeSampler, type EpisodeSize } from './episodes.ts'
import { type OneShotMethod, prototypicalNetwork } from './one-shot-methods.ts'

/** An embedding with a way of comparing: what one-shot learning ends with. */
export interface OneShotClassifier {
  /** From inputs to embeddings [features]; left out: the inputs themselves. */
  readonly model?: Model
  readonly method: OneShotMethod
  /** What the method has learnt beside the embedding. */
  readonly parameters: TensorRecord
}

/** The options of `learnOneShot`. */
export interface OneShotOptions extends EpisodeSize {
  readonly optimizer: Optimizer
  /** Default `prototypicalNetwork`. */
  readonly method?: OneShotMethod
  /** Updates, each on an episode of its own. Default 1000. */
  readonly episodes?: number
  /** Decides the episodes. Default 0. */
  readonly seed?: number
  readonly onEpisode?: (episode: number, loss: number) => void
}

/**
 * Trains an embedding on episodes, in place: each is a task of its own, of the size that is asked for later (Vinyals
 * et al. 2016). Inputs may be changed to taste beforehand; classes of `dataset` must not be those of the evaluation.
 * @throws RegimenError `technique-option`, `episode-classes`.
 */
export function learnOneShot(model: Model, dataset: Dataset, options: OneShotOptions): OneShotClassifier {
  const { optimizer, method = prototypicalNetwork, episodes = 1000, seed = 0, onEpisode } = options
  requireSize('learnOneShot', 'episodes', episodes)
  const sampler = new EpisodeSampler(dataset, options)
  const { ways, shots, queries } = sampler.size
  const own = method.initialize(sizeOf(model.outputShape))
  const trained = { ...under('embedding', model.state.parameters), ...under('method', own) }
  const program = new Program({
    parameters: trained,
    buffers: model.state.buffers,
    optimizer: optimizer.transform.initialize(trained),
  })
  const labels = labelsOf(ways, queries)
  const update = program.compile(
    (state, given: { inputs: Tensor; labels: Tensor; key: Tensor; hyperparameters: Hyperparameters }) => {
      const lossAt = (parameters: TensorRecord) => {
        const inner = { parameters: below('embedding', parameters), buffers: state.buffers }
        const mode = { training: true, random: { key: given.key, stream: 0 } }
        const { output, buffers = state.buffers } = model.layer.apply(inner, given.inputs, mode)
        const [support, asked] = splitEpisode(output, ways, shots)
        const loss = method.loss(method.scores(support, asked, below('method', parameters)), given.labels)
        return { loss, auxiliary: buffers }
      }
      const { value, auxiliary, gradient } = valueAndGradientWith(lossAt, state.parameters)
      const { transform } = optimizer
      const { updates, state: next } = transform.update(
        gradient,
        state.optimizer,
        state.parameters,
        given.hyperparameters,
      )
      const parameters = applyUpdates(state.parameters, updates)
      return { state: { parameters, buffers: auxiliary, optimizer: next }, result: value }
    },
  )
  const key = RandomKey.fromSeed(seed)
  for (let episode = 0; episode < episodes; episode++) {
    const drawn = sampler.draw(key.child('episode').child(episode))
    const loss = update({
      inputs: inputsOf(dataset, Int32Array.from([...drawn.support, ...drawn.queries])),
      labels,
      key: randomSource(key.child('step').child(episode)).key,
      hyperparameters: hyperparameterTensors(
        optimizer.transform.hyperparameters(episode),
        currentBackend().floatType,
      ),
    })
    onEpisode?.(episode + 1, loss.item())
  }
  const { parameters, buffers } = program.read()
  model.load({ parameters: below('embedding', parameters), buffers })
  return { model, method, parameters: below('method', parameters) }
}

/** The options of `evaluateOneShot`. */
export interface OneShotEvaluationOptions extends EpisodeSize {
  /** How many episodes. Default 600. */
  readonly episodes?: number
  readonly key: RandomKey
}

/** How often queries were told right. */
export interface OneShotResult {
  /** Mean over the episodes. */
  readonly accuracy: number
  /** The 95 % confidence interval of that mean (normal approximation over the episodes). */
  readonly interval: readonly [number, number]
  /** [episodes] */
  readonly perEpisode: Float64Array
}

/**
 * The share of queries that a classifier tells right, over episodes of classes that it has never seen. Two classifiers
 * given the same key are asked the same.
 * @throws RegimenError `technique-option`, `episode-classes`.
 */
export function evaluateOneShot(
  { model, method, parameters }: OneShotClassifier,
  dataset: Dataset,
  { episodes = 600, key, ...size }: OneShotEvaluationOptions,
): OneShotResult {
  requireSize('evaluateOneShot', 'episodes', episodes)
  const sampler = new EpisodeSampler(dataset, size)
  const { ways, shots, queries } = sampler.size
  const embedded = model ? predict(model, dataset.inputs).outputs : dataset.inputs
  const features = embedded.length / dataset.size
  const points: Dataset = { ...dataset, inputs: embedded, inputShape: [features] }
  const answer = compile((rows: Tensor, learnt: TensorRecord) => {
    const [support, asked] = splitEpisode(rows, ways, shots)
    return argMax(method.scores(support, asked, learnt), 1)
  })
  const labels = labelsOf(ways, queries).data()
  const perEpisode = Float64Array.from({ length: episodes }, (_, episode) => {
    const drawn = sampler.draw(key.child(episode))
    const answers = answer(
      inputsOf(points, Int32Array.from([...drawn.support, ...drawn.queries])),
      parameters,
    ).data()
    const right = Array.from(labels).filter((label, place) => answers[place] === label)
    return right.length / labels.length
  })
  return { ...meanWithInterval(perEpisode), perEpisode }
}

function meanWithInterval(values: Float64Array): Pick<OneShotResult, 'accuracy' | 'interval'> {
  const count = values.length
  const accuracy = values.reduce((sum, value) => sum + value, 0) / count
  const variance = values.reduce((sum, value) => sum + (value - accuracy) ** 2, 0) / Math.max(1, count - 1)
  const half = 1.96 * Math.sqrt(variance / count)
  return { accuracy, interval: [accuracy - half, accuracy + half] }
}

/** The support, class by class, and the queries behind it. */
function splitEpisode(rows: Tensor, ways: number, shots: number): [Tensor, Tensor] {
  const features = sizeOf(rows.shape.slice(1))
  const flat = reshape(rows, [rows.shape[0] ?? 0, features])
  const support = reshape(sliceAxis(flat, 0, 0, ways * shots), [ways, shots, features])
  return [support, sliceAxis(flat, 0, ways * shots)]
}

function labelsOf(ways: number, queries: number): Tensor {
  const labels = Int32Array.from({ length: ways * queries }, (_, place) => Math.floor(place / queries))
  return fromData('int32', [labels.length], labels)
}

function inputsOf(dataset: Dataset, rows: Int32Array): Tensor {
  const float = currentBackend().floatType
  const inputs = new Float32Array(rows.length * sizeOf(dataset.inputShape))
  gatherBatch(dataset, rows, inputs, new Int32Array(rows.length))
  return fromData(float, [rows.length, ...dataset.inputShape], toData(float, inputs))
}

const under = (name: string, record: TensorRecord): TensorRecord =>
  Object.fromEntries(Object.entries(record).map(([path, tensor]) => [`${name}.${path}`, tensor]))

const below = (name: string, record: TensorRecord): TensorRecord =>
  Object.fromEntries(
    Object.entries(record).flatMap(([path, tensor]) =>
      path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), tensor]] : [],
    ),
  )
