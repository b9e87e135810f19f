/** The lab book and the rows of `--json`, from experiments that are measured here. */
import { describe, expect, it } from 'vitest'
import { renderBook } from '../src/book/book.ts'
import { experiments } from '../src/experiments/index.ts'
import { rowOf } from '../src/runner/json-rows.ts'
import { measureTask } from '../src/runner/measure.ts'
import { resultOf } from '../src/runner/result.ts'
import { settingsOf, tasksOf } from '../src/runner/task.ts'

/** One that is not random, one that is corrected, with few seeds. */
const chosen = ['sgd-zigzags-in-narrow-valleys', 'small-weights-make-units-alike']

const results = await Promise.all(
  experiments
    .filter(({ id }) => chosen.includes(id))
    .map(async (experiment) => {
      const tasks = tasksOf(experiment, { quick: true, images: 'none' })
      const measurements = await Promise.all(tasks.map(measureTask))
      const settings = settingsOf(experiment, true)
      return resultOf(experiment, measurements, { settings, images: 'none', quick: true })
    }),
)

describe('results', () => {
  it('are judged by what the catalogue measured: SGD 30 sign changes and a path of 37.0, Adam 2 and 8.3', () => {
    const [zigzag] = results
    expect(zigzag).toMatchObject({ verdict: 'holds', seeds: [0], catalogue: ['O4', 'E0'] })
    const numbers = new Map(zigzag?.numbers.map(({ words, estimate }) => [words.en, estimate.value]))
    expect(numbers.get('SGD: sign changes of y')).toBe(30)
    expect(numbers.get('SGD: length of the path')).toBeCloseTo(37, 1)
    expect(numbers.get('Adam: sign changes of y')).toBe(2)
    expect(numbers.get('Adam: length of the path')).toBeCloseTo(8.3, 1)
    expect(results[1]).toMatchObject({ verdict: 'holds-with-correction', seeds: [0, 1, 2] })
  })

  it('are rows with figures in one language', () => {
    const rows = JSON.parse(JSON.stringify(results.map((result) => rowOf(result, 'ko'))))
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining([
          'id',
          'catalogue',
          'claim',
          'verdict',
          'rule',
          'measurements',
          'seeds',
          'seconds',
          'figures',
        ]),
      )
      for (const { svg } of row.figures) expect(svg).not.toMatch(/class="(?:en|ko)"|NaN|undefined/)
    }
  })
})

describe('the lab book', () => {
  const html = renderBook({ experiments, results, language: 'en' })

  it('has every experiment, and of the measured ones figures, numbers and data', () => {
    for (const { id } of experiments) expect(html).toContain(`<article id="${id}">`)
    expect(html.split('<figure>').length - 1).toBe(results.flatMap(({ figures }) => figures).length)
    for (const { id, measurements, seeds } of results) {
      const [, data = ''] =
        new RegExp(`download="${id}.json" href="data:application/json;base64,([^"]*)"`).exec(html) ?? []
      expect(JSON.parse(Buffer.from(data, 'base64').toString())).toEqual({ id, seeds, measurements })
    }
  })

  it('says everything in both languages', () => {
    expect(html.split('class="en"').length).toBe(html.split('class="ko"').length)
    expect(html).toContain('id="language-ko"')
  })

  it('loads nothing, runs nothing, and has no broken numbers or links', () => {
    // Code and words may speak of NaN; numbers may not be such.
    const shown = html.replaceAll(/<pre[\s\S]*?<\/pre>/g, '')
    expect(shown.match(/.{0,60}(?:<script|src=|="?NaN|>NaN|undefined|\[object).{0,60}/)?.[0]).toBe(undefined)
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    for (const id of targets) expect(html).toContain(`id="${id}"`)
  })
})
