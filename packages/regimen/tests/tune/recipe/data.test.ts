/** The first step: parts, scaling, and every kind of leakage that it knows. */
import { describe, expect, it } from 'vitest'
import { createDataset, splitDataset } from '../../../src/data/index.ts'
import { digits, iris } from '../../../src/datasets.ts'
import { RandomKey } from '../../../src/engine/random.ts'
import { prepareRecipeData } from '../../../src/tune/index.ts'
import { findFeatureLeaks } from '../../../src/tune/recipe/feature-leaks.ts'
import { clouds, hills, normals, withChangedImages, withCopies, withFeature } from './planted.ts'

const key = RandomKey.fromSeed(0).child('split')
const sizes = { validation: 0.1, test: 0.1 }
const codeOf = (data: ReturnType<typeof prepareRecipeData>) => data.inspection.diagnosis?.code

describe('features that tell the target', () => {
  const noise = normals('leak', 240)
  it.each([
    ['the class itself', clouds(), (target: number) => target, 'equal'],
    ['the class by other numbers', clouds(), (target: number) => [7, -1, 3][target] ?? 0, 'equal'],
    [
      'many values of each class',
      clouds(),
      (target: number, row: number) => 10 * target + (row % 7),
      'values',
    ],
    [
      'stretches of the line',
      clouds(),
      (target: number, row: number) => target + 0.1 * Math.sin(row),
      'thresholds',
    ],
    ['the value itself', hills(), (target: number) => target, 'equal'],
    ['the value in another unit', hills(), (target: number) => -0.001 * target + 3, 'affine'],
    ['a function of the value', hills(), (target: number) => Math.exp(target / 5000), 'monotone'],
  ])('%s', (_, dataset, value, kind) => {
    expect(findFeatureLeaks(withFeature(dataset, 'leak', value))).toEqual([{ kind, features: ['leak'] }])
  })

  it.each([
    [
      'the class with one exception',
      clouds(),
      (target: number, row: number) => (row === 17 ? (target + 1) % 3 : target),
    ],
    [
      'the value with a little noise',
      hills(),
      (target: number, row: number) => target + 5 * (noise[row] ?? 0),
    ],
    ['a number of the row', clouds(), (_: number, row: number) => (row * 7) % 240],
    ['a constant', clouds(), () => 1],
  ])('but not %s', (_, dataset, value) => {
    expect(findFeatureLeaks(withFeature(dataset, 'leak', value))).toEqual([])
  })

  it('one indicator for each class, or for all but one', () => {
    const on = (wanted: number) => (target: number) => Number(target === wanted)
    const two = withFeature(withFeature(clouds(), 'is left', on(0)), 'is right', on(2))
    expect(findFeatureLeaks(two)).toEqual([{ kind: 'indicators', features: ['is left', 'is right'] }])
    expect(findFeatureLeaks(withFeature(clouds(), 'is left', on(0)))).toEqual([])
  })

  it('of few rows nothing is said: they agree by chance', () => {
    expect(findFeatureLeaks(withFeature(clouds(15), 'leak', (target) => target))).toEqual([])
  })

  it('stop where they are the target, unless there is no other feature', () => {
    expect(codeOf(prepareRecipeData(withFeature(hills(), 'leak', (target) => target)))).toBe(
      'featureEqualsTarget',
    )
    const separates = prepareRecipeData(withFeature(clouds(), 'leak', (t, row) => t + 0.1 * Math.sin(row)))
    expect(separates.inspection.status).toBe('warned')
    expect(separates.inspection.warnings.map(({ code }) => code)).toEqual(['featureDeterminesTarget'])
    const line = createDataset({
      name: 'line',
      task: { kind: 'regression', target: 'y' },
      inputShape: [1],
      inputs: Float32Array.from({ length: 100 }, (_, row) => row),
      targets: Float32Array.from({ length: 100 }, (_, row) => 2 * row + 1),
    })
    const { inspection } = prepareRecipeData(line)
    expect([inspection.status, inspection.warnings.map(({ code }) => code)]).toEqual([
      'warned',
      ['featureEqualsTarget'],
    ])
  })
})

describe('rows in two parts', () => {
  it('copied test rows stop, and are out of the training part', () => {
    const data = prepareRecipeData(withCopies(hills(), 12))
    expect(data.inspection.diagnosis).toMatchObject({
      code: 'duplicatesAcrossParts',
      parameters: { rows: 12, between: ['train', 'test'], share: 0.5, dropped: 12 },
    })
    expect([data.train.size, data.inspection.saw.rows.train]).toEqual([180, 192])
    expect(data.inspection.saw.exact[1]).toMatchObject({ between: ['train', 'test'], count: 12 })
  })

  it('a single one is dropped and told: iris has a pair', () => {
    const { inspection, train } = prepareRecipeData(iris())
    expect([inspection.status, train.size, inspection.decided.dropped]).toEqual([
      'warned',
      119,
      { train: 1, validation: 0 },
    ])
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['duplicatesAcrossParts'])
  })

  it('a table that repeats itself everywhere is left as it is', () => {
    const size = 300
    const inputs = Float32Array.from({ length: 2 * size }, (_, index) => ((index * 7919) % 13) % 3)
    const targets = Int32Array.from({ length: size }, (_, row) => (row * 31) % 2)
    const task = { kind: 'classification', classes: ['no', 'yes'] } as const
    const { inspection, train } = prepareRecipeData(
      createDataset({ name: 'answers', task, inputShape: [2], inputs, targets }),
    )
    expect([inspection.status, train.size]).toEqual(['warned', 240])
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['rowsRepeat'])
  })
})

