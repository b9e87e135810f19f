import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from '../../../../tests/support/needs.ts'
import { digits, iris } from '../../src/datasets.ts'

const classCounts = (targets: ArrayLike<number>, classes: number) =>
  Array.from(
    { length: classes },
    (_, index) => Array.from(targets).filter((target) => target === index).length,
  )
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('digits', () => {
  // Facts of scikit-learn's load_digits, which is this data set.
  const data = digits()

  it('has the known rows, classes and mean', () => {
    expect([data.size, data.inputShape, data.inputs.length]).toEqual([1797, [64], 1797 * 64])
    expect(classCounts(data.targets, 10)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    expect(mean([...data.inputs])).toBeCloseTo(4.884164579855314, 12)
    expect([Math.min(...data.inputs), Math.max(...data.inputs)]).toEqual([0, 16])
  })

  it('starts with the known zero', () => {
    expect([...data.inputs.subarray(0, 24)]).toEqual([
      0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0,
    ])
    expect(data.targets[0]).toBe(0)
  })
})

describe('iris', () => {
  const data = iris()

  it('has the known rows, classes and means', () => {
    expect([data.size, data.inputShape]).toEqual([150, [4]])
    expect(classCounts(data.targets, 3)).toEqual([50, 50, 50])
    const means = [0, 1, 2, 3].map((feature) =>
      mean([...data.inputs].filter((_, index) => index % 4 === feature)),
    )
    ;[5.843333, 3.057333, 3.758, 1.199333].forEach((expected, feature) => {
      expect(means[feature]).toBeCloseTo(expected, 5)
    })
  })

  it('has rows 34 and 37 as in Fisher 1936', () => {
    expect([...data.inputs.subarray(34 * 4, 35 * 4)]).toEqual([4.9, 3.1, 1.5, 0.2].map(Math.fround))
    expect([...data.inputs.subarray(37 * 4, 38 * 4)]).toEqual([4.9, 3.6, 1.4, 0.1].map(Math.fround))
  })
})

const folder = dataFolder('uci')

describe.skipIf(maySkip(folder))('embedded data sets (skipped without REGIMEN_DATA)', () => {
  const rows = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(',').map(Number))

  it('equal the files they were packed from', () => {
    const digitRows = rows(gunzipSync(readFileSync(path.join(folder ?? '', 'digits.csv.gz'))).toString())
    expect([...digits().inputs]).toEqual(digitRows.flatMap((row) => row.slice(0, 64)))
    expect([...digits().targets]).toEqual(digitRows.map((row) => row[64]))
    const irisRows = rows(readFileSync(path.join(folder ?? '', 'iris.csv'), 'utf8')).slice(1)
    expect([...iris().inputs]).toEqual(irisRows.flatMap((row) => row.slice(0, 4).map(Math.fround)))
    expect([...iris().targets]).toEqual(irisRows.map((row) => row[4]))
  })
})
