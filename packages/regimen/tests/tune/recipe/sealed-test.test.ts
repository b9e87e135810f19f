/** The door before the test rows (catalogue D5, D6): what passes by types, and that readings are counted. */
import { describe, expect, it } from 'vitest'
import type { Dataset, Part, Split } from '../../../src/data/index.ts'
import { fromData } from '../../../src/engine/tensor.ts'
import { createModel, dense } from '../../../src/nn/index.ts'
import { sgd } from '../../../src/optim/index.ts'
import { evaluate, fit } from '../../../src/train/index.ts'
import { prepareRecipeData, SealedTest, type SearchTask, trainCandidate } from '../../../src/tune/index.ts'
import { publishedCandidate } from '../../../src/tune/recipe/candidate.ts'
import { clouds, hills } from './planted.ts'

/** Compiled, never run: each line has to be an error. */
export async function refused(sealed: SealedTest, part: Part<'train'>, task: SearchTask): Promise<void> {
  const model = createModel(dense(4, 3), { input: [4] })
  // @ts-expect-error a sealed test is no data set
  const dataset: Dataset = sealed
  // @ts-expect-error nor a part
  const test: Part<'test'> = sealed
  // @ts-expect-error nor can a split be made with it
  const split: Split = { train: part, validation: part, test: sealed }
  // @ts-expect-error it is not learnt from
  await fit(model, { train: sealed }, { optimizer: sgd() })
  // @ts-expect-error nor watched
  await fit(model, { train: part, validation: sealed }, { optimizer: sgd() })
  // @ts-expect-error nor evaluated but by itself
  evaluate(model, sealed)
  const data = { name: '', train: part, validation: sealed }
  // @ts-expect-error nor searched on
  await trainCandidate(data, publishedCandidate, { epochs: 1, seed: 0 })
  // @ts-expect-error nor handed to those who run searches
  const search: SearchTask = { ...task, data }
  // @ts-expect-error its rows are private
  sealed.inputs
  void [dataset, test, split, search]
}

/** A layer whose outputs are its inputs. */
function identity(width: number) {
  const model = createModel(dense(width, width), { input: [width] })
  const weight = Float32Array.from({ length: width * width }, (_, index) => Number(index % (width + 1) === 0))
  model.load({
    parameters: {
      weight: fromData('float32', [width, width], weight),
      bias: fromData('float32', [width], new Float32Array(width)),
    },
    buffers: {},
  })
  return model
}

const part = (task: Dataset['task'], inputs: number[], targets: Dataset['targets']): Part<'test'> => ({
  name: 'few',
  task,
  inputShape: [inputs.length / targets.length],
  inputs: Float32Array.from(inputs),
  targets,
  size: targets.length,
  part: 'test',
  rows: Int32Array.from(targets, (_, row) => row),
})

describe('a sealed test part', () => {
  it('gives a confusion matrix, row by row worked out by hand, and counts its readings', () => {
    const logits = [3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3]
    const task = { kind: 'classification', classes: ['a', 'b', 'c'] } as const
    const sealed = new SealedTest(part(task, logits, Int32Array.from([0, 1, 2, 2])))
    expect(sealed.readings).toBe(0)
    const reading = sealed.read(identity(3))
    expect(reading.confusion).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ])
    expect(reading.metrics.accuracy).toBe(0.75)
    expect([reading.readings, sealed.read(identity(3)).readings, sealed.readings]).toEqual([1, 2, 2])
  })

  it('gives residuals and errors in the unit of the target', () => {
    const task = { kind: 'regression', target: 'y' } as const
    const sealed = new SealedTest(part(task, [1, -1], Float32Array.from([2, -1])), { mean: 10, deviation: 5 })
    const reading = sealed.read(identity(1))
    expect(reading.residuals).toEqual([
      [20, 15],
      [5, 5],
    ])
    // √((25 + 0) / 2), and of the mean √((100 + 25) / 2).
    expect(reading.metrics.rootMeanSquaredError).toBeCloseTo(Math.sqrt(12.5), 5)
    expect(reading.ofMean).toBeCloseTo(Math.sqrt(62.5), 5)
  })

  it('tells nothing of its rows', () => {
    for (const source of [clouds(60), hills(60)]) {
      const { test } = prepareRecipeData(source)
      expect(JSON.stringify(test)).toBe('{"sealed":true,"rows":6,"readings":0}')
      expect(Object.keys(test)).toEqual([])
    }
  })
})
