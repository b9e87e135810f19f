/** The lines of code in a report: few, and they train the model that the report tells of. */
import { type Candidate, publishedCandidate, type RecipeResult, recipe } from 'regimen'
import { describe, expect, it } from 'vitest'
import { dictionaries } from '../src/i18n/index.ts'
import { rebuildCode } from '../src/recipe/rebuild-code.ts'
import { loadRecipeData } from '../src/recipe/recipe-data.ts'
import { renderRecipeReport } from '../src/recipe/report.ts'
import { type DataSettings, defaultSettings } from '../src/training/settings.ts'
import { codeIn, linesOf, runCode } from './rebuilt.ts'
import { stepResults } from './recipe-results.fixture.ts'

const settings = (dataset: string, more: Partial<DataSettings> = {}): DataSettings => ({
  dataset,
  split: defaultSettings.split,
  seed: 0,
  ...more,
})

/** A small one with everything that code may have to say. */
const convolutional: Candidate = {
  ...publishedCandidate,
  architecture: 'convolutional',
  width: 4,
  depth: 1,
  initializer: 'heNormal',
  batchNorm: true,
  dropout: 0.1,
  learningRate: 0.01,
  batchSize: 256,
}

it('a convolutional network is trained again to the same test metrics', { timeout: 120_000 }, async () => {
  const digits = settings('digits')
  const { loaded, data } = await loadRecipeData(digits, () => {})
  const found = await recipe(data, { budget: { trials: 1 }, fixed: convolutional })
  expect([found.status, data.image, found.candidate]).toEqual(['completed', [8, 8, 1], convolutional])
  const code = rebuildCode(digits, loaded, found)
  if (code === undefined) throw new Error('no model was found')
  const html = renderRecipeReport(
    { dataset: 'digits', task: loaded.task, folder: 'x', ...found, code },
    dictionaries.en,
    'en',
  )
  expect(codeIn(html)).toBe(code)
  expect(code).toContain('candidateNetwork(')
  expect(linesOf(code)).toBeLessThanOrEqual(10)
  expect(await runCode(code)).toEqual(found.test?.metrics)
})

describe('at most ten lines', () => {
  const classes = { kind: 'classification', classes: ['a', 'b'] } as const
  const table = settings('/data/houses.csv', {
    ...{ target: "the owner's", task: 'regression', drop: ['id', 'name'], categorical: ['street'] },
    ...{ delimiter: ';', decimal: ',', encoding: 'latin1', header: true, scaling: 'robust' },
  })
  const { refinement, ...before } = stepResults()
  /** The same result with another candidate, after a cosine. */
  function resultWith(candidate: Candidate): Pick<RecipeResult, 'steps' | 'candidate'> {
    if (!refinement) throw new Error('the fixture has no last step')
    const finals = refinement.saw.finals.map((run) => ({ ...run, candidate }))
    const saw = { ...refinement.saw, finals }
    return { candidate, steps: { ...before, refinement: { ...refinement, saw } } }
  }

  it.each([
    ['a table', table, { kind: 'table', task: { kind: 'regression', target: 'y' } }, publishedCandidate],
    ['a built-in table', settings('iris'), { kind: 'table', task: classes }, publishedCandidate],
    ['digits', settings('digits'), { kind: 'image', task: classes }, publishedCandidate],
    ['digits, with convolutions', settings('digits'), { kind: 'image', task: classes }, convolutional],
    [
      'MNIST, with convolutions',
      settings('mnist', { folder: '/data/mnist' }),
      { kind: 'image', task: classes },
      convolutional,
    ],
  ] as const)('%s', (_, data, loaded, candidate) => {
    const code = rebuildCode(data, loaded, resultWith(candidate)) ?? ''
    expect(linesOf(code)).toBeGreaterThanOrEqual(8)
    expect(linesOf(code)).toBeLessThanOrEqual(10)
    expect(code).not.toMatch(/undefined|NaN|\[object/)
  })
})
