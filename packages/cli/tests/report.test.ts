/** Reports and charts: whole, well-formed, and loading nothing from elsewhere. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { decodeImage } from '@regimen/node'
import { findDuplicates, techniques } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confusionMatrixChart } from '../src/charts/confusion-matrix.ts'
import { lineChart } from '../src/charts/line-chart.ts'
import { predictionScatter, residualHistogram } from '../src/charts/residuals.ts'
import { formatNumber } from '../src/format.ts'
import { dictionaries } from '../src/i18n/index.ts'
import { alikeSection } from '../src/report/alike-section.ts'
import { renderPage, table } from '../src/report/page.ts'
import { prepareData } from '../src/training/prepare-data.ts'
import { regimen, temporaryFolder } from './command.ts'
import { checkSelfContained, checkWellFormed } from './markup.ts'

const axes = { xName: 'step', yName: 'loss <&>', label: 'a "chart" of <loss> & more' }

describe('charts', () => {
  const points = (length: number) => Array.from({ length }, (_, x): [number, number] => [x + 1, 1 / (x + 1)])

  it.each([0, 1, 3, 10, 125, 3000])('a line of %i points is well-formed SVG', (length) => {
    const line = points(length)
    const band = line.map(([, y]): [number, number] => [y / 2, y * 2])
    for (const logarithmic of [false, true]) {
      const svg = lineChart([{ name: 'a & b', points: line, band }], { ...axes, logarithmic })
      checkWellFormed(svg)
      expect(svg).toContain('aria-label="a &quot;chart&quot; of &lt;loss&gt; &amp; more"')
      expect(svg.length).toBeLessThan(60_000)
    }
  })

  it('curves differ by dashes, not by colour alone', () => {
    const names = ['one', 'two', 'three', 'four']
    const svg = lineChart(
      names.map((name) => ({ name, points: points(50) })),
      axes,
    )
    const dashes = [...svg.matchAll(/stroke-dasharray="([^"]+)"/g)].map(([, dash]) => dash)
    expect(new Set(dashes).size).toBeGreaterThanOrEqual(3)
  })

  it('two charts of a page share no id and no class', () => {
    const ids = (svg: string) => [...svg.matchAll(/(?:id|class)="([^"]+)"/g)].map(([, id]) => id)
    const [first, second] = [
      lineChart([{ name: 'a', points: points(5) }], axes),
      lineChart([{ name: 'a', points: points(5) }], axes),
    ]
    expect(ids(first).length).toBeGreaterThan(0)
    expect(ids(first).filter((id) => ids(second).includes(id))).toEqual([])
  })

  it('NaN and infinite values are left out', () => {
    const broken: [number, number][] = [
      [1, 1],
      [2, Number.NaN],
      [3, Number.POSITIVE_INFINITY],
      [4, 0],
      [5, 2],
    ]
    for (const logarithmic of [false, true]) {
      expect(lineChart([{ name: 'a', points: broken }], { ...axes, logarithmic })).not.toMatch(/NaN|Infinity/)
    }
  })

  it.each([1, 3, 10, 30])('a confusion matrix of %i classes shows its counts', (classes) => {
    const matrix = Array.from({ length: classes }, (_, row) =>
      Array.from({ length: classes }, (_, column) => (row === column ? 91 : 0)),
    )
    const svg = confusionMatrixChart({
      matrix,
      classes: matrix.map((_, index) => `<class ${index}> with a long name`),
      actualName: 'true',
      predictedName: 'predicted',
      label: 'matrix',
    })
    checkWellFormed(svg)
    expect(svg.match(/>91</g)).toHaveLength(classes)
  })

  it.each([0, 1, 125, 5000])('residuals of %i rows', (rows) => {
    const actual = Float32Array.from({ length: rows }, (_, row) => row * 1000)
    const options = {
      actual,
      predicted: actual.map((value) => value + 1),
      actualName: 'a',
      predictedName: 'b',
      residualName: 'c',
      countName: 'd',
      scatterLabel: 'e',
      histogramLabel: 'f',
    }
    for (const svg of [predictionScatter(options), residualHistogram(options)]) {
      checkWellFormed(svg)
      expect(svg).not.toMatch(/NaN|Infinity/)
    }
  })
})

describe('rows that are alike in different parts', () => {
  const settings = { split: [0.8, 0.1, 0.1], seed: 0 } as const
  const { en } = dictionaries

  it('are drawn side by side where they are images, with part, row and distance', async () => {
    const data = await prepareData({ ...settings, dataset: 'digits' })
    expect(alikeSection(data, en)).toEqual([])
    const { train, test } = data.split
    const inputs = test.inputs.slice()
    // Row 0 as it is in the training part, row 1 half as bright.
    inputs.set(train.inputs.subarray(0, 64), 0)
    inputs.set(
      train.inputs.subarray(64, 128).map((value) => value / 2),
      64,
    )
    const split = { ...data.split, test: { ...test, inputs } }
    const [html = ''] = alikeSection({ ...data, split, duplicates: findDuplicates(split) }, en)
    checkWellFormed(html)
    checkPictures(html, 4)
    const numbers = (row: number) => `training ${train.rows[row]} · test ${test.rows[row]} · differ by 0`
    expect(html).toContain(numbers(0))
    expect(html).toContain(numbers(1))
  })

  it('are values where they are rows of a table', async () => {
    const data = await prepareData({ ...settings, dataset: 'iris' })
    const { train, test } = data.split
    const inputs = test.inputs.slice()
    inputs.set(train.inputs.subarray(0, 4), 0)
    const split = { ...data.split, test: { ...test, inputs } }
    const [html = ''] = alikeSection({ ...data, split, duplicates: findDuplicates(split) }, en)
    checkWellFormed(html)
    const row = Array.from(
      train.inputs.subarray(0, 4),
      (value) => `<td class="number">${formatNumber(value)}</td>`,
    )
    expect(html).toContain(`<td>training ${train.rows[0]}</td><td>test ${test.rows[0]}</td>${row.join('')}`)
  })
})

/** Every picture is a PNG that the library reads back: 8×8 pixels. */
function checkPictures(html: string, count: number): void {
  const pictures = [...html.matchAll(/href="data:image\/png;base64,([^"]+)"/g)]
  expect(pictures).toHaveLength(count)
  for (const [, data = ''] of pictures) {
    const { width, height } = decodeImage(new Uint8Array(Buffer.from(data, 'base64')), 'picture.png')
    expect([width, height]).toEqual([8, 8])
  }
}

