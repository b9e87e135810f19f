/** A technique is a row (what it is, its defaults, its paper) and a function that makes one from settings. */
import type { Settings, Technique } from '../technique.ts'
import { withDefaults } from './options.ts'

/** What the tables of the room hold: enough to list a technique and to make it from a file's settings. */
export interface Factory<T> {
  readonly technique: Technique
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  fromSettings(settings: Settings): T
}

/** Called with options in code: `leakyRelu({ slope: 0.2 })`; what is left out has its default. */
export interface TechniqueFactory<S extends Settings, T> extends Factory<T> {
  (options?: Partial<S>): T
}

/** A row whose defaults have known names and types. */
export interface TechniqueRow<S extends Settings> extends Technique {
  readonly defaults: S
}

export function techniqueFactory<S extends Settings, T>(
  technique: TechniqueRow<S>,
  build: (settings: S) => T,
): TechniqueFactory<S, T> {
  const create = (options: Partial<S> = {}): T =>
    build(withDefaults(technique.name, technique.defaults, options))
  const fromSettings = (settings: Settings): T =>
    build(withDefaults(technique.name, technique.defaults, settings))
  return Object.assign(create, { technique, fromSettings })
}
