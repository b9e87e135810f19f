import { requireOption } from '../options.ts'

const gains = {
  identity: () => 1,
  linear: () => 1,
  sigmoid: () => 1,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leakyRelu: (slope: number) => Math.sqrt(2 / (1 + slope ** 2)),
  selu: () => 3 / 4,
} as const

/** The activations whose gain is known. */
export type GainName = keyof typeof gains

/**
 * The factor on the standard deviation of the weights that makes up for what an activation does to the size of
 * its input, as PyTorch's `calculate_gain`: `heNormal({ gain: gain('leakyRelu', 0.2) })`. ReLU √2, leaky ReLU
 * √(2 / (1 + slope²)) (He et al. 2015), tanh 5/3 (LeCun et al. 1998), SELU 3/4, identity and sigmoid 1.
 * @param slope of the leaky ReLU; default 0.01.
 * @throws RegimenError `technique-option`.
 */
export function gain(activation: GainName, slope: number = 0.01): number {
  const known = Object.keys(gains).join(', ')
  requireOption('gain', 'activation', activation, Object.hasOwn(gains, activation), `one of ${known}`)
  requireOption('gain', 'slope', slope, Number.isFinite(slope), 'a finite number')
  return gains[activation](slope)
}

/** @internal Refuses a gain that is no positive number. */
export function requireGain(technique: string, value: number): void {
  requireOption(technique, 'gain', value, Number.isFinite(value) && value > 0, 'a finite number above 0')
}