describe('pages', () => {
  it('escape what they are given', () => {
    const html = renderPage({
      language: 'en',
      title: '<script>alert(1)</script>',
      lead: '"&\'',
      body: [table(['<b>'], [['<i>'], ['1.5']])],
      footer: '</html>',
    })
    checkSelfContained(html)
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('&lt;i&gt;')
    expect(html.match(/<\/html>/g)).toHaveLength(1)
  })
})

describe('commands', () => {
  let folder = ''
  let cleanUp = () => {}
  beforeAll(() => {
    folder = temporaryFolder((remove) => {
      cleanUp = remove
    })
  })
  afterAll(() => cleanUp())

  it('train leaves a self-contained report in the language of the reader', async () => {
    const { code, stdout } = await regimen(
      ['train', 'iris', '--epochs', '5', '--out', 'iris', '--lang', 'ko'],
      { cwd: folder },
    )
    expect(code).toBe(0)
    expect(stdout.trim().split('\n').at(-1)).toContain('정확도')
    const html = readFileSync(path.join(folder, 'iris', 'report.html'), 'utf8')
    checkSelfContained(html)
    expect(html).toContain('<html lang="ko">')
    for (const word of ['혼동 행렬', '곡선', '설정', 'setosa']) expect(html).toContain(word)
    // Loss and accuracy, and the confusion matrix.
    expect(html.match(/<svg /g)).toHaveLength(3)
    for (const [svg] of html.matchAll(/<svg .*?<\/svg>/gs)) checkWellFormed(svg)
  })

  it('compare ranks the optimizers over the same batches and leaves curves and numbers', async () => {
    const argv = [
      'compare',
      '--optimizers',
      'sgd,adam',
      '--data',
      'iris',
      '--seeds',
      '2',
      '--steps',
      '60',
      '--batch-size',
      '16',
      '--hidden',
      '10',
      '--json',
      '--out',
      'compared',
    ]
    const { code, stdout, stderr } = await regimen(argv, { cwd: folder })
    expect(code, stderr).toBe(0)
    const ranking: unknown[] = JSON.parse(stdout)
    expect(ranking).toHaveLength(2)
    for (const row of ranking) {
      expect(row).toEqual({
        optimizer: expect.stringMatching(/^(sgd|adam)$/),
        seeds: 2,
        lossFirst200: expect.any(Number),
        lossLast100: expect.any(Number),
        testAccuracy: { mean: expect.any(Number), std: expect.any(Number) },
      })
    }
    expect(readdirSync(path.join(folder, 'compared')).sort()).toEqual([
      'compare.html',
      'compare.json',
      'compare.svg',
    ])
    const file = (name: string) => readFileSync(path.join(folder, 'compared', name), 'utf8')
    checkWellFormed(file('compare.svg').trim())
    checkSelfContained(file('compare.html'))
    const { results, runs } = JSON.parse(file('compare.json'))
    expect(results).toEqual(ranking)
    expect(runs).toHaveLength(2)
    // The same initial weights and the same first batch: the same first loss, for each seed.
    const firstLosses = runs.map(({ losses }: { losses: number[][] }) => losses.map(([loss]) => loss))
    expect(firstLosses[0]).toEqual(firstLosses[1])
    expect(firstLosses[0][0]).not.toBe(firstLosses[0][1])
    for (const { losses } of runs) expect(losses.map(({ length }: number[]) => length)).toEqual([60, 60])
  })

  it('techniques lists every row of the library', async () => {
    const { code, stdout } = await regimen(['techniques', '--json'], { cwd: folder })
    expect(code).toBe(0)
    const rows: { name: string; kind: string; catalogue: string[] }[] = JSON.parse(stdout)
    expect(rows).toHaveLength(techniques.length)
    for (const row of rows) {
      expect(row).toEqual({
        name: expect.stringMatching(/^[a-z][A-Za-z0-9]*$/),
        kind: expect.any(String),
        defaults: expect.any(Object),
        paper: expect.stringMatching(/\d{4}/),
        catalogue: expect.any(Array),
      })
      for (const id of row.catalogue) expect(id).toMatch(/^[A-Z]+\d+(\.\d+)?$/)
    }
    const table = await regimen(['techniques', '--kind', 'optimizer'], { cwd: folder })
    for (const name of ['sgd', 'momentum', 'nesterov', 'adaGrad', 'rmsProp', 'adam'])
      expect(table.stdout).toContain(name)
  })

  it('help is there in both languages, with the exit code of success', async () => {
    for (const [language, word] of [
      ['en', 'Examples:'],
      ['ko', '예:'],
    ] as const) {
      const { code, stdout } = await regimen(['train', '--help', '--lang', language], { cwd: folder })
      expect(code).toBe(0)
      expect(stdout).toContain(word)
      expect(stdout).toContain('--learning-rate')
    }
    const bare = await regimen([], { cwd: folder })
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('Usage:')])
  })
})
