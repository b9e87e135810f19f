/** Step 2: what an untrained network loses should be what chance loses. */
import type { TensorRecord } from '../../../nn/layer.ts'
import { isWeight } from '../../../optim/weight-decay.ts'
import type { Technique } from '../../../technique.ts'
import { evaluate } from '../../../train/evaluate.ts'
import { type Candidate, candidateModel, publishedCandidate } from '../candidate.ts'
import { diagnose, type Step, seen } from '../context.ts'
import { sampleOf } from '../train-candidate.ts'
import type { RecipeStep } from '../types.ts'

export const initialLossTechnique: Technique = {
  name: 'initialLossCheck',
  kind: 'procedure',
  defaults: { seeds: 5, rows: 1000 },
  paper: 'Karpathy 2016, CS231n: Neural networks part 3, sanity checks',
  catalogue: ['H11.1'],
}

const seeds = 5
const rows = 1000
/** Of the penalty that is shown. */
const decay = 0.1

/**
 * Where a first loss may lie, as multiples of what outputs of 0 lose (ln K; the variance of the target): outputs of
 * variance 2, which He's initialisation gives, add about 1 nat, or 2 variances. Beyond `stop` the recipe stops.
 */
const bands = {
  classification: {
    least: 0.5,
    most: (theory: number) => theory + 2,
    stop: (theory: number) => 3 * theory + 6,
  },
  regression: { least: 0.5, most: () => 5, stop: () => 25 },
} as const

/** The published defaults with what the user has fixed. */
export function startingCandidate(fixed: Partial<Candidate>): Candidate {
  return { ...publishedCandidate, ...fixed }
}

/** The loss of knowing nothing: ln K of K classes, or the variance of the standardised target. */
export function chanceLoss(task: { readonly kind: string; readonly classes?: readonly string[] }): number {
  return task.classes ? Math.log(Math.max(2, task.classes.length)) : 1
}

export const initialLoss: Step<'initialLoss'> = async ({ data, seed, fixed, backend, tell }) => {
  const step: RecipeStep = 'initialLoss'
  const candidate = startingCandidate(fixed)
  const { train } = sampleOf(data, rows, 0)
  const { task } = train
  const theory = chanceLoss(task)
  const band = bands[task.kind]
  const [least, most, stop] = [band.least * theory, band.most(theory), band.stop(theory)]
  const own = Array.from({ length: seeds }, (_, index) => seed + index)
  let penalty: number | undefined
  const losses = own.map((each, index) => {
    const model = candidateModel(candidate, data, each)
    penalty ??= penaltyOf(model.state.parameters)
    tell({ step, done: index, of: seeds })
    return evaluate(model, train, backend ? { backend } : {}).loss ?? Number.NaN
  })
  const mean = losses.reduce((total, loss) => total + loss, 0) / losses.length
  const saw = { theory, least, most, losses: losses.map(seen), penalty: seen(penalty) }
  const finding = { loss: seen(mean), theory, least, most }
  const isOff = !(mean >= least && mean <= most)
  return {
    did: { candidate, seeds: own, rows: train.size },
    saw,
    decided: {},
    reasons: isOff ? [] : [{ code: 'initialLossAsExpected', parameters: finding }],
    warnings: isOff && mean <= stop ? [diagnose(step, 'initialLossOff', finding)] : [],
    ...(mean <= stop ? {} : { diagnosis: diagnose(step, 'initialLossOff', finding) }),
  }
}

/** ½λ‖W‖² of the weights; biases are not decayed. */
function penaltyOf(parameters: TensorRecord): number {
  const squares = Object.entries(parameters)
    .filter(([path]) => isWeight(path))
    .flatMap(([, tensor]) => Array.from(tensor.data()))
    .reduce((total, weight) => total + weight * weight, 0)
  return 0.5 * decay * squares
}
