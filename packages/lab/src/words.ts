/** What a reader is told, in each language of the lab book. */
export interface Words {
  readonly en: string
  readonly ko: string
}

/** The languages of the lab book. */
export type Language = keyof Words
export const languages: readonly Language[] = ['en', 'ko']

/** Words, or what is the same in every language: numbers, names, formulas. */
export type Text = string | Words

/** The text in one language. */
export function textIn(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language]
}
