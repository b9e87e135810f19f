/** The space that is searched: candidates and their values, what is fixed, what is narrowed; the file for workers. */
import { describe, expect, it } from 'vitest'
import { digits } from '../../../src/datasets.ts'
import {
  type Bracket,
  decodeSearchData,
  encodeSearchData,
  prepareRecipeData,
  Study,
  type TrialRecord,
} from '../../../src/tune/index.ts'
import { type Candidate, candidateModel, publishedCandidate } from '../../../src/tune/recipe/candidate.ts'
import {
  assignmentOf,
  candidateOf,
  coarseSpace,
  narrowedSpace,
  type SearchSpace,
  sampleCandidate,
} from '../../../src/tune/recipe/space.ts'
import { clouds, hills } from './planted.ts'

const brackets: readonly Bracket[] = [
  { optimizer: 'adamW', low: 1e-4, high: 1e-2, best: 1e-3 },
  { optimizer: 'nesterov', low: 1e-3, high: 1e-1, best: 1e-2 },
]
const images = prepareRecipeData(digits(), { image: [8, 8] })
const table = prepareRecipeData(clouds())

async function draws(space: SearchSpace, count: number, value: (candidate: Candidate) => number = () => 0) {
  const study = await Study.open({ seed: 3 })
  const candidates: Candidate[] = []
  await study.optimize(
    (trial) => {
      const candidate = sampleCandidate(trial, space)
      candidates.push(candidate)
      return value(candidate)
    },
    { trials: count },
  )
  return { candidates, trials: await study.trials() }
}

describe('candidates', () => {
  it.each([
    ['images', images],
    ['a table', table],
  ])('of %s are read back from their trials, and train', async (_, data) => {
    const space = coarseSpace(data, brackets, {})
    const { candidates, trials } = await draws(space, 30)
    expect(trials.map(({ parameters }) => candidateOf(parameters, space))).toEqual(candidates)
    for (const [index, candidate] of candidates.entries()) {
      expect(assignmentOf(candidate, space)).toEqual(trials[index]?.parameters)
      expect(candidateModel(candidate, data, 0).outputShape).toEqual([data.image ? 10 : 3])
    }
    const kinds = new Set(candidates.map(({ architecture }) => architecture))
    expect([...kinds].sort()).toEqual(data.image ? ['convolutional', 'dense'] : ['dense'])
  })

  it('the published defaults are a point of the space', () => {
    const space = coarseSpace(images, brackets, {})
    expect(candidateOf(assignmentOf(publishedCandidate, space), space)).toEqual(publishedCandidate)
  })

  it('keep what is fixed, and ask for nothing that hangs on it', async () => {
    const fixed = { optimizer: 'nesterov', learningRate: 0.05, architecture: 'dense', width: 24 } as const
    const space = coarseSpace(images, brackets, fixed)
    expect(Object.keys(space.domains).filter((name) => /adamW|convolutional|Rate|width/.test(name))).toEqual(
      [],
    )
    for (const candidate of (await draws(space, 12)).candidates) expect(candidate).toMatchObject(fixed)
  })

  it('of a tiny table have small batches', () => {
    const { domains } = coarseSpace(prepareRecipeData(clouds(60)), brackets, {})
    expect(domains.batchSize).toBeUndefined
    expect(
      Object.values(domains).some((domain) => domain.kind === 'categorical' && domain.choices.length === 0),
    ).toBe(false)
  })
})

describe('the narrowed space', () => {
  it('lies within the whole one, around the best third', async () => {
    const space = coarseSpace(images, brackets, {})
    const value = ({ learningRate, batchNorm }: Candidate) =>
      Math.abs(Math.log10(learningRate / 3e-3)) + Number(batchNorm)
    const { trials } = await draws(space, 60, value)
    const { space: narrow, reasons } = narrowedSpace(space, trials)
    const best = trials.toSorted((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0)).slice(0, 20)
    for (const { parameters } of best) {
      const candidate = candidateOf(parameters, space)
      expect(candidateOf(assignmentOf(candidate, narrow), narrow)).toEqual(candidate)
    }
    expect(narrow.fixed.batchNorm).toBe(false)
    const [before, after] = [space, narrow].map(({ domains }) => domains['nesterov.learningRate'])
    if (before?.kind !== 'float' || after?.kind !== 'float') throw new Error('a range of rates')
    expect(after.low).toBeGreaterThan(before.low)
    expect(after.high).toBeLessThan(before.high)
    expect(reasons.map(({ parameters }) => parameters.name)).toContain('nesterov.learningRate')
    for (const candidate of (await draws(narrow, 12)).candidates) expect(candidate.batchNorm).toBe(false)
  })

  it('is the whole one after too few trials', async () => {
    const space = coarseSpace(table, brackets, {})
    const { trials } = await draws(space, 2)
    const failed = trials.map((trial): TrialRecord => ({ ...trial, state: 'failed', values: [] }))
    for (const few of [[], trials, failed]) expect(narrowedSpace(space, few).space).toBe(space)
  })
})

describe('the file for workers', () => {
  it.each([
    ['classes', table],
    ['images', images],
    ['values', prepareRecipeData(hills())],
  ])('holds the rows that a search sees, and none of the test part: %s', (_, data) => {
    const { train, validation, name, image } = data
    const limits = { rows: 50, validationRows: 1000 }
    const read = decodeSearchData(encodeSearchData(data, limits), 'data')
    const width = train.inputs.length / train.size
    expect(read.train).toEqual({
      ...train,
      size: 50,
      inputs: train.inputs.slice(0, 50 * width),
      targets: train.targets.slice(0, 50),
      rows: train.rows.slice(0, 50),
    })
    expect(read.validation).toEqual(validation)
    expect([read.name, read.image]).toEqual([name, image])
    expect(Object.keys(read).sort()).toEqual(
      image ? ['image', 'name', 'train', 'validation'] : ['name', 'train', 'validation'],
    )
  })
})
