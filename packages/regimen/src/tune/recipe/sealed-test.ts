/** The test part, where nothing that learns or chooses can reach it. */
import type { Part, Task } from '../../data/dataset.ts'
import type { Backend } from '../../engine/backend.ts'
import type { Model } from '../../nn/model.ts'
import type { Technique } from '../../technique.ts'
import { evaluate, predict } from '../../train/evaluate.ts'
import type { Metrics } from '../../train/events.ts'
import { metricsInUnit, type TargetScale } from './target-scale.ts'

/** What reading the test part gives. Plain JSON. */
export interface TestReading {
  readonly rows: number
  /** In the target's own unit. */
  readonly metrics: Metrics
  /** Classification: how often each class (first index) was taken for each (second). */
  readonly confusion?: readonly (readonly number[])[]
  /** Regression: target and prediction of each row, in the target's own unit. */
  readonly residuals?: readonly (readonly [target: number, predicted: number])[]
  /** Regression: the root mean squared error of predicting the training part's mean. */
  readonly ofMean?: number
  /** How often the part has been read, this reading included. */
  readonly readings: number
}

export const sealedTestTechnique: Technique = {
  name: 'sealedTest',
  kind: 'procedure',
  defaults: {},
  paper: 'Hastie, Tibshirani & Friedman 2009, The elements of statistical learning, section 7.2',
  catalogue: ['D5', 'D6'],
}

/**
 * The test rows behind a door: they can be counted and, by a trained model, be read; every reading is counted. It is no
 * `Dataset`, `Part` or `Split`, so `fit`, `evaluate` and every search refuse it when they are compiled, and it holds its
 * rows in private fields, so that they find nothing in it when they run.
 */
export class SealedTest {
  readonly #part: Part<'test'>
  readonly #scale: TargetScale | undefined
  #readings = 0

  /**
   * @param part scaled as the training part is.
   * @param scale by which regression targets were standardised; results are told in the target's own unit.
   */
  constructor(part: Part<'test'>, scale?: TargetScale) {
    this.#part = part
    this.#scale = scale
  }

  /** Number of rows. */
  get size(): number {
    return this.#part.size
  }

  get task(): Task {
    return this.#part.task
  }

  /** How often it has been read. */
  get readings(): number {
    return this.#readings
  }

  /**
   * Loss, metrics, and confusion matrix or residuals of a model on the test rows. Counts as a reading.
   * @throws RegimenError `model-data-mismatch`.
   */
  read(model: Model, options: { readonly backend?: Backend } = {}): TestReading {
    this.#readings++
    const part = this.#part
    const metrics = metricsInUnit(evaluate(model, part, options), this.#scale)
    const { outputs, shape } = predict(model, part.inputs, options)
    const read = { rows: part.size, metrics, readings: this.#readings }
    const { task } = part
    return task.kind === 'classification'
      ? { ...read, confusion: confusionOf(outputs, part.targets, task.classes.length) }
      : { ...read, ...residualsOf(outputs, part.targets, this.#scale), rows: shape[0] ?? 0 }
  }

  /** Nothing of its rows. */
  toJSON(): { readonly sealed: true; readonly rows: number; readonly readings: number } {
    return { sealed: true, rows: this.size, readings: this.#readings }
  }
}

function confusionOf(outputs: Float32Array, targets: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < targets.length; row++) {
    const logits = outputs.subarray(row * classes, (row + 1) * classes)
    const taken = logits.indexOf(Math.max(...logits))
    const line = counts[targets[row] ?? 0]
    if (line && taken >= 0) line[taken] = (line[taken] ?? 0) + 1
  }
  return counts
}

function residualsOf(outputs: Float32Array, targets: ArrayLike<number>, scale: TargetScale | undefined) {
  const { mean, deviation } = scale ?? { mean: 0, deviation: 1 }
  const inUnit = (value: number | undefined) => (value ?? 0) * deviation + mean
  const residuals = Array.from(targets, (target, row) => [inUnit(target), inUnit(outputs[row])] as const)
  const squares = residuals.reduce((sum, [target]) => sum + (target - mean) ** 2, 0)
  return { residuals, ofMean: Math.sqrt(squares / Math.max(1, residuals.length)) }
}
