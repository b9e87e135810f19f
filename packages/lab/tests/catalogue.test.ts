/**
 * The experiments held against the catalogue: every claim, the textbook's experiments, the corrections of formulas, and the
 * definitions and procedures that can be observed. What is still to come stands in `pending`, which only ever shrinks.
 */
import { describe, expect, it } from 'vitest'
import { experiments } from '../src/experiments/index.ts'

const range = (letter: string, ...numbers: number[]) => numbers.map((number) => `${letter}${number}`)

/** Rows of kind C. */
const claims = [
  ...range('F', 2, 4, 7, 8, 10, 14, 15),
  ...range('O', 3, 4, 6, 9, 14, 15, 16, 17, 18, 19, 21, 22, 23, 26, 28, 29),
  ...range('I', 1, 2, 3, 4, 7, 8, 12, 13),
  ...range('A', 2, 3, 6, 8, 9),
  ...range('B', 2, 3, 4, 5, 6, 7, 8, 10, 11, 12),
  ...range('R', 2, 5, 14, 15, 16, 17, 18, 19),
  ...range('D', 1, 6, 7),
  ...range('H', 7, 8, 9, 13, 14),
  'M4',
]

/** The textbook's own experiments. */
const textbook = range('E', 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11)

/** Algorithms whose formula a note has wrong. */
const corrections = ['O7', 'I10', 'I11', 'R13', 'D3']

/** Definitions and procedures that a measurement can show. */
const observable = [
  ...range('F', 1, 3, 5, 13),
  ...range('O', 10, 20, 24, 25),
  ...range('R', 1, 7, 8, 20),
  ...range('D', 4, 5),
  ...range('H', 1, 2, 3, 10, 12),
  ...['H11.1', 'H11.2', 'H11.3', 'H11.4', 'H11.5', 'H11.6'],
]

const wanted = [...claims, ...textbook, ...corrections, ...observable]
const covered = new Set(experiments.flatMap(({ catalogue }) => catalogue))

const pending: readonly string[] = []

describe('the catalogue', () => {
  it('is covered but for what is pending', () => {
    expect(wanted.filter((id) => !covered.has(id)).sort()).toEqual([...pending].sort())
  })
})
