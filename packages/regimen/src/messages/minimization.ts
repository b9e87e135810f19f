/** Errors of minimisation and second-order methods. */
import { errorsOf } from './errors.ts'

export const minimizationMessages = {
  'start-not-finite': (p: { what: 'parameters' | 'value' | 'gradient' }) =>
    `At the start the ${p.what} ${p.what === 'parameters' ? 'are' : 'is'} not finite. Start where the function and its gradient are.`,
  'not-critical': (p: { norm: number; tolerance: number }) =>
    `The gradient here is ${p.norm.toPrecision(3)} at its largest, so this is no critical point (up to ${p.tolerance.toPrecision(3)} counts as zero). Minimise first, or raise gradientTolerance.`,
  'needs-outputs': (p: { method: string }) =>
    `${p.method} needs to know the residuals: call leastSquares(residuals, start, { method: '${p.method}' }), or minimise with lBfgs, bfgs or newton.`,
  'random-loss': (p: { optimizer: string; path: string; layer: string }) =>
    `${p.optimizer} needs a loss that is the same at every evaluation, but ${p.path === '' ? '' : `${p.path}: `}${p.layer} draws random numbers in training. Leave it out, or use an optimizer such as adam.`,
} as const

/** An error of minimisation and second-order methods. */
export const minimizationError = /* @__PURE__ */ errorsOf(minimizationMessages)
