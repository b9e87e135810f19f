import { fromUnit } from '../domain.ts'
import type { Sampler } from '../sampler.ts'

/**
 * Independent draws, uniform in each domain (log-uniform where it is logarithmic). In many dimensions of which few
 * matter better than a grid of as many points: Bergstra & Bengio 2012, JMLR 13.
 */
export function randomSampler(): Sampler {
  return {
    name: 'random',
    begin: ({ key }) => ({
      value: (name, domain) => fromUnit(domain, uniform53(key.child(name).bits(2))),
    }),
  }
}

/** 53 random bits in [0, 1). */
export function uniform53(words: Int32Array): number {
  const [high = 0, low = 0] = words
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53
}
