import { describe, expect, it } from 'vitest'
import { editDistance, nearestName } from '../../src/data/nearest-name.ts'
import { numberFromText } from '../../src/data/number-text.ts'
import { tableFromRows } from '../../src/data/table.ts'
import { thrownBy } from './fixtures.ts'

/** `1,2 / 3,4` as rows of cells. */
const cells = (text: string) => text.split('/').map((row) => row.split(','))
const kinds = (text: string) => tableFromRows(cells(text)).columns.map(({ kind }) => kind)
const hasHeader = (text: string) => tableFromRows(cells(text)).hasHeader

describe('tableFromRows', () => {
  it('types columns and keeps lines, with missing values', () => {
    const table = tableFromRows(cells('age,color/1.5, red/NA,blue/-2e3,?/,red'), { lines: [1, 2, 4, 5, 9] })
    expect(table).toMatchObject({ size: 4, hasHeader: true })
    expect([...table.lines]).toEqual([2, 4, 5, 9])
    const [age, color] = table.columns
    expect(age).toMatchObject({
      name: 'age',
      kind: 'numeric',
      values: Float64Array.of(1.5, Number.NaN, -2000, Number.NaN),
    })
    expect(color).toMatchObject({
      name: 'color',
      kind: 'categorical',
      texts: ['red', 'blue', undefined, 'red'],
    })
  })

  it('names columns by number without a header', () => {
    const table = tableFromRows(cells('1,2/3,4'))
    expect(table.hasHeader).toBe(false)
    expect(table.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2'])
    expect([...table.lines]).toEqual([1, 2])
    expect(tableFromRows(cells('a,,c/1,2,3')).columns.map(({ name }) => name)).toEqual(['a', 'column 2', 'c'])
  })

  it.each([
    ['a,b/1,2/3,4', true],
    ['1,2/3,4', false],
    ['5.1,setosa/4.9,setosa', false],
    ['length,species/5.1,setosa/4.9,virginica', true],
    ['x/1', true],
    ['color,shape/red,round/blue,round', true],
    ['red,round/blue,square/red,round', false],
    ['red,round/blue,square', false],
    ['2019,2020/1,2', false],
  ])('tells the header of %s', (text, expected) => {
    expect(hasHeader(text)).toBe(expected)
  })

  it('obeys what is said about the header', () => {
    expect(tableFromRows(cells('2019,2020/1,2'), { header: true })).toMatchObject({
      size: 1,
      hasHeader: true,
    })
    expect(tableFromRows(cells('a,b/c,d'), { header: false })).toMatchObject({ size: 2, hasHeader: false })
    const known = { knownNames: ['color', 'shape'] }
    expect(tableFromRows(cells('shape,color/round,red'), known).hasHeader).toBe(true)
    expect(tableFromRows(cells('round,red/square,blue'), known).hasHeader).toBe(false)
  })

  it.each([
    ['1/2/3', ['numeric']],
    ['+1/.5/5./1e-3/-1E+4', ['numeric']],
    ['a/1/b/2', ['categorical']],
    ['1/2/3/4/5/6/7/8/a', ['categorical']],
    ['0x10/0x11', ['categorical']],
    ['1/inf/2/inf', ['categorical']],
  ])('kinds of %s', (text, expected) => {
    expect(kinds(text)).toEqual(expected)
  })

  it('refuses text in a numeric column, with file, line, column and value', () => {
    const rows = [
      ['age', 'name'],
      ...Array.from({ length: 20 }, (_, row) => [row === 7 ? 'twelve' : `${row}`, 'x']),
    ]
    const { code, message } = thrownBy(() => tableFromRows(rows, { source: 'people.csv' }))
    expect(code).toBe('table-text-in-numeric')
    expect(message).toContain('people.csv, line 9, column "age": "twelve"')
    const declared = tableFromRows(rows, { categorical: ['age'] }).columns[0]
    expect(declared?.kind).toBe('categorical')
    expect(tableFromRows(rows, { drop: [0] }).columns[0]?.kind).toBe('categorical')
    expect(tableFromRows(rows, { typing: 'text' }).columns[0]?.kind).toBe('categorical')
  })

  it('keeps codes as written where the column is declared categorical', () => {
    const table = tableFromRows(cells('zip/01234/99999'), { categorical: ['zip'] })
    expect(table.columns[0]).toMatchObject({ kind: 'categorical', texts: ['01234', '99999'] })
  })

  it('tells decimal commas, and reads them when told to', () => {
    const rows = [['a'], ['1,5'], ['2'], ['-3,25']]
    const { code, message } = thrownBy(() => tableFromRows(rows))
    expect(code).toBe('table-decimal-comma')
    expect(message).toContain('line 2, column "a": "1,5"')
    const column = tableFromRows(rows, { decimal: ',' }).columns[0]
    expect(column).toMatchObject({ kind: 'numeric', values: Float64Array.of(1.5, 2, -3.25) })
  })

  it.each<[string, string, string]>([
    ['a,b/1,2/3/4,5', 'table-ragged-row', 'line 3: 1 fields, but the first line has 2'],
    ['a,b/1,2/3,4,5', 'table-ragged-row', 'line 3: 3 fields'],
    ['a,a/1,2', 'table-duplicate-column', 'columns 1 and 2 are both named "a"'],
    ['a,b', 'table-no-rows', 'no rows'],
    ['a/1/1e39', 'table-number-too-large', 'line 3, column "a": 1e39'],
  ])('refuses %s', (text, code, words) => {
    const thrown = thrownBy(() => tableFromRows(cells(text)))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain(words)
  })

  it('refuses an empty table and unknown columns', () => {
    expect(thrownBy(() => tableFromRows([])).code).toBe('table-empty')
    const misnamed = () => tableFromRows(cells('colour,size/a,1/b,2'), { categorical: ['color'] })
    expect(thrownBy(misnamed).message).toContain('Did you mean "colour"?')
  })

  it('reads a column without any value as numeric, all missing', () => {
    const [empty] = tableFromRows(cells('a,b/,1/,2')).columns
    expect(empty).toMatchObject({ kind: 'numeric', values: Float64Array.of(Number.NaN, Number.NaN) })
  })
})

describe('numberFromText', () => {
  it('knows plain decimal numbers only', () => {
    for (const text of [
      '',
      '.',
      '-',
      '1,234',
      '1 000',
      '1e',
      '0x1f',
      'NaN',
      'Infinity',
      '1_000',
      '٣',
      '12kg',
    ]) {
      expect(numberFromText(text)).toBeUndefined()
    }
    expect(['1', '-1.', '.5', '+2.5E2'].map((text) => numberFromText(text))).toEqual([1, -1, 0.5, 250])
    expect(numberFromText('1.5', ',')).toBeUndefined()
  })
})

describe('nearestName', () => {
  it('has the known edit distances', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('saturday', 'sunday')).toBe(3)
    expect(editDistance('', 'abc')).toBe(3)
  })

  it('suggests only what is near', () => {
    expect(nearestName('Spieces', ['sepal', 'species'])).toBe('species')
    expect(nearestName('target', ['x', 'y'])).toBeUndefined()
  })
})
