/** The guides: up to date, complete, the same in both languages, with pictures that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { techniques } from '../packages/regimen/src/techniques.ts'
import {
  docs,
  guideFile,
  guideNames,
  guideOf,
  guideText,
  languages,
  wordsOf,
} from '../scripts/docs/guides.ts'

const files = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.md') && !name.startsWith(`api${path.sep}`),
)
const read = (file: string) => readFileSync(file, 'utf8')
const guides = [...guideNames, 'other'] as const
const codeIn = (text: string) => [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

describe.each(guides)('the guide to %s', (guide) => {
  it.each(languages)('is what npm run docs makes of it (%s)', (language) => {
    expect(read(guideFile(guide, language))).toBe(guideText(guide, language))
  })

  it('has the same code and as many pictures in both languages', () => {
    const [english, korean] = languages.map((language) => read(guideFile(guide, language)))
    expect(codeIn(korean ?? '')).toEqual(codeIn(english ?? ''))
    const pictures = (text = '') => [...text.matchAll(/!\[[^\]]*\]\([./]*([^)]*)\)/g)].map(([, file]) => file)
    expect(pictures(korean)).toEqual(pictures(english))
  })
})

describe('every technique', () => {
  it.each(languages)('is named in a guide (%s)', (language) => {
    const unnamed = techniques.filter((technique) => {
      const text = read(guideFile(guideOf(technique), language))
      return !text.includes(`### ${technique.name}\n`) && !text.includes(`\`${technique.name}\``)
    })
    expect(unnamed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([])
  })

  it('has its formula, what it does and when to use it, in both languages', () => {
    const silent = techniques.filter((technique) => guideOf(technique) !== 'other' && !wordsOf(technique))
    expect(silent.map(({ kind, name }) => `${kind} ${name}`)).toEqual([])
  })
})

describe('links', () => {
  it.each(files)('of %s lead somewhere', (name) => {
    const file = path.join(docs, name)
    const targets = [...read(file).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target ?? '')
    const dead = targets.filter(
      (target) => !/^https?:/.test(target) && !existsSync(path.join(path.dirname(file), target)),
    )
    expect(targets.length).toBeGreaterThan(0)
    expect(dead).toEqual([])
  })
})
