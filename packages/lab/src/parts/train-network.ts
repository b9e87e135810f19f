/** A network trained as the textbook trains: batches drawn with replacement, accuracies in inference mode on the way. */
import {
  currentBackend,
  type Dataset,
  fit,
  type LayerState,
  type Loss,
  type Model,
  type Optimizer,
  type Part,
  Program,
  type Tensor,
  tensor,
} from 'regimen'

export interface TrainOptions {
  /** Trained in place. */
  readonly model: Model
  readonly train: Part<'train'>
  readonly optimizer: Optimizer
  /** Updates. */
  readonly steps: number
  /** Default 100. */
  readonly batchSize?: number
  /** Of batches and masks; the model brings its own weights. */
  readonly seed: number
  /** Default `withReplacement`, as the textbook draws its batches. */
  readonly sampling?: 'epochs' | 'withReplacement'
  /** Default: cross-entropy. */
  readonly loss?: Loss
  /** What is measured on the way, by name. */
  readonly parts?: Readonly<Record<string, Dataset>>
  /** Updates (counted from 1) after which the parts are measured; the last one always is. Default: only then. */
  readonly measureAfter?: (update: number) => boolean
}

/** Mean loss and accuracy of a part, in inference mode. */
export interface Measured {
  readonly loss: number
  readonly accuracy: number
}

/** A run: its losses, and its parts on the way. */
export interface TrainedNetwork {
  /** Of each batch, before its update; shorter than `steps` where the loss stopped being a number. */
  readonly losses: readonly number[]
  readonly diverged: boolean
  readonly measured: readonly {
    readonly update: number
    readonly parts: Readonly<Record<string, Measured>>
  }[]
}

/** Every n-th update from the first on: how the textbook counts epochs, of which number 0 is one update. */
export function everyFromFirst(updates: number): (update: number) => boolean {
  return (update) => (update - 1) % updates === 0
}

export async function trainNetwork(options: TrainOptions): Promise<TrainedNetwork> {
  const { model, train, optimizer, steps, batchSize = 100, seed, sampling = 'withReplacement' } = options
  const { parts = {}, measureAfter = () => false, loss } = options
  const measure = evaluatorOf(model)
  const losses: number[] = []
  const measured: { update: number; parts: Record<string, Measured> }[] = []
  const measureParts = (update: number, state: LayerState) => {
    const values = Object.entries(parts).map(([name, data]) => [name, measure(state, data)] as const)
    measured.push({ update, parts: Object.fromEntries(values) })
  }
  const result = await fit(
    model,
    { train },
    {
      optimizer,
      steps,
      batchSize,
      seed,
      sampling,
      metrics: [],
      ...(loss && { loss }),
      callbacks: [
        {
          name: 'lab',
          onEvent: (event) => {
            if (event.type === 'step' && Number.isFinite(event.loss)) losses.push(event.loss)
          },
          onBoundary: ({ step }, control) => {
            if (step < steps && measureAfter(step)) measureParts(step, control.readState())
          },
        },
      ],
    },
  )
  measureParts(result.steps, model.state)
  return { losses, measured, diverged: result.reason === 'nonFinite' }
}

/** Rows computed at once. */
const rowsAtOnce = 1000

/** A function that measures states of a classifier; what it compiles is used again. */
export function evaluatorOf(model: Model): (state: LayerState, data: Dataset) => Measured {
  const program = new Program(model.state, { backend: currentBackend() })
  const logitsOf = program.compile((state: LayerState, { inputs }: { inputs: Tensor }) => ({
    result: model.layer.apply(state, inputs, { training: false }).output,
  }))
  return (state, data) => {
    program.write(state)
    const width = data.inputs.length / data.size
    let [loss, right] = [0, 0]
    for (let start = 0; start < data.size; start += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, data.size - start)
      const slice = data.inputs.subarray(start * width, (start + rows) * width)
      const logits = logitsOf({ inputs: tensor(slice, [rows, ...data.inputShape]) })
      const totals = classify(logits.data(), data.targets.subarray(start, start + rows))
      loss += totals.loss
      right += totals.right
    }
    return { loss: loss / data.size, accuracy: right / data.size }
  }
}

/** Mean loss and accuracy of logits, [rows × classes], for the rows' classes. */
export function scoresOf(logits: ArrayLike<number>, targets: ArrayLike<number>): Measured {
  const { loss, right } = classify(logits, targets)
  return { loss: loss / targets.length, accuracy: right / targets.length }
}

/** Sums over the rows: −log of the true class's probability, and rows whose largest logit is the true class's. */
function classify(logits: ArrayLike<number>, targets: ArrayLike<number>): { loss: number; right: number } {
  const classes = logits.length / targets.length
  let [loss, right] = [0, 0]
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row] ?? 0
    let [best, most] = [-1, Number.NEGATIVE_INFINITY]
    for (let each = 0; each < classes; each++) {
      const logit = logits[row * classes + each] ?? Number.NaN
      if (logit > most) [best, most] = [each, logit]
    }
    let sum = 0
    for (let each = 0; each < classes; each++) sum += Math.exp((logits[row * classes + each] ?? 0) - most)
    loss += most + Math.log(sum) - (logits[row * classes + target] ?? 0)
    if (best === target) right++
  }
  return { loss, right }
}

/** At most `count` of the values, evenly spaced, with their places: curves that stay small. */
export function thinned(values: readonly number[], count = 120): [update: number, value: number][] {
  const every = Math.max(1, Math.ceil(values.length / count))
  return values.flatMap((value, index): [number, number][] =>
    index % every === 0 || index === values.length - 1 ? [[index + 1, value]] : [],
  )
}
