/**
 * The guides: written by hand but for one part, which is made of the techniques' rows and words. A new technique
 * is a row in the library and an entry in `words/`.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Technique, techniques } from 'regimen'
import { type Description, type GuideName, type Language, type TechniqueWords, words } from './words/index.ts'

export const docs = path.join(import.meta.dirname, '..', '..', 'docs')
export const languages: readonly Language[] = ['en', 'ko']
export const guideNames = Object.keys(words) as GuideName[]

/** The guide of each kind. Kinds that are not named here stand in the table of the guide to everything else. */
const guideOfKind: Partial<Record<string, GuideName>> = {
  optimizer: 'optimizers',
  transform: 'optimizers',
  schedule: 'schedules',
  initializer: 'initialisation',
  activation: 'activations',
  loss: 'losses',
  metric: 'metrics',
}

export function guideOf({ name, kind }: Technique): GuideName | 'other' {
  if (Object.hasOwn(words['second-order'], name) && kind !== 'initializer') return 'second-order'
  if (kind === 'regularization' && Object.hasOwn(words.optimizers, name)) return 'optimizers'
  return guideOfKind[kind] ?? 'other'
}

export function techniquesOf(guide: GuideName | 'other'): Technique[] {
  return techniques.filter((technique) => guideOf(technique) === guide)
}

/** What is said about a technique; `undefined` where nothing is yet. */
export function wordsOf(technique: Technique): TechniqueWords | undefined {
  const guide = guideOf(technique)
  if (guide === 'other') return undefined
  const table: { readonly [name: string]: TechniqueWords | undefined } = words[guide]
  return table[technique.name]
}

const labels = {
  en: {
    use: 'Use',
    formula: 'Formula',
    defaults: 'Defaults',
    paper: 'Paper',
    none: 'none',
    kind: 'Kind',
    name: 'Name',
  },
  ko: {
    use: '쓸 때',
    formula: '식',
    defaults: '기본값',
    paper: '논문',
    none: '없음',
    kind: '종류',
    name: '이름',
  },
} as const

export function guideFile(guide: GuideName | 'other', language: Language): string {
  const folder = language === 'en' ? ['guides'] : [language, 'guides']
  return path.join(docs, ...folder, `${guide}.md`)
}

const markers = { begin: '<!-- techniques -->', end: '<!-- /techniques -->' }

/** The guide as it should be: what stands between the markers is made anew. */
export function guideText(guide: GuideName | 'other', language: Language): string {
  const file = guideFile(guide, language)
  const text = readFileSync(file, 'utf8')
  const [start, end] = [text.indexOf(markers.begin), text.indexOf(markers.end)]
  if (start < 0 || end < start) throw new Error(`${file} has no place for its techniques: ${markers.begin}`)
  const made = guide === 'other' ? otherTable(language) : sections(guide, language)
  return `${text.slice(0, start)}${markers.begin}\n\n${made}\n${text.slice(end)}`
}

function sections(guide: GuideName, language: Language): string {
  return techniquesOf(guide)
    .map((technique) => section(technique, guide, language))
    .join('\n')
}

function section(technique: Technique, guide: GuideName, language: Language): string {
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

function otherTable(language: Language): string {
  const label = labels[language]
  const rows = techniquesOf('other').map((technique) => {
    const { name, kind, paper } = technique
    return `| ${kind} | \`${name}\` | ${defaultsText(technique, language)} | ${paper} |`
  })
  return [
    `| ${label.kind} | ${label.name} | ${label.defaults} | ${label.paper} |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
