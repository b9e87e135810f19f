/**
 * The catalogue of foundations (F), optimisers (O), initialisation (I), activations (A) and hyperparameters (H), and the
 * library's techniques, held together: each algorithm and procedure of the catalogue is named by the rows that carry it out,
 * and no row names what the catalogue does not have.
 */
import { describe, expect, it } from 'vitest'
import { techniques } from '../packages/regimen/src/techniques.ts'

/** Rows of kind A (algorithm) and P (procedure), with the techniques that are them. */
const algorithms: Readonly<Record<string, readonly string[]>> = {
  F6: ['layer dense'],
  F9: ['loss sse'],
  F11: ['loss crossEntropy'],
  F12: ['procedure numericalGradient'],
  F13: ['layer sequential'],
  F16: ['activation step', 'activation sigmoid', 'activation softmax'],
  O1: ['optimizer gradientDescent'],
  O2: ['optimizer sgd'],
  O5: ['optimizer momentum'],
  O7: ['optimizer nesterov'],
  O8: ['optimizer adaGrad'],
  O11: ['optimizer rmsProp'],
  O12: ['optimizer adadelta'],
  O13: ['optimizer adam'],
  O27: ['optimizer newton'],
  O30: ['optimizer bfgs'],
  O31: ['optimizer lBfgs'],
  I5: ['initializer xavierNormal', 'initializer textbookXavier'],
  I6: ['initializer xavierUniform'],
  I9: ['initializer heNormal', 'initializer heUniform'],
  I10: ['initializer lecunNormal', 'initializer lecunUniform'],
  I11: ['initializer xavierNormal', 'initializer heNormal'],
  A1: ['activation sigmoid'],
  A4: ['activation tanh'],
  A5: ['activation relu'],
  A7: ['activation leakyRelu'],
  A10: ['activation elu', 'activation selu'],
  D5: ['data stratifiedSplit', 'procedure sealedTest', 'procedure leakageCheck'],
  H2: ['procedure recipe', 'procedure coarseSearch'],
  H3: ['sampler manual'],
  H4: ['sampler grid'],
  H5: ['sampler random', 'sampler quasiRandom'],
  H6: ['sampler tpe', 'sampler gaussianProcess', 'sampler cmaEs'],
  H10: ['sampler coarseToFine', 'procedure refinement'],
  'H11.1': ['procedure initialLossCheck'],
  'H11.2': ['procedure overfitSample'],
  'H11.3': ['procedure learningRateRange'],
  'H11.4': ['procedure coarseSearch', 'pruner median', 'pruner asha'],
  'H11.5': ['procedure refinement'],
  'H11.6': ['procedure curveReading'],
  H12: ['procedure recipe'],
}

/** The last row of each section. */
const lengths: Readonly<Record<string, number>> = { F: 16, O: 31, I: 13, A: 10, H: 15 }

const named = (id: string) =>
  techniques.filter(({ catalogue }) => catalogue.includes(id)).map(({ kind, name }) => `${kind} ${name}`)

describe('the catalogue', () => {
  it.each(Object.entries(algorithms))('%s is carried out by %j', (id, expected) => {
    expect(named(id)).toEqual(expect.arrayContaining([...expected]))
  })

  it('has every row that a technique names, and each once', () => {
    const unknown = techniques.flatMap(({ kind, name, catalogue }) => {
      const wrong = catalogue.filter((id, index) => {
        const [, section = '', number = ''] = /^([FOIAH])(\d+)(?:\.[1-6])?$/.exec(id) ?? []
        const isThere = section === '' || (Number(number) >= 1 && Number(number) <= (lengths[section] ?? 0))
        return !isThere || !/^(?:[FOIABRDHM]\d+|H11\.[1-6]|E\d+)$/.test(id) || catalogue.indexOf(id) !== index
      })
      return wrong.map((id) => `${kind} ${name}: ${id}`)
    })
    expect(unknown).toEqual([])
  })
})