describe('images that are nearly alike', () => {
  const size = [8, 8] as const
  const split = splitDataset(digits(), { key, sizes })
  const prepared = (source: typeof split) => prepareRecipeData(source, { image: size })
  const pairs = (start: number, count: number) =>
    Array.from({ length: count }, (_, copy) => [split.train.rows[start + copy], split.test.rows[copy]])

  it('of clean digits there are none', () => {
    const { inspection } = prepared(split)
    expect(inspection.saw.near.map(({ count }) => count)).toEqual([0, 0, 0])
    expect([inspection.did.nearDuplicates, inspection.status]).toEqual(['searched', 'passed'])
  })

  it('test images moved, brighter and noisy in the training part are found, said and recorded', () => {
    const { inspection, train } = prepared(withChangedImages(split, size, 9))
    const { saw, warnings, reasons, status } = inspection
    expect([status, train.size]).toEqual(['warned', split.train.size])
    expect(warnings).toEqual([
      {
        step: 'data',
        code: 'nearDuplicatesAcrossParts',
        parameters: { count: 9, between: ['train', 'test'] },
      },
    ])
    expect(saw.near[1]).toMatchObject({ between: ['train', 'test'], count: 9 })
    expect(saw.near[1]?.examples).toEqual(pairs(0, 9))
    expect(reasons).toContainEqual({ code: 'leakageChecked', parameters: { exact: 0, near: 9 } })
  })

  it('beside equal ones, which are left out, they are counted by themselves', () => {
    const dirty = withChangedImages(split, size, 6)
    const inputs = dirty.train.inputs.slice()
    inputs.set(split.test.inputs.subarray(64 * 6, 64 * 26), 64 * 50)
    const { inspection } = prepared({ ...dirty, train: { ...dirty.train, inputs } })
    expect(inspection.diagnosis).toMatchObject({ code: 'duplicatesAcrossParts', parameters: { dropped: 20 } })
    expect(inspection.warnings).toMatchObject([
      { code: 'nearDuplicatesAcrossParts', parameters: { count: 6 } },
    ])
    expect(inspection.saw.near[1]?.examples).toEqual(pairs(0, 6))
    expect(inspection.reasons).toContainEqual({ code: 'leakageChecked', parameters: { exact: 0, near: 6 } })
  })

  it.each([
    ['a table', clouds(), 'table'],
    ['more than 1e8 pairs', noiseImages(25_000), 'tooManyPairs'],
  ])('are not looked for, and that is told: %s', (_, dataset, why) => {
    const { did, saw, reasons } = prepareRecipeData(dataset).inspection
    expect([did.nearDuplicates, saw.near]).toEqual([why, []])
    const checked = reasons.find(({ code }) => code === 'leakageChecked')
    expect(checked?.parameters).toEqual({ exact: 0 })
  })
})

function noiseImages(size: number) {
  const inputs = Float32Array.from(RandomKey.fromSeed(1).bits(16 * size), (bits) => bits & 255)
  const task = { kind: 'classification', classes: ['no', 'yes'] } as const
  const targets = Int32Array.from({ length: size }, (_, row) => row % 2)
  return createDataset({ name: 'noise', task, inputShape: [4, 4], inputs, targets })
}

describe('parts', () => {
  it('are scaled by the training part alone', () => {
    const source = hills()
    const split = splitDataset(source, { key, sizes })
    const { train, validation, targetScale } = prepareRecipeData(source)
    const values = Array.from(split.train.targets)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(targetScale?.mean).toBeCloseTo(mean, 6)
    for (let feature = 0; feature < 3; feature++) {
      const column = Array.from({ length: train.size }, (_, row) => train.inputs[3 * row + feature] ?? 0)
      const average = column.reduce((sum, value) => sum + value, 0) / column.length
      const variance = column.reduce((sum, value) => sum + (value - average) ** 2, 0) / column.length
      expect(average).toBeCloseTo(0, 5)
      expect(variance).toBeCloseTo(1, 4)
    }
    const [first = 0] = split.validation.targets
    expect(validation.targets[0]).toBeCloseTo((first - mean) / (targetScale?.deviation ?? 1), 5)
  })

  it('keep the proportions of the classes', () => {
    const { classes } = prepareRecipeData(clouds(300)).inspection.saw
    for (const { rows } of classes ?? []) expect(rows).toEqual({ train: 80, validation: 10, test: 10 })
  })

  it.each([
    ['a constant class', { ...clouds(), targets: new Int32Array(240).fill(1) }, { value: 'middle' }],
    ['a constant value', { ...hills(), targets: new Float32Array(240).fill(4.5) }, { value: 4.5 }],
  ])('%s stops', (_, dataset, parameters) => {
    expect(prepareRecipeData(dataset).inspection.diagnosis).toMatchObject({
      code: 'constantTarget',
      parameters,
    })
  })

  it('with next to no rows stop, with few warn', () => {
    expect(codeOf(prepareRecipeData(clouds(9)))).toBe('fewRows')
    const few = prepareRecipeData(clouds(60)).inspection
    expect([few.status, few.warnings.map(({ code }) => code)]).toEqual(['warned', ['fewRows']])
  })
})
