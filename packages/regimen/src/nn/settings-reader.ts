/** Typed reading of settings that come from files: each field is looked at before it is used. */
import { RegimenError } from '../errors.ts'
import type { Settings, SettingValue } from '../technique.ts'
import { show } from './options.ts'

function isRecord(value: SettingValue | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every method throws RegimenError `technique-option` for a field that is missing or of another type. */
export class SettingsReader {
  readonly #technique: string
  readonly #settings: Settings

  constructor(technique: string, settings: Settings) {
    this.#technique = technique
    this.#settings = settings
  }

  number(name: string): number {
    const value = this.#settings[name]
    return typeof value === 'number' ? value : this.#refuse(name, 'a number')
  }

  boolean(name: string): boolean {
    const value = this.#settings[name]
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false')
  }

  text(name: string): string {
    const value = this.#settings[name]
    return typeof value === 'string' ? value : this.#refuse(name, 'a text')
  }

  record(name: string): Settings {
    const value = this.#settings[name]
    return isRecord(value) ? value : this.#refuse(name, 'an object')
  }

  numbers(name: string): number[] {
    const expected = 'a list of numbers'
    return this.#list(name, expected).map((item) =>
      typeof item === 'number' ? item : this.#refuse(name, expected),
    )
  }

  texts(name: string): string[] {
    const expected = 'a list of texts'
    return this.#list(name, expected).map((item) =>
      typeof item === 'string' ? item : this.#refuse(name, expected),
    )
  }

  records(name: string): Settings[] {
    const expected = 'a list of objects'
    return this.#list(name, expected).map((item) => (isRecord(item) ? item : this.#refuse(name, expected)))
  }

  #list(name: string, expected: string): readonly SettingValue[] {
    const value = this.#settings[name]
    return Array.isArray(value) ? value : this.#refuse(name, expected)
  }

  #refuse(option: string, expected: string): never {
    const value = option in this.#settings ? show(this.#settings[option]) : 'missing'
    throw new RegimenError('technique-option', { technique: this.#technique, option, value, expected })
  }
}
