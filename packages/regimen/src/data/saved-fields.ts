/** Checked reading of saved settings: JSON from a file is `unknown` until every field has been looked at. */
import { savedStateError } from '../messages/states.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads fields of one saved object; a field of another type than expected throws `bad-saved-state`. */
export class SavedFields {
  readonly #what: string
  readonly #fields: Fields

  constructor(what: string, json: unknown) {
    this.#what = what
    this.#fields = isObject(json) ? json : this.#refuse('the whole', 'an object')
  }

  string(field: string): string {
    const value = this.#fields[field]
    return typeof value === 'string' ? value : this.#refuse(field, 'a text')
  }

  number(field: string): number {
    const value = this.#fields[field]
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#refuse(field, 'a number')
  }

  boolean(field: string): boolean {
    const value = this.#fields[field]
    return typeof value === 'boolean' ? value : this.#refuse(field, 'true or false')
  }

  oneOf<T extends string>(field: string, options: readonly T[]): T {
    const value = this.#fields[field]
    return options.find((option) => option === value) ?? this.#refuse(field, `one of ${options.join(', ')}`)
  }

  numbers(field: string): number[] {
    const values = this.#list(field, 'a list of numbers')
    return values.map((value) =>
      typeof value === 'number' && Number.isFinite(value) ? value : this.#refuse(field, 'a list of numbers'),
    )
  }

  strings(field: string): string[] {
    const values = this.#list(field, 'a list of texts')
    return values.map((value) => (typeof value === 'string' ? value : this.#refuse(field, 'a list of texts')))
  }

  object(field: string): SavedFields {
    return new SavedFields(`${this.#what}, ${field}`, this.#fields[field])
  }

  objects(field: string): SavedFields[] {
    const values = this.#list(field, 'a list of objects')
    return values.map((value, index) => new SavedFields(`${this.#what}, ${field} ${index}`, value))
  }

  /** The fields of an inner object as they are. */
  record(field: string): Fields {
    const value = this.#fields[field]
    return isObject(value) ? value : this.#refuse(field, 'an object')
  }

  /** Refuses a value that has the right type and cannot be right. */
  require(condition: boolean, field: string, expected: string): void {
    if (!condition) this.#refuse(field, expected)
  }

  #list(field: string, expected: string): readonly unknown[] {
    const value = this.#fields[field]
    return Array.isArray(value) ? value : this.#refuse(field, expected)
  }

  #refuse(field: string, expected: string): never {
    throw savedStateError('bad-saved-state', { what: this.#what, field, expected })
  }
}
