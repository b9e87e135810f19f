import { fromUnit } from '../domain.ts'
import type { Sampler } from '../sampler.ts'
import type { SamplerRow } from './row.ts'
import { uniforms } from './uniform.ts'

/**
 * Independent draws, uniform in each domain (log-uniform where it is logarithmic). In many dimensions of which few
 * matter better than a grid of as many points: Bergstra & Bengio 2012, JMLR 13.
 */
export function randomSampler(): Sampler {
  return {
    name: 'random',
    begin: ({ key }) => ({
      value: (name, domain) => fromUnit(domain, uniforms(key.child(name), 1)[0] ?? 0),
    }),
  }
}

export const random: SamplerRow = {
  create: randomSampler,
  technique: {
    name: 'random',
    kind: 'sampler',
    defaults: {},
    paper: 'Bergstra & Bengio 2012, JMLR 13',
    catalogue: ['H5', 'H7'],
  },
}
