import { type Fans, type InitializerFactory, initializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

const paper = 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.6'
type NoSettings = Record<never, never>
/** The variance: lecture notes sometimes give its root, √(1 / fanIn), which saturates any sigmoid. */
const variance =
  () =>
  ({ fanIn }: Fans) =>
    1 / fanIn

export const lecunNormalRule = varianceScaling<NoSettings>(
  { name: 'lecunNormal', defaults: {} },
  'normal',
  variance,
)

/** Normal with variance 1 / fanIn: keeps the variance of linear units, and of SELU networks. */
export const lecunNormal: InitializerFactory<NoSettings> = initializerFactory(lecunNormalRule, {
  paper,
  catalogue: ['I10', 'I11'],
})

export const lecunUniformRule = varianceScaling<NoSettings>(
  { name: 'lecunUniform', defaults: {} },
  'uniform',
  variance,
)

/** Uniform in ±√(3 / fanIn): variance 1 / fanIn. */
export const lecunUniform: InitializerFactory<NoSettings> = initializerFactory(lecunUniformRule, {
  paper,
  catalogue: ['I10'],
})

export const lecunTruncatedRule = varianceScaling<NoSettings>(
  { name: 'lecunTruncated', defaults: {} },
  'truncated',
  variance,
)

/** Normal without what lies beyond two standard deviations, with variance 1 / fanIn all the same. */
export const lecunTruncated: InitializerFactory<NoSettings> = initializerFactory(lecunTruncatedRule, {
  paper,
  catalogue: ['I10'],
})

export const textbookXavierRule = varianceScaling<NoSettings>(
  {
    name: 'textbookXavier',
    defaults: {},
  },
  'normal',
  variance,
)

/**
 * What the textbook calls Xavier: normal with standard deviation √(1 / n), n the inputs of a unit. The same
 * numbers as LeCun's; Glorot and Bengio's own formula (`xavierNormal`) agrees only where fanIn = fanOut.
 */
export const textbookXavier: InitializerFactory<NoSettings> = initializerFactory(textbookXavierRule, {
  paper: 'Saitoh 2016, Deep Learning from Scratch, section 6.2; so named by Caffe (Jia et al. 2014)',
  catalogue: ['I5'],
})
