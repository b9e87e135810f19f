/** The contract of initializers: the first values of a layer's weights. */
import type { RandomSource } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../technique-factory.ts'

/** How many inputs feed one unit, and how many units one input feeds. */
export interface Fans {
  readonly fanIn: number
  readonly fanOut: number
}

/** Draws weights of a shape. The values depend only on the source, the shape and the fans. */
type Sample = (source: RandomSource, shape: Shape, fans: Fans) => Tensor

/** Where weights start. */
export interface Initializer {
  /** The technique's name: `heNormal`. */
  readonly name: string
  readonly settings: Settings
  /** Weights of the backend's float type. */
  readonly sample: Sample
}

/** @internal */
export type InitializerFactory<S extends Settings> = TechniqueFactory<S, Initializer>

/** What an initializer's row says beyond its settings' types. */
export type InitializerRow<S extends Settings> = Omit<TechniqueRow<S>, 'kind'>

/** @internal */
export function initializerFactory<S extends Settings>(
  row: InitializerRow<S>,
  build: (settings: S) => Sample,
): InitializerFactory<S> {
  const technique: TechniqueRow<S> = { ...row, kind: 'initializer' }
  return techniqueFactory(technique, (settings) => ({ name: row.name, settings, sample: build(settings) }))
}
