import { describe, expect, it } from 'vitest'
import { tableFromRows } from '../../src/data/table.ts'
import { splitTable } from '../../src/data/table-dataset.ts'
import { TableEncoder } from '../../src/data/table-encoder.ts'
import { readTarget } from '../../src/data/table-target.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { thrownBy } from './fixtures.ts'

const cells = (text: string) => text.split('/').map((row) => row.split(','))
const table = (text: string, options = {}) => tableFromRows(cells(text), options)
const column = (values: readonly unknown[]) =>
  tableFromRows([['x', 'y'], ...values.map((value, row) => [`${row}`, `${value}`])])
const upTo = (count: number) => Int32Array.from({ length: count }, (_, row) => row)
const key = RandomKey.fromSeed(0)

describe('readTarget', () => {
  it('tells classes from text, sorted, and drops rows without a target', () => {
    const target = readTarget(table('a,kind/1,dog/2,cat/3,/4,dog'))
    expect(target).toMatchObject({ name: 'kind', column: 1, dropped: 1 })
    expect(target.task).toEqual({ kind: 'classification', classes: ['cat', 'dog'] })
    expect([...target.rows]).toEqual([0, 1, 3])
    expect(target.targets).toEqual(Int32Array.of(1, 0, 1))
  })

  it.each([
    [
      'ten whole numbers, each ten times',
      Array.from({ length: 100 }, (_, row) => row % 10),
      'classification',
    ],
    ['eleven whole numbers in 100 rows', Array.from({ length: 100 }, (_, row) => row % 11), 'regression'],
    ['21 whole numbers in 1000 rows', Array.from({ length: 1000 }, (_, row) => row % 21), 'regression'],
    ['20 whole numbers in 1000 rows', Array.from({ length: 1000 }, (_, row) => row % 20), 'classification'],
    ['0 and 1 in few rows', [0, 1, 1, 0], 'classification'],
    ['halves', Array.from({ length: 100 }, (_, row) => (row % 2) / 2), 'regression'],
  ])('tells the task of %s', (_, values, kind) => {
    expect(readTarget(column(values)).task.kind).toBe(kind)
  })

  it('can be told the task', () => {
    const rating = column([1, 2, 3, 1, 2, 3])
    expect(readTarget(rating, { task: 'regression' }).targets).toEqual(Float32Array.of(1, 2, 3, 1, 2, 3))
    const numbers = column([10, 9, 10, 9, 10.5, 10.5])
    const { task } = readTarget(numbers, { task: 'classification' })
    expect(task).toEqual({ kind: 'classification', classes: ['9', '10', '10.5'] })
  })

  it('counts 1 and 1.0 as one class, and reads columns by name and number', () => {
    const { task } = readTarget(column(['1', '1.0', '0', '0']))
    expect(task).toEqual({ kind: 'classification', classes: ['0', '1'] })
    const data = table('a,b,c/1,x,0.5/2,y,0.25/3,x,7')
    expect(
      [0, 'b', -1, '-2'].map((target) => readTarget(data, { target, task: 'classification' }).name).length,
    ).toBe(4)
    expect(readTarget(data, { target: 'b' }).column).toBe(1)
    expect(readTarget(data, { target: '-2' }).column).toBe(1)
    expect(readTarget(data, { target: -3 }).column).toBe(0)
  })

  it.each<[string, unknown[], object, string, string]>([
    ['nothing but missing', ['', 'NA', ''], {}, 'target-all-missing', 'column "y"'],
    ['one class', ['a', 'a', 'a'], {}, 'target-one-class', 'the value "a"'],
    ['a constant', [2.5, 2.5, 2.5], {}, 'target-constant', 'the value 2.5'],
    ['a class for each row', ['a', 'b', 'c', 'd'], {}, 'target-all-different', 'all 4 rows'],
    [
      'text for regression',
      ['a', 'b', 'a'],
      { task: 'regression' },
      'target-not-numeric',
      'line 2, target column "y": "a"',
    ],
    ['an unknown name', [1, 2, 3], { target: 'Y2' }, 'table-unknown-column', 'Did you mean "y"?'],
    ['a number too far', [1, 2, 3], { target: 2 }, 'table-unknown-column', 'no column "2"'],
    ['a number too far back', [1, 2, 3], { target: -3 }, 'table-unknown-column', 'no column "-3"'],
  ])('refuses %s', (_, values, options, code, words) => {
    const thrown = thrownBy(() => readTarget(column(values), options))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain(words)
  })

  it('refuses more than 1000 classes', () => {
    const names = Array.from({ length: 2200 }, (_, row) => `c${row % 1100}`)
    expect(thrownBy(() => readTarget(column(names))).code).toBe('target-too-many-classes')
  })
})

