/** The contract of initializers: the first values of a layer's weights. */
import type { RandomSource } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings, Technique } from '../../technique.ts'
import { withDefaults } from '../options.ts'
import type { TechniqueFactory, TechniqueRow } from '../technique-factory.ts'

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

/** What an initializer's rule is called, and what its settings are by default. */
export type InitializerRow<S extends Settings> = Pick<TechniqueRow<S>, 'name' | 'defaults'>

/** All that files need of an initializer. */
export interface InitializerReader {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  fromSettings(settings: Settings): Initializer
}

export interface InitializerRule<S extends Settings> extends InitializerRow<S>, InitializerReader {
  create(options?: Partial<S>): Initializer
}

export function initializerRule<S extends Settings>(
  { name, defaults }: InitializerRow<S>,
  build: (settings: S) => Sample,
): InitializerRule<S> {
  const make = (settings: S): Initializer => ({ name, settings, sample: build(settings) })
  return {
    name,
    defaults,
    create: (options = {}) => make(withDefaults(name, defaults, options)),
    fromSettings: (settings) => make(withDefaults(name, defaults, settings)),
  }
}

/** An initializer for code: its rule, and what it says about itself. */
// @__NO_SIDE_EFFECTS__
export function initializerFactory<S extends Settings>(
  { name, defaults, create, fromSettings }: InitializerRule<S>,
  { paper, catalogue }: Pick<Technique, 'paper' | 'catalogue'>,
): InitializerFactory<S> {
  const technique: Technique = { name, kind: 'initializer', defaults, paper, catalogue }
  return Object.assign((options?: Partial<S>) => create(options), { technique, fromSettings })
}
