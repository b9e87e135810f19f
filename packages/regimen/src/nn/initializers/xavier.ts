import { requireGain } from './gain.ts'
import { type Fans, type InitializerFactory, initializerFactory } from './initializer.ts'
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

export const xavierNormalRule = varianceScaling<XavierSettings>(
  { name: 'xavierNormal', defaults },
  'normal',
  variance('xavierNormal'),
)

/** Normal with variance 2 gain² / (fanIn + fanOut): for tanh, sigmoid and linear units. */
export const xavierNormal: InitializerFactory<XavierSettings> = initializerFactory(xavierNormalRule, {
  paper,
  catalogue: ['I5', 'I7', 'I11'],
})

export const xavierUniformRule = varianceScaling<XavierSettings>(
  { name: 'xavierUniform', defaults },
  'uniform',
  variance('xavierUniform'),
)

/** Uniform in ±gain·√(6 / (fanIn + fanOut)): variance 2 gain² / (fanIn + fanOut). */
export const xavierUniform: InitializerFactory<XavierSettings> = initializerFactory(xavierUniformRule, {
  paper,
  catalogue: ['I6', 'I7'],
})

export const xavierTruncatedRule = varianceScaling<XavierSettings>(
  { name: 'xavierTruncated', defaults },
  'truncated',
  variance('xavierTruncated'),
)

/** Normal without what lies beyond two standard deviations, with the variance of the others all the same. */
export const xavierTruncated: InitializerFactory<XavierSettings> = initializerFactory(xavierTruncatedRule, {
  paper,
  catalogue: ['I5', 'I7'],
})
