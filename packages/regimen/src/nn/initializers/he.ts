import { requireOption } from '../options.ts'
import { requireGain } from './gain.ts'
import { type Fans, type InitializerFactory, initializerFactory } from './initializer.ts'
import { varianceScaling } from './variance-scaling.ts'

/** The settings of the He initializers. */
export type HeSettings = {
  /**
   * What the variance is divided by: a unit's inputs (`in`, default: keeps the signals' size), its outputs
   * (`out`: keeps the gradients' size), or their `average`.
   */
  readonly fan: 'in' | 'out' | 'average'
  /** Factor on the standard deviation: default √2, for ReLU. `gain('leakyRelu', slope)` for others. */
  readonly gain: number
}

const paper = 'He, Zhang, Ren & Sun 2015, arXiv:1502.01852, equations 10 and 14'
/** A rectifier halves the second moment of its input: √2 makes up for it. */
const defaults: HeSettings = { fan: 'in', gain: Math.SQRT2 }

const fans: { readonly [F in HeSettings['fan']]: (fans: Fans) => number } = {
  in: ({ fanIn }) => fanIn,
  out: ({ fanOut }) => fanOut,
  average: ({ fanIn, fanOut }) => (fanIn + fanOut) / 2,
}

const variance =
  (name: string) =>
  ({ fan, gain }: HeSettings) => {
    requireOption(name, 'fan', fan, Object.hasOwn(fans, fan), '"in", "out" or "average"')
    requireGain(name, gain)
    return (of: Fans) => gain ** 2 / fans[fan](of)
  }

export const heNormalRule = varianceScaling<HeSettings>(
  { name: 'heNormal', defaults },
  'normal',
  variance('heNormal'),
)

/** Normal with variance gain² / fan, by default 2 / fanIn: for ReLU and its relatives. */
export const heNormal: InitializerFactory<HeSettings> = initializerFactory(heNormalRule, {
  paper,
  catalogue: ['I8', 'I9', 'I11'],
})

export const heUniformRule = varianceScaling<HeSettings>(
  { name: 'heUniform', defaults },
  'uniform',
  variance('heUniform'),
)

/** Uniform in ±gain·√(3 / fan), by default ±√(6 / fanIn): variance gain² / fan. */
export const heUniform: InitializerFactory<HeSettings> = initializerFactory(heUniformRule, {
  paper,
  catalogue: ['I8', 'I9'],
})

export const heTruncatedRule = varianceScaling<HeSettings>(
  { name: 'heTruncated', defaults },
  'truncated',
  variance('heTruncated'),
)

/** Normal without what lies beyond two standard deviations, with variance gain² / fan all the same. */
export const heTruncated: InitializerFactory<HeSettings> = initializerFactory(heTruncatedRule, {
  paper,
  catalogue: ['I8', 'I9'],
})
