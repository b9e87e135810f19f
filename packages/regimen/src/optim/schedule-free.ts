/** Averaging in place of a schedule: the link that makes updates of directions in schedule-free methods. */
import { add, div, mul, sub } from '../engine/ops/elementwise.ts'
import type { Tensor } from '../engine/tensor.ts'
import { learningRateAt } from './learning-rate.ts'
import { entry, mapRecord, transformOf } from './per-parameter.ts'
import { progression } from './progression.ts'
import type { GradientTransform, Schedule } from './transform.ts'

/**
 * With d the direction at y (Defazio et al. 2024, arXiv:2405.15682, equations 3 to 5):
 * z ← z − γd, x ← (1 − c)x + cz, y ← (1 − β)z + βx, where c = γ² / Σγ² with the largest γ so far.
 *
 * The parameters that are trained are y; x, the average, is what is evaluated and kept. z is remembered, and
 * x = (y − (1 − β)z) / β.
 */
export function scheduleFree(learningRate: Schedule, beta: number): GradientTransform {
  const largest = progression(0, (rate, step) => Math.max(rate, learningRateAt(learningRate, step)))
  const sum = progression(0, (total, step) => total + largest(step) ** 2)
  const stepping = transformOf({
    slots: ['z'],
    initial: (_, parameter) => parameter,
    hyperparameters(step, rateScale) {
      const total = sum(step)
      const share = total > 0 ? largest(step) ** 2 / total : 0
      const rate = learningRateAt(learningRate, step) * rateScale
      return { share, negativeRate: -rate, negativeRateOfY: -rate * (1 - beta * (1 - share)) }
    },
    update(direction, { slots, parameter, hyperparameters }) {
      const towards = mul(sub(slots.z, parameter), hyperparameters.share)
      return {
        update: add(towards, mul(direction, hyperparameters.negativeRateOfY)),
        slots: { z: add(slots.z, mul(direction, hyperparameters.negativeRate)) },
      }
    },
  })
  const averageOf = (y: Tensor, z: Tensor) => div(sub(y, mul(z, 1 - beta)), beta)
  const averaging: typeof stepping = {
    ...stepping,
    averaged: {
      read: (parameters, { z }) => mapRecord(parameters, (y, path) => averageOf(y, entry(z, path))),
      restart: (parameters) => ({ z: parameters }),
    },
  }
  return averaging
}
