/** Several models that answer together. */
import { type Dataset, isClassification } from '../data/dataset.ts'
import { formatShape, sameShape } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import { requireOption, requireSize } from '../nn/options.ts'
import type { Technique } from '../technique.ts'
import type { Callback } from '../train/callback.ts'
import { predict } from '../train/evaluate.ts'

/** How good probabilities are. */
export interface ProbabilityScores {
  /** Mean of −ln p of the right class. */
  readonly logLoss: number
  readonly accuracy: number
}

/** The scores of an ensemble and of each of its members. */
export interface EnsembleScores extends ProbabilityScores {
  readonly members: readonly ProbabilityScores[]
}

/**
 * The mean of the models' probabilities for each row (Hansen & Salamon 1990; Lakshminarayanan et al. 2017):
 * [rows, classes]. The models give logits.
 * @param inputs [rows, ...inputShape]
 * @throws RegimenError `technique-option` without models, `architecture-mismatch` where outputs differ in shape.
 */
export function averageProbabilities(models: readonly Model[], inputs: Float32Array): Float32Array {
  const members = models.map((model) => probabilitiesOf(model, inputs))
  return meanOf(models, members)
}

/**
 * Log loss and accuracy of the mean of the probabilities, and of each member alone. The first is never above the
 * members' mean log loss (Jensen: −ln is convex).
 * @throws RegimenError as `averageProbabilities`; `technique-option` for data that is no classification.
 */
export function evaluateEnsemble(models: readonly Model[], dataset: Dataset): EnsembleScores {
  requireOption('ensemble', 'data', dataset.name, isClassification(dataset), 'data with classes')
  const members = models.map((model) => probabilitiesOf(model, dataset.inputs))
  const together = meanOf(models, members)
  return { ...score(together, dataset), members: members.map((each) => score(each, dataset)) }
}

function probabilitiesOf(model: Model, inputs: Float32Array): Float32Array {
  const classes = model.outputShape.at(-1) ?? 1
  const probabilities = predict(model, inputs).outputs
  for (let start = 0; start < probabilities.length; start += classes) {
    const row = probabilities.subarray(start, start + classes)
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    const total = row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)
    row.forEach((logit, index) => {
      row[index] = Math.exp(logit - largest) / total
    })
  }
  return probabilities
}

function meanOf(models: readonly Model[], members: readonly Float32Array[]): Float32Array {
  const [first] = models
  const [probabilities] = members
  requireOption('ensemble', 'models', models.length, models.length > 0, 'at least one model')
  for (const { outputShape } of models) {
    if (first && sameShape(first.outputShape, outputShape)) continue
    const [expected, actual] = [formatShape(first?.outputShape ?? []), formatShape(outputShape)]
    throw new RegimenError('architecture-mismatch', { name: 'output', expected, actual })
  }
  return (
    probabilities?.map((_, place) => {
      return members.reduce((sum, member) => sum + (member[place] ?? 0), 0) / members.length
    }) ?? new Float32Array(0)
  )
}

function score(probabilities: Float32Array, { targets, size }: Dataset): ProbabilityScores {
  const classes = probabilities.length / size
  let [loss, right] = [0, 0]
  targets.forEach((target, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    const chance = own[target] ?? 0
    loss -= Math.log(chance)
    right += own.indexOf(Math.max(...own)) === target ? 1 : 0
  })
  return { logLoss: loss / size, accuracy: right / size }
}

/** The options of `snapshots`. */
export interface SnapshotOptions {
  /** Updates from one snapshot to the next: the period of a learning rate that restarts. */
  readonly every: number
  /** How many are kept, the last ones. Default: all. */
  readonly keep?: number
}

/** A callback that keeps the weights at the end of each cycle of the learning rate. */
export interface Snapshots extends Callback {
  /** In the order in which they were taken. A resumed run has those since it was resumed. */
  readonly states: readonly LayerState[]
}

/**
 * Snapshots of one run as the members of an ensemble (Huang et al. 2017): with `cosineWithRestarts` each cycle ends in
 * another minimum. `states.map((state) => { const model = createModel(…); model.load(state); return model })`.
 * @throws RegimenError `technique-option`.
 */
export function snapshots({ every, keep = Number.POSITIVE_INFINITY }: SnapshotOptions): Snapshots {
  requireSize('snapshots', 'every', every)
  requireOption('snapshots', 'keep', keep, keep >= 1, 'a number of at least 1')
  const states: LayerState[] = []
  return {
    name: 'snapshots',
    states,
    onBoundary({ step }, control) {
      if (step % every !== 0) return
      states.push(control.readState())
      if (states.length > keep) states.shift()
    },
  }
}

export const ensembleTechniques: readonly Technique[] = [
  {
    name: 'ensembleAverage',
    kind: 'procedure',
    defaults: {},
    paper: 'Hansen & Salamon 1990, IEEE PAMI 12; Lakshminarayanan, Pritzel & Blundell 2017, arXiv:1612.01474',
    catalogue: ['H13'],
  },
  {
    name: 'snapshots',
    kind: 'procedure',
    defaults: {},
    paper: 'Huang, Li, Pleiss, Liu, Hopcroft & Weinberger 2017, arXiv:1704.00109',
    catalogue: ['H13'],
  },
]
