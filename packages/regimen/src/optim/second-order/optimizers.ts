/** The table of full-batch methods: a new one is a file in `methods` and a row. */
import { findByName } from '../../nn/options.ts'
import {
  type FullBatchFactory,
  type FullBatchOptimizer,
  fullBatchFactory,
  positiveNumber,
  wholeNumber,
  wolfeRules,
} from './full-batch-optimizer.ts'
import { wolfeDefaults } from './line-search.ts'
import { bfgsMethod } from './methods/bfgs.ts'
import { dampedGaussNewtonMethod } from './methods/damped-gauss-newton.ts'
import { lBfgsMethod } from './methods/l-bfgs.ts'
import { newtonMethod } from './methods/newton.ts'
import { gaussNewtonOf } from './smooth-function.ts'

/**
 * L-BFGS with a strong-Wolfe line search: the method of choice for a whole data set at once, as long as the
 * loss is the same at every evaluation (no dropout). Memory 2 · `memory` · n.
 */
export const lBfgs = fullBatchFactory(
  {
    name: 'lBfgs',
    paper: 'Nocedal 1980; Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization',
    catalogue: ['O31'],
    defaults: { memory: 10, ...wolfeDefaults },
    expected: { memory: wholeNumber, ...wolfeRules },
  },
  (settings) => lBfgsMethod(settings.memory, settings),
)

/** BFGS with a strong-Wolfe line search. Memory n² for n parameters: for hundreds, not for millions. */
export const bfgs = fullBatchFactory(
  {
    name: 'bfgs',
    paper: 'Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal & Wright 2006, algorithm 6.1',
    catalogue: ['O30'],
    defaults: { ...wolfeDefaults },
    expected: wolfeRules,
  },
  (settings) => bfgsMethod(settings),
)

/**
 * Newton's method with exact Hessians: damped by a line search, in a trust region where the Hessian is not
 * positive definite. Each step costs n Hessian-vector products and O(n³): for small networks.
 */
export const newton = fullBatchFactory(
  {
    name: 'newton',
    paper: 'Moré & Sorensen 1983, Computing a trust region step; Nocedal & Wright 2006, chapters 3 and 4',
    catalogue: ['O27', 'O28', 'O29'],
    defaults: { radius: 1, ...wolfeDefaults },
    expected: { radius: positiveNumber, ...wolfeRules },
  },
  (settings) => newtonMethod(settings.radius, settings),
)

/**
 * Gauss–Newton: as `newton`, with the part JᵀHJ of the Hessian that first derivatives of the outputs give: it is never
 * indefinite for the usual losses. In `fit`; for residuals of your own `leastSquares`.
 */
export const gaussNewton = fullBatchFactory(
  {
    name: 'gaussNewton',
    paper: 'Gauss 1809; Schraudolph 2002, Fast curvature matrix-vector products; Nocedal & Wright 2006, 10.3',
    catalogue: ['O27'],
    defaults: { radius: 1, ...wolfeDefaults },
    expected: { radius: positiveNumber, ...wolfeRules },
  },
  (settings) =>
    newtonMethod(settings.radius, settings, (fn, point) => gaussNewtonOf(fn, point, 'gaussNewton')),
)

/**
 * Levenberg–Marquardt: Gauss–Newton with damping λ, which falls as long as the quadratic model is right. For small
 * networks and regression the method to try first. In `fit`; for residuals of your own `leastSquares`.
 */
export const levenbergMarquardt = fullBatchFactory(
  {
    name: 'levenbergMarquardt',
    paper:
      'Levenberg 1944; Marquardt 1963; Moré 1978; Hagan & Menhaj 1994; Nielsen 1999; Transtrum & Sethna 2012',
    catalogue: ['O27'],
    defaults: { damping: 0.01 },
    expected: { damping: positiveNumber },
  },
  (settings) => dampedGaussNewtonMethod(settings.damping),
)

export const fullBatchOptimizers = { lBfgs, bfgs, newton, gaussNewton, levenbergMarquardt } as const

export type FullBatchOptimizerName = keyof typeof fullBatchOptimizers

/** What the table's rows share, whatever their options. */
export interface AnyFullBatchFactory
  extends Pick<FullBatchFactory<Record<string, number>>, 'technique' | 'fromSettings'> {
  (): FullBatchOptimizer
}

/** @throws RegimenError `unknown-technique`, naming those there are. */
export function findFullBatchOptimizer(name: string): AnyFullBatchFactory {
  return findByName<AnyFullBatchFactory>('full-batch optimizer', fullBatchOptimizers, name)
}
