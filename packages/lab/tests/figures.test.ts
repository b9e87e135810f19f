/** Pictures: places and marks against what they must be, words in both languages. */
import { describe, expect, it } from 'vitest'
import { axisOf, categoryAxis, tickText } from '../src/figures/axis.ts'
import { segmentsOf } from '../src/figures/contour.ts'
import { inLanguage, toSvg, widthOf } from '../src/figures/drawing.ts'
import { barChart, contour, grid, heatMap, histogram, lineChart } from '../src/figures/index.ts'
import { exactly } from '../src/statistics/index.ts'

const title = { en: 'loss', ko: '손실' }

describe('axes', () => {
  it('have round marks that hold all values', () => {
    const { ticks, place } = axisOf({ title }, [0.13, 0.87])
    expect(ticks.map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1'])
    expect([place(0), place(0.5), place(1)]).toEqual([0, 0.5, 1])
  })

  it('are logarithmic by decades, and hold nothing that is not above 0', () => {
    const { ticks, place } = axisOf({ title, scale: 'log' }, [0.002, 3, 0, -1, Number.NaN])
    expect(ticks.map(({ text }) => text)).toEqual(['0.001', '0.01', '0.1', '1', '10'])
    expect(place(0.1)).toBeCloseTo(0.5, 12)
    expect([place(0), place(-1)]).toEqual([Number.NaN, Number.NaN])
  })

  it.each([[[]], [[3]], [[3, 3]], [[-1e-9, 1e-9]], [[1e9, 2e9]]])('stand for %j', (values) => {
    const { ticks, place } = axisOf({ title }, values)
    expect(ticks.length).toBeGreaterThan(1)
    for (const value of values) expect(place(value)).toSatisfy((at: number) => at >= 0 && at <= 1)
  })

  it('place categories in the middle of equal shares', () => {
    expect(categoryAxis(title, ['a', 'b']).ticks.map(({ place }) => place)).toEqual([0.25, 0.75])
  })

  it('write every name of a category, in as many lines as they need', () => {
    const names = ['gradient descent, all data', 'minibatches of 32', 'momentum of 0.9', 'AdaGrad', 'RMSProp']
    const { body } = barChart({
      x: { title, categories: names },
      y: { title },
      groups: [{ name: 'one', values: names.map(() => exactly(1)) }],
    })
    const heights = names.map((name) => new RegExp(`y="([\\d.]+)"[^>]*>${name}<`).exec(body)?.[1])
    expect(heights).not.toContain(undefined)
    expect(new Set(heights).size).toBeGreaterThan(1)
  })

  it('leave room for the last number', () => {
    const body = (most: number) =>
      lineChart({ x: { title, from: 0, to: most }, y: { title }, series: [{ name: 'a', points: [[0, 1]] }] })
        .body
    const place = (most: number) => Number(new RegExp(`x="([\\d.]+)"[^>]*>${most}<`).exec(body(most))?.[1])
    // A digit is taken to be 0.56 of the size of the letters wide.
    expect(place(5000) + widthOf('5000') / 2).toBeLessThanOrEqual(480)
  })

  it('write numbers short', () => {
    expect([0.25, -3, 1e-8, 2e6].map(tickText)).toEqual(['0.25', '−3', '1e−8', '2e6'])
  })
})

describe('contour lines', () => {
  it('of x² + y² = 1 lie on the circle', () => {
    const circle = segmentsOf((a, b) => a * a + b * b, 1, { from: -2, to: 2 }, { from: -2, to: 2 })
    expect(circle.length).toBeGreaterThan(60)
    for (const [[a, b]] of circle) expect(Math.hypot(a, b)).toBeCloseTo(1, 2)
    const length = circle.reduce((sum, [[a, b], [c, d]]) => sum + Math.hypot(a - c, b - d), 0)
    expect(length).toBeCloseTo(2 * Math.PI, 1)
  })
})

const axis = { title, from: 0, to: 1 }
const charts = {
  lineChart: lineChart({
    x: { title },
    y: { title, scale: 'log' },
    series: [
      {
        name: title,
        points: [
          [0, 1],
          [1, Number.NaN],
          [2, 0.1],
        ],
        band: [
          [0.5, 2],
          [0.5, 2],
          [0.05, 0.2],
        ],
      },
      { name: 'b', points: [], draw: 'points' },
    ],
    levels: [0.5],
  }),
  barChart: barChart({
    x: { title, categories: ['a', title] },
    y: { title },
    groups: [
      { name: 'one', values: [exactly(1), { value: 2, low: 1, high: 3, count: 5 }] },
      { name: 'two', values: [exactly(Number.NaN), exactly(-1)] },
    ],
  }),
  histogram: histogram({ x: axis, y: { title }, counts: [1, 0, 3] }),
  heatMap: heatMap({
    x: { title, categories: ['a'] },
    y: { title, categories: ['b', 'c'] },
    values: [[1], [null]],
  }),
  contour: contour({ x: axis, y: axis, surface: (a, b) => a - b, levels: [0], paths: [] }),
}

describe('charts', () => {
  it.each(Object.entries(charts))('%s names its axes in both languages, and draws no NaN', (_, drawing) => {
    const svg = toSvg(drawing, 'a "chart" & more')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect(svg).toContain('aria-label="a &quot;chart&quot; &amp; more"')
    expect(inLanguage(svg, 'en')).toContain('>loss<')
    expect(inLanguage(svg, 'en')).not.toContain('손실')
    expect(inLanguage(svg, 'ko')).toContain('>손실<')
    expect(inLanguage(svg, 'ko')).not.toContain('>loss<')
  })

  it('stand side by side in a grid', () => {
    const one = { width: 100, height: 50, body: '' }
    expect(grid([one, one, one], 2)).toMatchObject({ width: 200, height: 100 })
  })
})
