/**
 * The catalogue and the library's techniques, held together: each algorithm and procedure of the catalogue is named by the
 * rows that carry it out, and no row names what the catalogue does not have.
 */
import { describe, expect, it } from 'vitest'
import { techniques } from '../packages/regimen/src/techniques.ts'

/** Of each row of each section, in order, whether it is an algorithm (A), a procedure (P), a claim (C) or a definition (D). */
const kinds = {
  F: 'DCDCDACCACAAPCDA', // foundations
  O: 'AACCACAACDAAACCCCCCDCCCDDCACCAA', // optimisers
  I: 'CCCCAACCAAACC', // initialisation
  A: 'ACCAACACCA', // activations
  B: 'ACCCCCCCACCC', // batch normalisation
  R: 'DCDACAPPAAAAACCCCCCD', // regularisation
  D: 'CAADPCC', // data
  H: 'DPPAAACCCPPPCCD', // hyperparameters; 11 has six parts, each a procedure
  M: 'AAACA', // models
} as const

const catalogue = new Map(
  Object.entries(kinds).flatMap(([section, letters]) =>
    [...letters].flatMap((kind, index) => {
      const id = `${section}${index + 1}`
      const ids = id === 'H11' ? [1, 2, 3, 4, 5, 6].map((part) => `${id}.${part}`) : [id]
      return ids.map((each) => [each, kind] as const)
    }),
  ),
)

/** The algorithms and procedures, with the techniques that are them. */
const carriedOut: Readonly<Record<string, readonly string[]>> = {
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
  B1: ['layer batchNorm'],
  B9: ['layer batchNorm', 'procedure populationStatistics'],
  R4: ['regularization weightDecay', 'optimizer adamW'],
  R6: ['regularization l1'],
  R7: ['regularization earlyStopping'],
  R8: [
    'data randomShift',
    'data randomFlip',
    'data randomRotation',
    'data randomScale',
    'data randomCrop',
    'data randomErasing',
    'data elasticDistortion',
    'data inputNoise',
    'data mixUp',
    'data cutMix',
    'data jitter',
  ],
  R9: ['regularization gaussianNoise', 'regularization weightNoise', 'data inputNoise', 'data jitter'],
  R10: ['loss crossEntropy'],
  R11: ['regularization dropout', 'regularization originalDropout', 'regularization spatialDropout'],
  R12: ['regularization originalDropout'],
  R13: ['regularization dropout', 'regularization originalDropout'],
  D2: ['scaling minMax'],
  D3: ['scaling zScore', 'scaling robust'],
  D5: ['data stratifiedSplit', 'data kFold', 'procedure sealedTest', 'procedure leakageCheck'],
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
  M1: ['model boltzmannMachine'],
  M2: ['model restrictedBoltzmannMachine', 'procedure contrastiveDivergence'],
  M3: ['model prototypicalNetwork', 'model matchingNetwork', 'model siameseNetwork'],
  M5: ['layer conv2d', 'layer simpleRnn', 'layer gru', 'layer lstm', 'model generativeAdversarialNetwork'],
}

const named = (id: string) =>
  techniques
    .filter((technique) => technique.catalogue.includes(id))
    .map(({ kind, name }) => `${kind} ${name}`)

describe('the catalogue', () => {
  it('has its algorithms and procedures in the list below, and nothing else', () => {
    const wanted = [...catalogue].filter(([, kind]) => kind === 'A' || kind === 'P').map(([id]) => id)
    expect(Object.keys(carriedOut)).toEqual(wanted)
  })

  it.each(Object.entries(carriedOut))('%s is carried out by %j', (id, expected) => {
    expect(named(id)).toEqual(expect.arrayContaining([...expected]))
  })

  it('has every row that a technique names, and each once', () => {
    const unknown = techniques.flatMap(({ kind, name, catalogue: ids }) =>
      ids
        .filter((id, index) => !catalogue.has(id) || ids.indexOf(id) !== index)
        .map((id) => `${kind} ${name}: ${id}`),
    )
    expect(unknown).toEqual([])
  })
})

it('no two techniques of a kind share a name', () => {
  const names = techniques.map(({ kind, name }) => `${kind} ${name}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
