import { add, div, mul, sqrt } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { meanSquare } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Adadelta: Δ = −(RMS[Δ] / RMS[g])·g, both root mean squares running averages with ε inside the root. The units of
 * the step are those of the parameter, and a factor on the loss changes nothing. It has no learning rate: η 1 is
 * the method itself. Code that averages g² only is RMSProp.
 */
export const adadelta = optimizerFactory({
  name: 'adadelta',
  paper: 'Zeiler 2012, ADADELTA: an adaptive learning rate method, arXiv:1212.5701',
  catalogue: ['O12', 'O18'],
  learningRate: 1,
  options: { rho: fraction(0.95), epsilon: positive(1e-6) },
  direction: ({ rho, epsilon }) => [scaleByUpdates(rho, epsilon)],
})

function scaleByUpdates(rho: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['meanSquare', 'meanSquareUpdate'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const squares = meanSquare(slots.meanSquare, gradient, rho)
      const root = (mean: typeof squares) => sqrt(add(mean, epsilon))
      const update = mul(div(root(slots.meanSquareUpdate), root(squares)), gradient)
      const meanSquareUpdate = meanSquare(slots.meanSquareUpdate, update, rho)
      return { update, slots: { meanSquare: squares, meanSquareUpdate } }
    },
  })
}
