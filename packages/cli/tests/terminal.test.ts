import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { formatDuration, formatElapsed, formatMetric, formatNumber } from '../src/format.ts'
import { formatCurves, resample } from '../src/terminal/curves.ts'
import { formatBar } from '../src/terminal/progress.ts'
import { formatTable } from '../src/terminal/table.ts'
import { displayWidth, padStart, truncate, wrap } from '../src/terminal/width.ts'

const paint = pc.createColors(false)

describe('width', () => {
  it.each([
    ['abc', 3],
    ['', 0],
    ['정확도', 6],
    ['손실 loss', 9],
    ['é', 1],
    ['→×·─█', 5],
  ])('%s takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns)
  })

  it('truncates by columns, not by characters', () => {
    expect(truncate('정확도입니다', 7)).toBe('정확도…')
    expect(truncate('accuracy', 8)).toBe('accuracy')
    expect(truncate('accuracy', 5)).toBe('accu…')
  })

  it('wraps at spaces, and inside words that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrap('정확도', 2)).toEqual(['정', '확', '도'])
    expect(wrap('정확도', 1)).toEqual(['정', '확', '도'])
    expect(wrap('', 5)).toEqual([''])
  })

  it('pads by columns', () => {
    expect(padStart('손실', 6)).toBe('  손실')
  })
})

describe('tables', () => {
  const columns = [
    { title: '이름' },
    { title: 'number', align: 'right' },
    { title: 'text', flexible: true },
    { title: 'paper', flexible: true },
  ] as const
  const rows = [
    ['adam', '1', 'learningRate=0.001, beta1=0.9, beta2=0.999', 'Kingma & Ba 2015, arXiv:1412.6980'],
    [
      '배치 정규화',
      '12345',
      '',
      '여러 단어로 된 아주 긴 한국어 논문 제목이 여기에 있습니다 그리고 더 있습니다',
    ],
  ]

  it.each([60, 61, 80, 125, 200])('fit into %i columns and lose no word', (width) => {
    const table = formatTable(columns, rows, width)
    for (const line of table.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    const squeezed = table.replaceAll(/\s/g, '')
    for (const word of ['Kingma', '2015,', '12345', '한국어', '있습니다']) expect(squeezed).toContain(word)
  })

  it('needs no rows', () => {
    expect(formatTable(columns, [], 80).split('\n')).toHaveLength(2)
  })
})

describe('bars and curves', () => {
  it.each([
    [0, '··········'],
    [0.5, '█████·····'],
    [0.55, '█████▌····'],
    [1, '██████████'],
    [7, '██████████'],
    [-1, '··········'],
  ])('a bar of %d', (fraction, bar) => {
    expect(formatBar(fraction, 10)).toBe(bar)
  })

  it('resamples by means of neighbours, or repeats', () => {
    expect(resample([1, 3, 5, 7], 2)).toEqual([2, 6])
    expect(resample([1, 2], 4)).toEqual([1, 1, 2, 2])
    expect(resample([4], 3)).toEqual([4, 4, 4])
  })

  it('draws both ends of the range and stays within the width', () => {
    const falling = Array.from({ length: 125 }, (_, epoch) => 2 - epoch / 62)
    const drawn = formatCurves('loss', [{ name: 'training', values: falling }], { width: 60, paint })
    expect(drawn).toContain('training')
    for (const line of drawn.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60)
    const lines = drawn.split('\n')
    expect(lines[1]).toMatch(/^\s+(2\.000|1\.9\d\d)/)
    expect(lines.at(-2)).toMatch(/^\s+(0|0\.0\d+)\s/)
  })

  it('draws flat curves, and nothing for one value or NaN', () => {
    const draw = (values: number[]) => formatCurves('loss', [{ name: 'a', values }], { width: 60, paint })
    expect(draw([1, 1, 1])).toContain('loss')
    expect(draw([1])).toBe('')
    expect(draw([1, Number.NaN])).toBe('')
  })
})

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [0.123456, '0.1235'],
    [12.3456, '12.35'],
    [12345.6, '12,346'],
    [1e-7, '1.00e-7'],
    [-2.5e9, '-2.50e+9'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  it('shares are percent', () => {
    expect(formatMetric('accuracy', 0.97777)).toBe('97.78 %')
    expect(formatMetric('loss', 0.97777)).toBe('0.9778')
  })

  it('times', () => {
    expect([0, 7, 59.6, 750, 3723].map(formatDuration)).toEqual(['0:00', '0:07', '1:00', '12:30', '1:02:03'])
    expect([1.24, 75].map(formatElapsed)).toEqual(['1.2 s', '1:15'])
  })
})
