import type { Fans, InitializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

const paper = 'He, Zhang, Ren & Sun 2015, arXiv:1502.01852, equation 10'
/** Twice LeCun's variance: a rectifier halves the second moment of its input. */
const variance = ({ fanIn }: Fans) => 2 / fanIn

/** Normal with variance 2 / fanIn: for ReLU and its relatives. */
export const heNormal: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'heNormal', paper, catalogue: ['I8', 'I9', 'I11'] },
  'normal',
  variance,
)

/** Uniform in ±√(6 / fanIn): variance 2 / fanIn. */
export const heUniform: InitializerFactory<Record<never, never>> = varianceScaling(
  { name: 'heUniform', paper, catalogue: ['I8', 'I9'] },
  'uniform',
  variance,
)
