/** What the table of samplers holds. */
import type { Technique } from '../../technique.ts'
import type { Sampler } from '../sampler.ts'

/** A sampler of the table, and what it says about itself. */
export interface SamplerRow {
  /** With the defaults. */
  readonly create: () => Sampler
  readonly technique: Technique & { readonly kind: 'sampler' }
}
