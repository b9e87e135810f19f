import type { Fans, InitializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

const paper = 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.6'
const variance = ({ fanIn }: Fans) => 1 / fanIn

/** Normal with variance 1 / fanIn: keeps the variance of linear units, and of SELU networks. */
export const lecunNormal: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'lecunNormal', paper, catalogue: ['I10', 'I11'] },
  'normal',
  variance,
)

/** Uniform in ±√(3 / fanIn): variance 1 / fanIn. */
export const lecunUniform: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'lecunUniform', paper, catalogue: ['I10'] },
  'uniform',
  variance,
)
