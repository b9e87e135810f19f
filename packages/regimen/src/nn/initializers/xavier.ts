import { requireGain } from './gain.ts'
import type { Fans, InitializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

/** The settings of the Xavier initializers. */
export type XavierSettings = {
  /** Factor on the standard deviation; default 1. `gain('tanh')` is PyTorch's for tanh. */
  readonly gain: number
}

const paper = 'Glorot & Bengio 2010, AISTATS, equation 12'
const defaults: XavierSettings = { gain: 1 }

/** A compromise: 1 / fanIn would keep the signals' variance, 1 / fanOut the gradients'. */
const variance =
  (name: string) =>
  ({ gain }: XavierSettings) => {
    requireGain(name, gain)
    return ({ fanIn, fanOut }: Fans) => (2 * gain ** 2) / (fanIn + fanOut)
  }

/** Normal with variance 2 gain² / (fanIn + fanOut): for tanh, sigmoid and linear units. */
export const xavierNormal: InitializerFactory<XavierSettings> = varianceScaling(
  { name: 'xavierNormal', defaults, paper, catalogue: ['I5', 'I7', 'I11'] },
  'normal',
  variance('xavierNormal'),
)

/** Uniform in ±gain·√(6 / (fanIn + fanOut)): variance 2 gain² / (fanIn + fanOut). */
export const xavierUniform: InitializerFactory<XavierSettings> = varianceScaling(
  { name: 'xavierUniform', defaults, paper, catalogue: ['I6', 'I7'] },
  'uniform',
  variance('xavierUniform'),
)

/** Normal without what lies beyond two standard deviations, with the variance of the others all the same. */
export const xavierTruncated: InitializerFactory<XavierSettings> = varianceScaling(
  { name: 'xavierTruncated', defaults, paper, catalogue: ['I5', 'I7'] },
  'truncated',
  variance('xavierTruncated'),
)
