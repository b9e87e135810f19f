/** The learning rate: the last link of every optimizer. */
import { mul } from '../engine/ops/elementwise.ts'
import { RegimenError } from '../errors.ts'
import { show } from '../nn/options.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform, Schedule } from './transform.ts'

/**
 * −η times what comes in: from directions to updates.
 * @param schedule η, or a function of the update number (0 for the first).
 * @throws RegimenError `bad-option` at the update for which the schedule gives no usable number.
 */
export function scaleByLearningRate(schedule: Schedule): GradientTransform {
  return perParameter({
    slots: [],
    hyperparameters: (step) => ({ negativeLearningRate: -learningRateAt(schedule, step) }),
    update: (direction, { hyperparameters }) => ({
      update: mul(direction, hyperparameters.negativeLearningRate),
      slots: {},
    }),
  })
}

const expected = 'a finite number that is not negative'

const isLearningRate = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

const isFunction = (value: unknown): value is (step: number) => number => typeof value === 'function'

/** A learning rate as users give it. @throws RegimenError `technique-option`. */
export function readSchedule(technique: string, value: unknown): Schedule {
  if (isLearningRate(value) || isFunction(value)) return value
  throw new RegimenError('technique-option', {
    technique,
    option: 'learningRate',
    value: show(value),
    expected: `${expected}, or a function of the update number`,
  })
}

/** The learning rate of update number `step`. @throws RegimenError `bad-option`. */
export function learningRateAt(schedule: Schedule, step: number): number {
  const value = typeof schedule === 'number' ? schedule : schedule(step)
  if (isLearningRate(value)) return value
  throw new RegimenError('bad-option', {
    option: `The learning rate of update ${step}`,
    value: String(value),
    expected,
  })
}
