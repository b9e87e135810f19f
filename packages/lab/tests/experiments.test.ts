/** What every record must have; each new experiment inherits this table. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { families } from '../src/experiment.ts'
import { experiments } from '../src/experiments/index.ts'
import { familyWords } from '../src/families.ts'
import type { Words } from '../src/words.ts'

const folder = path.join(import.meta.dirname, '..', 'src', 'experiments')
const ids = experiments.map(({ id }) => id)

function isSaid({ en, ko }: Words): void {
  expect(en.trim()).not.toBe('')
  expect(ko).toMatch(/[가-힣]/)
}

describe('the table', () => {
  it.each(families)('%s has every file of its folder, and nothing else', (family) => {
    const files = readdirSync(path.join(folder, family)).filter((name) => name !== 'index.ts')
    const rows = experiments.filter((experiment) => experiment.family === family)
    expect(rows.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort())
    isSaid(familyWords[family])
  })

  it('names each experiment once', () => {
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe.each(experiments.map((experiment) => [experiment.id, experiment] as const))(
  '%s',
  (id, experiment) => {
    it('says what it is about in both languages', () => {
      const { title, claim, correction, changed, rule, sources, catalogue } = experiment
      for (const words of [title, claim, rule.words, correction, changed]) if (words) isSaid(words)
      expect(title.en.length).toBeLessThanOrEqual(70)
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(sources.length).toBeGreaterThan(0)
      expect(catalogue.length).toBeGreaterThan(0)
      for (const each of catalogue) expect(each).toMatch(/^(?:[FOIABRDHM]\d+|H11\.[1-6]|E\d+)$/)
    })

    it('is repeated often enough, and related to experiments that are there', () => {
      const { seeds, related } = experiment
      expect(seeds === 1 || seeds >= 5).toBe(true)
      for (const other of related) expect(ids).toContain(other)
      expect(related).not.toContain(id)
    })

    it('has settings that survive JSON, and code of about ten lines', () => {
      expect(JSON.parse(JSON.stringify(experiment.settings))).toEqual(experiment.settings)
      const lines = experiment.code.split('\n').filter((line) => line.trim() !== '')
      expect(lines.length).toBeLessThanOrEqual(16)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(150)
    })
  },
)
