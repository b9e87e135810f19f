/** Step 3: a network that cannot learn a few rows by heart will not learn many. */
import { type Part, takeRows } from '../../../data/dataset.ts'
import type { Backend } from '../../../engine/backend.ts'
import type { Tensor } from '../../../engine/tensor.ts'
import type { Model } from '../../../nn/model.ts'
import type { Technique } from '../../../technique.ts'
import type { Callback } from '../../../train/callback.ts'
import { fit } from '../../../train/fit.ts'
import { type Candidate, candidateModel, candidateOptimizer } from '../candidate.ts'
import { diagnose, type RecipeContext, type Step, type StepOutcome, seen } from '../context.ts'
import type { Diagnosis, OverfitAttempt } from '../types.ts'
import { chanceLoss, startingCandidate } from './initial-loss.ts'

export const overfitSampleTechnique: Technique = {
  name: 'overfitSample',
  kind: 'procedure',
  defaults: { rows: 30, updates: 3000 },
  paper: 'Karpathy 2016, CS231n: Neural networks part 3, sanity checks',
  catalogue: ['H11.2'],
}

const sampleRows = 30
const updates = 3000
/** An attempt whose loss has not moved by then, or the best of which lies so far back, is over. */
const patience = 500
/** A loss that was so many times chance's on the way was not learnt down but jumped down: the rate is too high. */
const highestPeak = 100
/** Of curves. */
const readings = 100
/** Learnt: every row right and a loss of this share of chance's; of a regression this share of the target's variance. */
const lowLoss = { classification: 0.1, regression: 0.01 } as const
/** Rates tried in turn where none is given. */
const rates: Readonly<Record<Candidate['optimizer'], readonly number[]>> = {
  adamW: [1e-3, 1e-2, 1e-4],
  nesterov: [1e-2, 1e-1, 1e-3],
}

export const overfitSample: Step<'overfitSample'> = async (context) => {
  const { data, fixed, tell, signal } = context
  const sample = smallSample(data.train)
  // Nothing that holds learning back.
  const candidate = { ...startingCandidate(fixed), dropout: 0, weightDecay: 0, batchNorm: false }
  const asked = fixed.learningRate === undefined ? rates[candidate.optimizer] : [fixed.learningRate]
  const tried: Attempt[] = []
  for (const [index, learningRate] of asked.entries()) {
    tell({ step: 'overfitSample', done: index, of: asked.length })
    tried.push(await attempt(context, sample, { ...candidate, learningRate }, 'attempt'))
    if (tried.at(-1)?.seen.learnt || signal?.aborted) break
  }
  const learnt = tried.find((each) => each.seen.learnt)
  const outcome = (attempts: readonly Attempt[]): StepOutcome<'overfitSample'> => ({
    did: { rows: sample.size, updates, candidate },
    saw: { attempts: attempts.map((each) => each.seen) },
    decided: { learningRate: learnt?.seen.learningRate ?? null },
    reasons: learnt
      ? [
          {
            code: 'sampleLearnt',
            parameters: {
              learningRate: learnt.seen.learningRate,
              updates: learnt.seen.updates.at(-1) ?? 0,
              rows: sample.size,
            },
          },
        ]
      : [],
    warnings: [],
  })
  if (signal?.aborted) return { ...outcome(tried), interrupted: true }
  if (learnt) return outcome(tried)
  const probes = await probe(context, sample, candidate, tried)
  const diagnosis = explain(context, [...tried, ...probes])
  return { ...outcome([...tried, ...probes]), diagnosis }
}

interface Attempt {
  readonly seen: OverfitAttempt
  readonly model: Model
  readonly rows: number
}

/** Rows of all classes in turn, none of them twice: equal inputs of two classes cannot be learnt. */
function smallSample(train: Part<'train'>): Part<'train'> {
  const features = train.inputs.length / Math.max(1, train.size)
  const known = new Set<string>()
  const byClass = new Map<number, number[]>()
  for (let row = 0; row < Math.min(train.size, 20 * sampleRows); row++) {
    const key = train.inputs.subarray(row * features, (row + 1) * features).join(' ')
    if (known.has(key)) continue
    known.add(key)
    const own = train.task.kind === 'classification' ? (train.targets[row] ?? 0) : 0
    byClass.set(own, [...(byClass.get(own) ?? []), row])
  }
  const queues = [...byClass.values()]
  const longest = queues.reduce((most, { length }) => Math.max(most, length), 0)
  const inTurn = Array.from({ length: longest }, (_, place) =>
    queues.flatMap((queue) => queue[place] ?? []),
  ).flat()
  return takeRows(train, Int32Array.from(inTurn.slice(0, sampleRows)), 'train')
}

async function attempt(
  { data, seed, backend, signal }: RecipeContext,
  sample: Part<'train'>,
  candidate: Candidate,
  role: OverfitAttempt['role'],
): Promise<Attempt> {
  const model = candidateModel(candidate, data, seed)
  const curve = new MemorisingCurve(sample)
  const options: { backend?: Backend; signal?: AbortSignal } = {
    ...(backend && { backend }),
    ...(signal && { signal }),
  }
  const { reason } = await fit(
    model,
    { train: sample },
    {
      optimizer: candidateOptimizer(candidate),
      steps: updates,
      batchSize: sample.size,
      seed,
      callbacks: [curve],
      ...options,
    },
  )
  if (reason === 'nonFinite') curve.breakOff()
  return {
    seen: {
      learningRate: candidate.learningRate,
      initializer: candidate.initializer ?? 'default',
      role,
      learnt: curve.learnt,
      ...curve.thinned(),
    },
    model,
    rows: sample.size,
  }
}

