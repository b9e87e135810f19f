/** Every algorithm and procedure of the catalogue on nets, initializers and activations is named by a technique. */
import { expect, test } from 'vitest'
import { nnTechniques } from '../../src/nn/index.ts'

/** The catalogue's rows of kind A and P in its sections F (as far as they are layers and losses), I, A and B, and of dropout. */
const rows = {
  F6: 'the affine layer',
  F9: 'half the sum of squared errors',
  F11: 'cross-entropy',
  F13: 'backpropagation through layers',
  F16: 'step, sigmoid, softmax',
  I5: 'Xavier, and the textbook’s 1/√n',
  I6: 'Xavier uniform',
  I9: 'He',
  I10: 'LeCun',
  I11: 'variances, not their roots',
  A1: 'sigmoid',
  A4: 'tanh',
  A5: 'ReLU',
  A7: 'leaky ReLU',
  A10: 'ELU, SELU',
  B1: 'batch normalisation',
  B9: 'statistics for inference, moving and of the population',
  M5: 'convolutional and recurrent layers',
  R11: 'dropout in training',
  R12: 'its rates',
  R13: 'its test-time scaling',
} as const

test.each(Object.entries(rows))('%s: %s', (id) => {
  expect(nnTechniques.filter(({ catalogue }) => catalogue.includes(id))).not.toEqual([])
})

test('ids are written as in the catalogue, and no two techniques of a kind share a name', () => {
  for (const { name, catalogue } of nnTechniques) {
    expect(
      catalogue.filter((id) => !/^[A-Z]\d+(\.\d)?$/.test(id)),
      name,
    ).toEqual([])
  }
  const names = nnTechniques.map(({ kind, name }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})
