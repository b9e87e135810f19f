/** The two languages, and which one to speak. */
import type { ErrorMessages } from 'regimen'
import { en } from './en.ts'
import { errorsEnglish } from './errors-en.ts'
import { errorsKorean } from './errors-ko.ts'
import { ko } from './ko.ts'

/** A missing key in one language fails the type check. */
export type Dictionary = typeof en

export const dictionaries = { en, ko } as const satisfies Record<string, Dictionary>

export type Language = keyof typeof dictionaries
export const languages: readonly Language[] = ['en', 'ko']

/** The library's errors in each language; a code without a row is phrased by the library itself, in English. */
export const libraryErrors: Readonly<Record<Language, Partial<ErrorMessages>>> = {
  en: errorsEnglish,
  ko: errorsKorean,
}

/** The language of the environment: `LC_ALL`, `LC_MESSAGES` or `LANG`, as POSIX orders them. */
export function environmentLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  const locale = LC_ALL || LC_MESSAGES || LANG || ''
  return languages.find((language) => locale.toLowerCase().startsWith(language)) ?? 'en'
}

export { en }
