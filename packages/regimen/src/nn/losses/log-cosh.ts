import { abs, add, exp, log1p, mul, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

type NoSettings = Record<never, never>

/** ln cosh(y − t) without overflow, averaged over the outputs of an example: a smooth `huber`, gradient tanh(y − t). */
export const logCoshLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
  {
    name: 'logCosh',
    defaults: {},
    paper: 'Saleh & Saleh 2022, arXiv:2208.04564',
    catalogue: [],
  },
  () => ({
    perExample: (outputs, targets) => {
      const [y, t] = alignTargets('logCosh', outputs, targets)
      // ln ½(eᵉ + e⁻ᵉ) = |e| + ln(1 + e^(−2|e|)) − ln 2.
      const size = abs(sub(y, t))
      return mean(sub(add(size, log1p(exp(mul(size, -2)))), Math.LN2), { axes: 1 })
    },
  }),
)

/**
 * The mean of ln cosh(y − t) over batch and outputs. Outputs [batch, k] or [batch]; targets likewise.
 * @throws RegimenError `targets-shape`.
 */
export const logCosh: LossFunction<NoSettings> = lossFunction(logCoshLoss)
