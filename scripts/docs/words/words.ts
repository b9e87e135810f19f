/** What the guides say about a technique beyond its row: the formula, and in each language what it does and when. */

export interface TechniqueWords {
  /** As plain text; it reads the same in every language. */
  readonly formula: string
  readonly en: Description
  readonly ko: Description
}

export interface Description {
  readonly what: string
  readonly when: string
}

export type Language = 'en' | 'ko'

/** By the technique's name. */
export type WordTable = { readonly [name: string]: TechniqueWords }
