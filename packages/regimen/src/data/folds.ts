/** Cross-validation: every row is held out once. */
import type { RandomKey } from '../engine/random.ts'
import { requireOption } from '../nn/options.ts'
import { type Dataset, type Part, takeRows } from './dataset.ts'
import { controlledRounding } from './split.ts'

/** The options of `kFold`. */
export interface FoldOptions {
  /** How many, from 2 to the number of rows. Default 5. */
  readonly folds?: number
  /** Decides which rows go where: `RandomKey.fromSeed(seed).child('folds')`. */
  readonly key: RandomKey
  /** Keep the classes' proportions in every fold. Default: true for classification; no effect on regression. */
  readonly stratify?: boolean
}

/** One way of dividing the rows: what is learnt from, and what is held out. */
export interface Fold {
  readonly train: Part<'train'>
  readonly validation: Part<'validation'>
}

/**
 * The data in k folds, each held out once while the others are learnt from (Stone 1974; stratified: Kohavi 1995).
 * Sizes differ by one row at most; with stratification so do those of each class.
 * @throws RegimenError `technique-option`.
 */
export function kFold(dataset: Dataset, options: FoldOptions): Fold[] {
  const rows = foldRows(dataset, options)
  return rows.map((held, index) => {
    const kept = rows.flatMap((each, other) => (other === index ? [] : [...each]))
    return {
      train: takeRows(dataset, Int32Array.from(kept), 'train'),
      validation: takeRows(dataset, held, 'validation'),
    }
  })
}

/** The row numbers that each fold of {@link kFold} holds out, in a random order. */
export function foldRows(
  { size, task, targets }: Pick<Dataset, 'size' | 'task' | 'targets'>,
  { folds = 5, key, stratify = true }: FoldOptions,
): Int32Array[] {
  const fits = Number.isInteger(folds) && folds >= 2 && folds <= size
  requireOption('kFold', 'folds', folds, fits, `a whole number from 2 to the number of rows, ${size}`)
  const stratified = stratify && task.kind === 'classification'
  const classOf = (row: number) => (stratified ? (targets[row] ?? 0) : 0)
  const classSizes = new Array<number>(stratified ? task.classes.length : 1).fill(0)
  const order = key.permutation(size)
  for (const row of order) classSizes[classOf(row)] = (classSizes[classOf(row)] ?? 0) + 1
  const sizes = Array.from({ length: folds }, (_, fold) => Math.floor((size + fold) / folds))
  const places = controlledRounding(classSizes, sizes)
  const rows = sizes.map((): number[] => [])
  for (const row of order) {
    const left = places[classOf(row)] ?? []
    const fold = left.findIndex((count) => count > 0)
    left[fold] = (left[fold] ?? 0) - 1
    rows[fold]?.push(row)
  }
  return rows.map((each) => Int32Array.from(each))
}
