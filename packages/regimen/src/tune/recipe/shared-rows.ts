/** Rows that parts have in common: found, told apart from data that repeats itself, and left out of the earlier part. */
import { asPart, type Dataset, type Part, type PartName, type Split, takeRows } from '../../data/dataset.ts'
import { findDuplicates, type Leak } from '../../data/duplicates.ts'
import type { Diagnosis, SharedRows } from './types.ts'

/** So many shared rows, and such a share of the later part, are no accident: somebody copied. */
const stopAt = { rows: 3, share: 0.05 } as const
const examplesKept = 10

/** The parts with the shared rows left out of the earlier ones, and what is to be said of them. */
export interface SharedRowsFinding {
  readonly split: Split
  readonly exact: readonly SharedRows[]
  readonly dropped: { readonly train: number; readonly validation: number }
  readonly diagnosis?: Diagnosis
  readonly warnings: readonly Diagnosis[]
}

/**
 * Equal rows in two parts are leakage unless the data repeats itself anyway, within the training part as much as across
 * parts (tables of few categories). Leaked rows are dropped from the earlier part, so that the later one stays honest.
 */
export function separateParts(split: Split): SharedRowsFinding {
  const { trainValidation, trainTest, validationTest, count } = findDuplicates(split)
  const leaks = [trainValidation, trainTest, validationTest]
  const exact = leaks.map(summarize)
  const none = { split, exact, dropped: { train: 0, validation: 0 }, warnings: [] }
  if (count === 0) return none
  const shares = leaks.map((leak) => ({ leak, share: shareOf(leak, split) }))
  const worst = shares.reduce((a, b) => (b.share > a.share ? b : a))
  const ownShare = repeatedShare(split.train)
  if (2 * ownShare >= worst.share) {
    return { ...none, warnings: [finding('rowsRepeat', { count, ownShare, share: worst.share })] }
  }
  const validation = without(split.validation, [split.test], 'validation')
  const train = without(split.train, [split.validation, split.test], 'train')
  const dropped = {
    train: split.train.size - train.size,
    validation: split.validation.size - validation.size,
  }
  const found = finding('duplicatesAcrossParts', {
    count,
    between: worst.leak.between,
    rows: worst.leak.count,
    share: worst.share,
    dropped: dropped.train + dropped.validation,
  })
  const copied = worst.leak.count >= stopAt.rows && worst.share >= stopAt.share
  const separated = { split: { train, validation, test: split.test }, exact, dropped }
  return copied ? { ...separated, diagnosis: found, warnings: [] } : { ...separated, warnings: [found] }
}

/** @internal */
export function summarize({ between, count, pairs }: Leak): SharedRows {
  return { between, count, examples: pairs.slice(0, examplesKept) }
}

function finding(code: Diagnosis['code'], parameters: Diagnosis['parameters']): Diagnosis {
  return { step: 'data', code, parameters }
}

function shareOf({ between: [, later], count }: Leak, split: Split): number {
  return count / Math.max(1, split[later].size)
}

/** Of the rows of one half of a part, how many the other half has too. */
function repeatedShare(part: Part<'train'>): number {
  const middle = Math.floor(part.size / 2)
  const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, row) => from + row)
  const [first, second] = [rows(0, middle), rows(middle, part.size)]
  return (
    rowsWithin(takeRows(part, first, 'train'), takeRows(part, second, 'train')).length /
    Math.max(1, second.length)
  )
}

/** Row numbers (counted from 0) of the second data set that the first one has too. */
function rowsWithin(known: Dataset, sought: Dataset): number[] {
  const nothing = takeRows(known, new Int32Array(0), 'test')
  const { trainValidation } = findDuplicates({
    train: asPart(known, 'train'),
    validation: asPart(sought, 'validation'),
    test: nothing,
  })
  return trainValidation.pairs.map(([, row]) => row)
}

function without<P extends PartName>(part: Part<P>, later: readonly Dataset[], name: P): Part<P> {
  const shared = new Set(later.flatMap((each) => rowsWithin(each, part)))
  if (shared.size === 0) return part
  const kept = Int32Array.from({ length: part.size }, (_, row) => row).filter((row) => !shared.has(row))
  // Everything may be shared: then nothing would be left to learn from.
  if (kept.length < 2) return part
  return { ...takeRows(part, kept, name), rows: kept.map((row) => part.rows[row] ?? 0) }
}
