/**
 * The guides: written by hand but for one part, which is made of rows: of the techniques and their words, or of a
 * table of names. A new technique is a row in the library and an entry in `words/`.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Technique, techniques } from 'regimen'
import { formatTable } from './tables/formats.ts'
import { type NameTable, nameTables } from './tables/index.ts'
import {
  type Description,
  type FamilyName,
  families,
  type Language,
  type TechniqueWords,
} from './words/index.ts'

export const docs = path.join(import.meta.dirname, '..', '..', 'docs')
export const languages: readonly Language[] = ['en', 'ko']
export const familyNames = Object.keys(families) as FamilyName[]

/** The guide in which a technique has its section: the first that has words for it; `undefined` without words. */
export function guideOf({ name, kind }: Technique): FamilyName | undefined {
  return familyNames.find((family) => {
    const { kinds, words }: { kinds: readonly string[]; words: object } = families[family]
    return kinds.includes(kind) && Object.hasOwn(words, name)
  })
}

export function techniquesOf(family: FamilyName): Technique[] {
  return techniques.filter((technique) => guideOf(technique) === family)
}

/** What is said about a technique; `undefined` where nothing is yet. */
export function wordsOf(technique: Technique): TechniqueWords | undefined {
  const guide = guideOf(technique)
  const table: { readonly [name: string]: TechniqueWords | undefined } = guide ? families[guide].words : {}
  return table[technique.name]
}

/** What is made of each guide's rows; `training` has none. */
const made = {
  ...Object.fromEntries(familyNames.map((family) => [family, sectionsOf(family)])),
  ...Object.fromEntries(Object.entries(nameTables).map(([guide, table]) => [guide, namesOf(table)])),
  formats: formatTable,
  training: undefined,
}
export const guideNames: readonly string[] = Object.keys(made)

const labels = {
  en: {
    use: 'Use',
    formula: 'Formula',
    defaults: 'Defaults',
    paper: 'Paper',
    none: 'none',
    difference: 'What differs',
  },
  ko: {
    use: '쓸 때',
    formula: '식',
    defaults: '기본값',
    paper: '논문',
    none: '없음',
    difference: '다른 점',
  },
} as const

export function guideFile(guide: string, language: Language): string {
  const folder = language === 'en' ? ['guides'] : [language, 'guides']
  return path.join(docs, ...folder, `${guide}.md`)
}

const markers = { begin: '<!-- techniques -->', end: '<!-- /techniques -->' }

/** The guide as it should be: what stands between the markers is made anew. */
export function guideText(guide: string, language: Language): string {
  const file = guideFile(guide, language)
  const text = readFileSync(file, 'utf8')
  const make: { readonly [name: string]: ((language: Language) => string) | undefined } = made
  const making = make[guide]
  if (!making) return text
  const [start, end] = [text.indexOf(markers.begin), text.indexOf(markers.end)]
  if (start < 0 || end < start) throw new Error(`${file} has no place for its rows: ${markers.begin}`)
  return `${text.slice(0, start)}${markers.begin}\n\n${making(language)}\n${text.slice(end)}`
}

function sectionsOf(family: FamilyName) {
  return (language: Language) =>
    techniquesOf(family)
      .map((technique) => section(technique, family, language))
      .join('\n')
}

function namesOf({ theirs, groups }: NameTable) {
  return (language: Language) =>
    groups
      .map(({ title, rows }) => {
        const lines = rows.map(({ theirs: their, ours, note }) => {
          return `| \`${their}\` | ${ours === '' ? '–' : `\`${ours}\``} | ${note?.[language] ?? ''} |`
        })
        const { difference } = labels[language]
        return [
          `### ${title[language]}`,
          '',
          `| ${theirs} | Regimen | ${difference} |`,
          '| --- | --- | --- |',
          ...lines,
          '',
        ].join('\n')
      })
      .join('\n')
}

function section(technique: Technique, guide: FamilyName, language: Language): string {
  const { name, paper } = technique
  const found = wordsOf(technique)
  const own: Description | undefined = found?.[language]
  const label = labels[language]
  const toPictures = language === 'en' ? '../pictures' : '../../pictures'
  const picture = existsSync(path.join(docs, 'pictures', guide, `${name}.svg`))
    ? [`![${name}](${toPictures}/${guide}/${name}.svg)`, '']
    : []
  return [
    `### ${name}`,
    '',
    ...picture,
    ...(own ? [`${own.what} **${label.use}:** ${uncapitalised(own.when)}`, ''] : []),
    ...(found ? [`- ${label.formula}: \`${found.formula}\``] : []),
    `- ${label.defaults}: ${defaultsText(technique, language)}`,
    `- ${label.paper}: ${paper}`,
    '',
  ].join('\n')
}

/** But for names and abbreviations. */
function uncapitalised(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function defaultsText({ defaults }: Technique, language: Language): string {
  const entries = Object.entries(defaults).map(([option, value]) => `\`${option}\` ${JSON.stringify(value)}`)
  return entries.join(', ') || labels[language].none
}
