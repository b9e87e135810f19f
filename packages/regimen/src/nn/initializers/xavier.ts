import type { Fans, InitializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

const paper = 'Glorot & Bengio 2010, AISTATS, equation 12'
/** A compromise: 1 / fanIn would keep the signals' variance, 1 / fanOut the gradients'. */
const variance = ({ fanIn, fanOut }: Fans) => 2 / (fanIn + fanOut)

/** Normal with variance 2 / (fanIn + fanOut): for tanh, sigmoid and linear units. */
export const xavierNormal: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'xavierNormal', paper, catalogue: ['I5', 'I7', 'I11'] },
  'normal',
  variance,
)

/** Uniform in ±√(6 / (fanIn + fanOut)): variance 2 / (fanIn + fanOut). */
export const xavierUniform: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'xavierUniform', paper, catalogue: ['I6', 'I7'] },
  'uniform',
  variance,
)
