/** The guides: up to date, complete, the same in both languages, with pictures that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as node from '@regimen/node'
import * as regimen from 'regimen'
import { techniques } from 'regimen'
import { describe, expect, it } from 'vitest'
import { docs, guideFile, guideNames, guideOf, guideText, languages } from '../scripts/docs/guides.ts'
import { namesUsed, nameTables, placeholders } from '../scripts/docs/tables/index.ts'

const files = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.md') && !name.startsWith(`api${path.sep}`),
)
const read = (file: string) => readFileSync(file, 'utf8')
const codeIn = (text: string) => [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

describe.each(guideNames)('the guide to %s', (guide) => {
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
  it('has its formula, what it does and when to use it', () => {
    const silent = techniques.filter((technique) => !guideOf(technique))
    expect(silent.map(({ kind, name }) => `${kind} ${name}`)).toEqual([])
  })

  it.each(languages)('has its section (%s)', (language) => {
    const missing = techniques.filter((technique) => {
      const guide = guideOf(technique)
      return guide && !read(guideFile(guide, language)).includes(`### ${technique.name}\n`)
    })
    expect(missing.map(({ kind, name }) => `${kind} ${name}`)).toEqual([])
  })
})

describe.each(Object.entries(nameTables))('the table %s', (_, { groups }) => {
  const rows = groups.flatMap((group) => group.rows)

  it('names what exists', () => {
    const exported = new Set([...Object.keys(regimen), ...Object.keys(node)])
    const used = rows.flatMap(({ ours }) => namesUsed(ours))
    expect(used.filter((name) => !exported.has(name) && !placeholders.has(name))).toEqual([])
    expect(used.filter((name) => exported.has(name)).length).toBeGreaterThan(30)
  })

  it('says each of their names once', () => {
    const theirs = rows.map((row) => row.theirs)
    expect(theirs.filter((name, index) => theirs.indexOf(name) !== index)).toEqual([])
  })
})

describe('pictures', () => {
  it('are all shown, and small', () => {
    const drawn = readdirSync(path.join(docs, 'pictures'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.svg'),
    )
    const shown = guideNames.map((guide) => read(guideFile(guide, 'en'))).join('\n')
    expect(drawn.filter((name) => !shown.includes(`pictures/${name.split(path.sep).join('/')})`))).toEqual([])
    expect(drawn.filter((name) => read(path.join(docs, 'pictures', name)).length > 100_000)).toEqual([])
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
