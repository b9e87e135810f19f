/**
 * Leakage between parts: rows of a later part that occur, bit for bit, in an earlier one. A model that has seen
 * the test rows while it learnt is measured by its memory.
 */
import { sizeOf } from '../engine/types.ts'
import type { Dataset, PartName, Split } from './dataset.ts'

/** Rows that two parts have in common. */
export interface Leak {
  readonly between: readonly [PartName, PartName]
  /** Rows of the second part whose inputs also occur in the first. */
  readonly count: number
  /** For each of them the first such row and itself, by their row numbers in the source. */
  readonly pairs: readonly (readonly [number, number])[]
}

/** Rows that occur in more than one part. */
export interface DuplicateReport {
  readonly trainValidation: Leak
  readonly trainTest: Leak
  readonly validationTest: Leak
  /** Sum of the three counts. */
  readonly count: number
}

/**
 * Looks for rows with equal inputs in different parts; targets are not compared. Time and memory grow linearly
 * with the rows: rows are found by a hash and confirmed by comparison. A split should have a count of 0; where
 * the data itself repeats rows, drop the repeats or take the count into account when reading the results.
 */
export function findDuplicates({ train, validation, test }: Split): DuplicateReport {
  const trainIndex = new RowIndex(train)
  const trainValidation = trainIndex.leakInto(validation, ['train', 'validation'])
  const trainTest = trainIndex.leakInto(test, ['train', 'test'])
  const validationTest = new RowIndex(validation).leakInto(test, ['validation', 'test'])
  return {
    trainValidation,
    trainTest,
    validationTest,
    count: trainValidation.count + trainTest.count + validationTest.count,
  }
}

type NumberedRows = Dataset & { readonly rows: Int32Array }

/** The distinct rows of one part, by hash: chains of rows through two arrays. */
class RowIndex {
  readonly #part: NumberedRows
  readonly #features: number
  readonly #first = new Map<number, number>()
  readonly #next: Int32Array

  constructor(part: NumberedRows) {
    this.#part = part
    this.#features = sizeOf(part.inputShape)
    this.#next = new Int32Array(part.size).fill(-1)
    for (let row = 0; row < part.size; row++) this.#insert(row)
  }

  leakInto(part: NumberedRows, between: readonly [PartName, PartName]): Leak {
    const pairs: [number, number][] = []
    for (let row = 0; row < part.size; row++) {
      const match = this.#find(part.inputs, row, hashRow(part.inputs, row, this.#features))
      if (match >= 0) pairs.push([this.#part.rows[match] ?? 0, part.rows[row] ?? 0])
    }
    return { between, count: pairs.length, pairs }
  }

  /** Only the first of equal rows enters a chain, so that a part of equal rows does not make a long one. */
  #insert(row: number): void {
    const hash = hashRow(this.#part.inputs, row, this.#features)
    if (this.#find(this.#part.inputs, row, hash) >= 0) return
    this.#next[row] = this.#first.get(hash) ?? -1
    this.#first.set(hash, row)
  }

  #find(inputs: Float32Array, row: number, hash: number): number {
    let candidate = this.#first.get(hash) ?? -1
    while (candidate >= 0 && !equalRows(this.#part.inputs, candidate, inputs, row, this.#features)) {
      candidate = this.#next[candidate] ?? -1
    }
    return candidate
  }
}

const scratch = new Float32Array(1)
const bits = new Uint32Array(scratch.buffer)

/** FNV-1a over the words of a row, stirred at the end (the finalizer of MurmurHash3), with −0 counted as 0. */
function hashRow(inputs: Float32Array, row: number, features: number): number {
  let hash = 0x811c9dc5
  for (let index = row * features; index < (row + 1) * features; index++) {
    scratch[0] = (inputs[index] ?? 0) + 0
    const word = bits[0] ?? 0
    // The low bits of small whole numbers are all zero: fold the high ones in, or their product stays coarse.
    hash = Math.imul(hash ^ word ^ (word >>> 15), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) | 0
}

function equalRows(a: Float32Array, rowA: number, b: Float32Array, rowB: number, features: number): boolean {
  for (let feature = 0; feature < features; feature++) {
    if (a[rowA * features + feature] !== b[rowB * features + feature]) return false
  }
  return true
}
