import { fromUnit } from '../domain.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import type { SamplerRow } from './row.ts'
import { scrambledSobol, sobolDimensions } from './sobol.ts'
import { uniforms } from './uniform.ts'

/** The places of one trial in the unit cube, by the names of its parameters. */
export type Places = (name: string) => number

/**
 * Scrambled Sobol points: as unbiased as random ones, but spread evenly over the space (Bousquet et al. 2017,
 * arXiv:1706.03200). The trial's number is the point's; a parameter's dimension is its place in the declared space, else
 * the order in which the trial asks. Parameters beyond the 72nd are drawn at random.
 */
export function quasiRandomSampler(): Sampler {
  return {
    name: 'quasiRandom',
    begin(context) {
      const places = sobolPlaces(context, context.number)
      return { value: (name, domain) => fromUnit(domain, places(name)) }
    },
  }
}

/** The point `index` of the study's Sobol sequence. */
export function sobolPlaces({ space = [], key, studyKey }: SamplerContext, index: number): Places {
  const declared = new Map(space.map(({ name }, dimension) => [name, dimension]))
  const scramble = studyKey.child('sobol')
  let next = declared.size
  return (name) => {
    const dimension = declared.get(name) ?? next++
    if (dimension < sobolDimensions) return scrambledSobol(scramble, index, dimension)
    return uniforms(key.child(name), 1)[0] ?? 0
  }
}

export const quasiRandom: SamplerRow = {
  create: quasiRandomSampler,
  technique: {
    name: 'quasiRandom',
    kind: 'sampler',
    defaults: {},
    paper: 'Sobol 1967; Joe & Kuo 2008; Burley 2020; Bousquet et al. 2017, arXiv:1706.03200',
    catalogue: ['H5'],
  },
}