/** Watches an attempt: one update is one epoch, so that the losses after epochs are those of all rows. */
class MemorisingCurve implements Callback {
  readonly name = 'memorising'
  learnt = false
  readonly #losses: number[] = []
  readonly #accuracies: number[] = []
  readonly #isClasses: boolean
  readonly #enough: number
  readonly #highest: number
  #peak = 0
  #lowest = Number.POSITIVE_INFINITY
  #lowestAt = 0

  constructor({ task }: Part<'train'>) {
    this.#isClasses = task.kind === 'classification'
    this.#enough = lowLoss[task.kind] * chanceLoss(task)
    this.#highest = highestPeak * chanceLoss(task)
  }

  onEvent(
    event: Parameters<NonNullable<Callback['onEvent']>>[0],
    control: Parameters<NonNullable<Callback['onEvent']>>[1],
  ): void {
    if (event.type !== 'evaluated' || event.split !== 'train') return
    const { loss = Number.NaN, accuracy = Number.NaN } = event.metrics
    this.#losses.push(loss)
    if (this.#isClasses) this.#accuracies.push(accuracy)
    this.#peak = Math.max(this.#peak, loss)
    const isRight = !this.#isClasses || accuracy === 1
    this.learnt = loss <= this.#enough && isRight && this.#peak <= this.#highest
    if (loss < 0.99 * this.#lowest) {
      this.#lowest = loss
      this.#lowestAt = this.#losses.length
    }
    const isStuck = this.#losses.length - this.#lowestAt > patience
    if (this.learnt || isStuck) control.stop('stopped')
  }

  breakOff(): void {
    this.learnt = false
    this.#losses.push(Number.NaN)
    if (this.#isClasses) this.#accuracies.push(Number.NaN)
  }

  /** The first, the last, and so many between. */
  thinned(): Pick<OverfitAttempt, 'updates' | 'losses' | 'accuracies'> {
    const stride = Math.max(1, Math.ceil(this.#losses.length / readings))
    const last = this.#losses.length - 1
    const kept = this.#losses.flatMap((_, index) => (index % stride === 0 || index === last ? [index] : []))
    return {
      updates: kept,
      losses: kept.map((index) => seen(this.#losses[index])),
      accuracies: this.#isClasses ? kept.map((index) => seen(this.#accuracies[index])) : [],
    }
  }
}

/** The same with the optimizer's usual rates, to see whether it was the rate; then with the usual first weights. */
async function probe(
  context: RecipeContext,
  sample: Part<'train'>,
  candidate: Candidate,
  tried: readonly Attempt[],
): Promise<Attempt[]> {
  const usual = rates[candidate.optimizer].slice(0, 2)
  const untried = usual.filter((rate) => tried.every((each) => each.seen.learningRate !== rate))
  const probes: Attempt[] = []
  const run = async (probed: Candidate) => {
    probes.push(await attempt(context, sample, probed, 'probe'))
    return probes.at(-1)?.seen.learnt === true
  }
  for (const learningRate of untried) {
    if (context.signal?.aborted || (await run({ ...candidate, learningRate }))) return probes
  }
  const { initializer, ...withoutInitializer } = candidate
  const [learningRate = candidate.learningRate] = usual
  if (initializer !== undefined) await run({ ...withoutInitializer, learningRate })
  return probes
}

/** From what failed and what did not: units that are all the same come first, since no rate could help them. */
function explain({ fixed }: RecipeContext, attempts: readonly Attempt[]): Diagnosis {
  const [first] = attempts
  const told = (code: Diagnosis['code'], parameters: Diagnosis['parameters']) =>
    diagnose('overfitSample', code, parameters)
  if (!first) return told('cannotOverfit', { rows: 0 })
  const same = identicalUnits(first.model)
  if (same) return told('zeroInitialisation', { ...same, initializer: first.seen.initializer })
  const { learningRate } = first.seen
  const works = attempts.find(
    ({ seen: each }) => each.role === 'probe' && each.learnt && each.initializer === first.seen.initializer,
  )?.seen.learningRate
  if (works !== undefined && fixed.learningRate !== undefined) {
    return told(learningRate < works ? 'learningRateTooLow' : 'learningRateTooHigh', { learningRate, works })
  }
  if (first.seen.losses.at(-1) === null) {
    return told('lossNotFinite', { step: first.seen.updates.at(-1) ?? 0, learningRate })
  }
  const best = attempts.reduce((a, b) =>
    (b.seen.losses.at(-1) ?? 1e9) < (a.seen.losses.at(-1) ?? 1e9) ? b : a,
  )
  return told('cannotOverfit', {
    rows: first.rows,
    loss: best.seen.losses.at(-1) ?? null,
    accuracy: best.seen.accuracies.at(-1) ?? null,
    learningRate: best.seen.learningRate,
  })
}

/** The first hidden layer whose units all have the same weights: they get the same gradients, and stay the same. */
export function identicalUnits(model: Model): { readonly layer: string; readonly units: number } | undefined {
  const weights = Object.entries(model.state.parameters).filter(
    ([path, { shape }]) => path.endsWith('weight') && shape.length >= 2,
  )
  const found = weights.slice(0, -1).find(([, tensor]) => hasEqualColumns(tensor))
  return found && { layer: found[0], units: found[1].shape.at(-1) ?? 0 }
}

function hasEqualColumns(tensor: Tensor): boolean {
  const values = tensor.data()
  const columns = tensor.shape.at(-1) ?? 1
  if (columns < 2) return false
  for (let start = 0; start < values.length; start += columns) {
    const first = values[start] ?? 0
    for (let column = 1; column < columns; column++) {
      if (Math.abs((values[start + column] ?? 0) - first) > 1e-6 * Math.abs(first)) return false
    }
  }
  return true
}
