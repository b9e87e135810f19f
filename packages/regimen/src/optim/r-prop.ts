import { ones, scalar, zeros } from '../engine/ops/create.ts'
import { clamp, less, mul, select, sign } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { growth, positive, properFraction } from './option.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

interface RPropSettings {
  readonly shrink: number
  readonly grow: number
  readonly smallest: number
  readonly largest: number
}

/**
 * Rprop: each element has its own step size, which grows while the sign of its gradient stays and shrinks when it
 * turns (then the element rests once); the size of the gradient counts for nothing. For the whole data set as one
 * batch: over small batches signs are noise. Step sizes are multiples of η, η at first; the bounds 1e-4 and 5,000
 * with η 0.01 are PyTorch's 1e-6 and 50.
 */
export const rProp = optimizerFactory({
  name: 'rProp',
  paper:
    'Riedmiller & Braun 1993, A direct adaptive method for faster backpropagation learning: the RPROP algorithm',
  catalogue: [],
  learningRate: 0.01,
  options: {
    shrink: properFraction(0.5),
    grow: growth(1.2),
    smallest: positive(1e-4),
    largest: positive(5000),
  },
  direction: (options) => [resilientSteps(options)],
})

function resilientSteps({ shrink, grow, smallest, largest }: RPropSettings): GradientTransform {
  return perParameter({
    slots: ['stepSize', 'gradient'],
    initial: (slot, { shape, dtype }) => (slot === 'stepSize' ? ones(shape, dtype) : zeros(shape, dtype)),
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const agreement = mul(sign(gradient), sign(slots.gradient))
      const turned = less(agreement, 0)
      const factor = select(turned, shrink, select(less(0, agreement), scalar(grow, gradient.dtype), 1))
      const stepSize = clamp(mul(slots.stepSize, factor), smallest, largest)
      const heeded = select(turned, 0, gradient)
      return { update: mul(sign(heeded), stepSize), slots: { stepSize, gradient: heeded } }
    },
  })
}