describe('TableEncoder', () => {
  const people = table('age,color,y/10,red,0/30,blue,1/,red,0/20,,1/99,green,0/,?,1')

  it('learns medians and categories from the training rows only', () => {
    const encoder = TableEncoder.fit(people, upTo(4), 2)
    expect(encoder.featureNames).toEqual(['age', 'color=blue', 'color=red', 'color=(missing)'])
    const { inputs, filled, unknownCategories } = encoder.encode(people)
    // The median of 10, 30 and 20, and no column for green, which only a later row has.
    expect([...inputs]).toEqual([
      ...[10, 0, 1, 0],
      ...[30, 1, 0, 0],
      ...[20, 0, 1, 0],
      ...[20, 0, 0, 1],
      ...[99, 0, 0, 0],
      ...[20, 0, 0, 1],
    ])
    expect({ filled, unknownCategories }).toEqual({ filled: 2, unknownCategories: 1 })
  })

  it('counts a missing category as unknown where the training rows had none', () => {
    const encoder = TableEncoder.fit(people, upTo(2), 2)
    expect(encoder.featureNames).toEqual(['age', 'color=blue', 'color=red'])
    expect(encoder.encode(people, Int32Array.of(3))).toMatchObject({
      inputs: Float32Array.of(20, 0, 0),
      unknownCategories: 1,
    })
  })

  describe('after a round trip through JSON, on a new table', () => {
    const encoder = TableEncoder.fromJSON(JSON.parse(JSON.stringify(TableEncoder.fit(people, upTo(4), 2))))
    const read = (text: string) => encoder.encode(tableFromRows(cells(text), encoder.tableOptions()))

    it('matches by name: other order, other columns, no target', () => {
      expect([...read('color,id,age/red,x1,5/blue,x2,').inputs]).toEqual([5, 0, 1, 0, 20, 1, 0, 0])
    })

    it('matches by position without a header, with and without the target', () => {
      expect([...read('5,red,1').inputs]).toEqual([5, 0, 1, 0])
      expect([...read('5,red').inputs]).toEqual([5, 0, 1, 0])
      const front = TableEncoder.fit(table('0,1,2/1,3,4/0,5,6', { header: false }), upTo(3), 0)
      expect([...front.encode(table('7,8')).inputs]).toEqual([7, 8])
      expect([...front.encode(table('1,7,8')).inputs]).toEqual([7, 8])
    })

    it('reads a categorical column of numbers as it was written', () => {
      const codes = tableFromRows(cells('code,y/01,a/02,b/01,a'), { categorical: ['code'] })
      const fitted = TableEncoder.fit(codes, upTo(3), 1)
      expect([...fitted.encode(tableFromRows(cells('code/02'), fitted.tableOptions())).inputs]).toEqual([
        0, 1,
      ])
    })

    it('names what does not fit', () => {
      expect(thrownBy(() => read('age,y/5,1')).message).toContain('"color"')
      expect(thrownBy(() => read('1,2,3,4')).message).toContain('4 columns')
      expect(thrownBy(() => read('age,color/old,red')).message).toContain('line 2, column "age": "old"')
    })
  })

  it('refuses damaged state', () => {
    const good = TableEncoder.fit(people, upTo(4), 2).toJSON()
    for (const bad of [
      undefined,
      [],
      { ...good, decimal: 'x' },
      { ...good, columns: [{ kind: 'numeric', name: 'a', position: 0 }] },
    ]) {
      expect(thrownBy(() => TableEncoder.fromJSON(bad)).code).toBe('bad-saved-state')
    }
  })

  it.each([
    ['a,b,y/,1,0/,2,1', 'table-column-all-missing', 'column "a": every value is missing. Drop'],
    [
      'a,b,y/1,,0/2,x,1',
      'table-column-all-missing',
      'column "b": every value is missing in the training part',
    ],
    ['y/0/1', 'table-no-features', 'target "y"'],
  ])('refuses %s', (text, code, words) => {
    const data = table(text)
    const thrown = thrownBy(() => TableEncoder.fit(data, upTo(1), data.columns.length - 1))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain(words)
  })

  it('refuses a column of more than 1000 categories, unless it is dropped', () => {
    const rows = [
      ['id', 'x', 'y'],
      ...Array.from({ length: 1001 }, (_, row) => [`n${row}`, `${row}`, `${row % 2}`]),
    ]
    const data = tableFromRows(rows)
    expect(thrownBy(() => TableEncoder.fit(data, upTo(1001), 2)).message).toContain('drop: ["id"]')
    expect(TableEncoder.fit(data, upTo(1001), 2, [0]).featureNames).toEqual(['x'])
    expect(TableEncoder.fit(data, upTo(1000), 2).featureNames.length).toBe(1001)
  })
})

describe('splitTable', () => {
  const rows = Array.from({ length: 50 }, (_, row) => [
    `${row}`,
    row % 5 === 0 ? '' : `${row * 2}`,
    ['a', 'b', ''][row % 3] ?? '',
    row === 13 ? '' : (['no', 'yes'][row % 2] ?? ''),
  ])
  const data = tableFromRows([['id', 'x', 'c', 'answer'], ...rows])

  it('makes parts whose rows are the table rows, encoded by the training part', () => {
    const result = splitTable(data, { sizes: { validation: 0.2, test: 0.2 }, key, drop: ['c'] })
    const { train, validation, test } = result.split
    expect(result).toMatchObject({ target: 'answer', droppedRows: 1, filled: 10, unknownCategories: 0 })
    expect(train.featureNames).toEqual(['id', 'x'])
    const known = [...train.rows]
      .filter((row) => row % 5 > 0)
      .map((row) => row * 2)
      .sort((a, b) => a - b)
    const middle =
      ((known[Math.floor((known.length - 1) / 2)] ?? 0) + (known[Math.ceil((known.length - 1) / 2)] ?? 0)) / 2
    for (const part of [train, validation, test]) {
      part.rows.forEach((row, index) => {
        expect(part.inputs[2 * index]).toBe(row)
        expect(part.inputs[2 * index + 1]).toBe(row % 5 === 0 ? middle : row * 2)
        expect(part.targets[index]).toBe(row % 2)
      })
    }
    expect([train, validation, test].flatMap((part) => [...part.rows]).sort((a, b) => a - b)).toEqual(
      [...Array(50).keys()].filter((row) => row !== 13),
    )
  })

  it('keeps regression targets as they are', () => {
    const { split } = splitTable(data, { target: 'id', sizes: { validation: 0.2, test: 0.2 }, key })
    expect(split.train.task).toEqual({ kind: 'regression', target: 'id' })
    expect(split.test.targets).toEqual(Float32Array.from(split.test.rows))
  })
})
