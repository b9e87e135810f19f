import { contains } from '../domain.ts'
import type { Sampler } from '../sampler.ts'
import type { Parameter } from '../space.ts'
import type { Assignment } from '../trial.ts'
import { randomSampler } from './random.ts'
import type { SamplerRow } from './row.ts'

/**
 * The user's trials, verbatim and in their order; values that they leave out are drawn at random. A study's `enqueue`
 * does the same in front of any other sampler.
 * @param rows the trials.
 * @param next suggests what comes after them. Default: nothing does.
 */
export function manualSampler(rows: readonly Assignment[], next?: Sampler): Sampler {
  return {
    name: 'manual',
    begin(context) {
      const row = rows[context.number]
      if (!row && next) return next.begin(context)
      const rest = randomSampler().begin(context)
      return { value: (name, domain) => row?.[name] ?? rest.value(name, domain) }
    },
    claim(context) {
      const row = rows[context.number]
      if (row || !next) return row
      return next.claim ? next.claim(context) : {}
    },
  }
}

/** Values that papers and textbooks recommend, by the hyperparameter's name. */
const published: Assignment = {
  // Kingma & Ba 2015.
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  // Krizhevsky et al. 2012.
  momentum: 0.9,
  weightDecay: 0.0005,
  // Srivastava et al. 2014, for hidden layers.
  dropout: 0.5,
  // Bengio 2012; Masters & Luschi 2018.
  batchSize: 32,
  optimizer: 'adam',
  activation: 'relu',
}

/**
 * The published defaults of a space's parameters, as a first trial that every other one is compared with. Names count
 * without the branch before them: `optimizer.sgd.momentum` is a `momentum`. Parameters without one are left out.
 */
export function publishedDefaults(space: readonly Parameter[]): Assignment {
  return Object.fromEntries(
    space.flatMap(({ name, domain }) => {
      const value = published[name.slice(name.lastIndexOf('.') + 1)]
      return value !== undefined && contains(domain, value) ? [[name, value]] : []
    }),
  )
}

export const manual: SamplerRow = {
  create: () => manualSampler([{}], randomSampler()),
  technique: {
    name: 'manual',
    kind: 'sampler',
    defaults: { ...published },
    paper: 'Kingma & Ba 2015, arXiv:1412.6980; Bengio 2012, arXiv:1206.5533',
    catalogue: ['H3'],
  },
}
