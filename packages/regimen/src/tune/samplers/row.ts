/** What the table of samplers holds. */
import type { Technique } from '../../technique.ts'
import type { Sampler } from '../sampler.ts'

export interface SamplerRow {
  /** With the defaults. */
  readonly create: () => Sampler
  readonly technique: Technique & { readonly kind: 'sampler' }
}
