/** Initializers by name, as layers and files ask for them: without what the techniques say about themselves. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import { constantRule, zerosRule } from './constant.ts'
import { heNormalRule, heTruncatedRule, heUniformRule } from './he.ts'
import { identityRule } from './identity.ts'
import type { InitializerName, initializers } from './index.ts'
import type { Initializer, InitializerReader } from './initializer.ts'
import { lecunNormalRule, lecunTruncatedRule, lecunUniformRule, textbookXavierRule } from './lecun.ts'
import { normalRule, truncatedNormalRule } from './normal.ts'
import { orthogonalRule } from './orthogonal.ts'
import { uniformRule } from './uniform.ts'
import { xavierNormalRule, xavierTruncatedRule, xavierUniformRule } from './xavier.ts'

const rules: { readonly [N in keyof typeof initializers]: InitializerReader } = {
  zeros: zerosRule,
  constant: constantRule,
  normal: normalRule,
  truncatedNormal: truncatedNormalRule,
  uniform: uniformRule,
  lecunNormal: lecunNormalRule,
  lecunUniform: lecunUniformRule,
  lecunTruncated: lecunTruncatedRule,
  xavierNormal: xavierNormalRule,
  xavierUniform: xavierUniformRule,
  xavierTruncated: xavierTruncatedRule,
  textbookXavier: textbookXavierRule,
  heNormal: heNormalRule,
  heUniform: heUniformRule,
  heTruncated: heTruncatedRule,
  orthogonal: orthogonalRule,
  identity: identityRule,
}

/** Short names: the normal distribution is meant. */
export const initializerAliases = {
  lecun: 'lecunNormal',
  xavier: 'xavierNormal',
  glorot: 'xavierNormal',
  he: 'heNormal',
  kaiming: 'heNormal',
} as const

/**
 * The initializer of a name: `initializerNamed('normal', { standardDeviation: 1 })`.
 * @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`.
 */
export function initializerNamed(name: string, settings: Settings = {}): Initializer {
  return findByName<InitializerReader>('initializer', rules, name, initializerAliases).fromSettings(settings)
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
