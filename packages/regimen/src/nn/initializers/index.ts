/** The table of initializers. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { Factory } from '../technique-factory.ts'
import { constantInitializer, zerosInitializer } from './constant.ts'
import { heNormal, heTruncated, heUniform } from './he.ts'
import { identityInitializer } from './identity.ts'
import type { Initializer } from './initializer.ts'
import { lecunNormal, lecunTruncated, lecunUniform, textbookXavier } from './lecun.ts'
import { normalInitializer, truncatedNormalInitializer } from './normal.ts'
import { orthogonalInitializer } from './orthogonal.ts'
import { uniformInitializer } from './uniform.ts'
import { xavierNormal, xavierTruncated, xavierUniform } from './xavier.ts'

/** All initializers by name. */
export const initializers = {
  zeros: zerosInitializer,
  constant: constantInitializer,
  normal: normalInitializer,
  truncatedNormal: truncatedNormalInitializer,
  uniform: uniformInitializer,
  lecunNormal,
  lecunUniform,
  lecunTruncated,
  xavierNormal,
  xavierUniform,
  xavierTruncated,
  textbookXavier,
  heNormal,
  heUniform,
  heTruncated,
  orthogonal: orthogonalInitializer,
  identity: identityInitializer,
} satisfies { readonly [name: string]: Factory<Initializer> }

/** Short names: the normal distribution is meant. */
export const initializerAliases = {
  lecun: 'lecunNormal',
  xavier: 'xavierNormal',
  glorot: 'xavierNormal',
  he: 'heNormal',
  kaiming: 'heNormal',
} as const

/** The name of an initializer in settings, or an alias of it. */
export type InitializerName = keyof typeof initializers | keyof typeof initializerAliases

/**
 * The initializer of a name: `initializerNamed('normal', { standardDeviation: 1 })`.
 * @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`.
 */
export function initializerNamed(name: string, settings: Settings = {}): Initializer {
  return findByName<Factory<Initializer>>('initializer', initializers, name, initializerAliases).fromSettings(
    settings,
  )
}

/** An initializer by name or as it is. @throws RegimenError `unknown-technique`. */
export function chosenInitializer(given: Initializer | InitializerName): Initializer {
  return typeof given === 'string' ? initializerNamed(given) : given
}

/** Name and settings as one record for files; `initializerFromConfig` reads it back. */
export function initializerConfig({ name, settings }: Initializer): Settings {
  return { name, settings }
}

/** @throws RegimenError `technique-option`, and those of `initializerNamed`. */
export function initializerFromConfig(config: Settings): Initializer {
  const reader = new SettingsReader('initializer', config)
  return initializerNamed(reader.text('name'), reader.record('settings'))
}
