/** Checking the limits that end an iteration. */
import { RegimenError } from '../../errors.ts'

/** Tolerances are numbers that are not negative, `maxIterations` a whole number. @throws RegimenError `bad-option`. */
export function requireLimits(limits: {
  readonly gradientTolerance: number
  readonly stepTolerance: number
  readonly valueTolerance?: number
  readonly maxIterations: number
  readonly damping?: number
}): void {
  const { gradientTolerance, stepTolerance, valueTolerance = 0, maxIterations, damping = 1 } = limits
  for (const [option, value] of Object.entries({ gradientTolerance, stepTolerance, valueTolerance })) {
    if (!(value >= 0)) refuse(option, value, 'a number that is not negative')
  }
  if (!(damping > 0 && damping < Number.POSITIVE_INFINITY)) refuse('damping', damping, 'a positive number')
  if (!(Number.isSafeInteger(maxIterations) && maxIterations >= 1)) {
    refuse('maxIterations', maxIterations, 'a whole number of at least 1')
  }
}

function refuse(option: string, value: number, expected: string): never {
  throw new RegimenError('bad-option', { option, value: String(value), expected })
}
