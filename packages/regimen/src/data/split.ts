/**
 * The three roles of data: parameters are learnt on `train`, settings are chosen on `validation`, and the
 * result is read once from `test`. Seeded, and stratified by class for classification.
 */
import type { RandomKey } from '../engine/random.ts'
import { RegimenError } from '../errors.ts'
import { type Dataset, type PartName, type Split, takeRows } from './dataset.ts'

/**
 * Fractions of all rows (each below 1, adding up to 1), or whole numbers of rows. A `train` left out takes the
 * rest. Whole numbers may add up to less than the data set: the other rows, picked at random, are left out.
 */
export interface SplitSizes {
  readonly train?: number
  readonly validation: number
  readonly test: number
}

/** The options of `splitDataset`. */
export interface SplitOptions {
  readonly sizes: SplitSizes
  /** Decides which rows go where: `RandomKey.fromSeed(seed).child('split')`. */
  readonly key: RandomKey
  /** Keep the classes' proportions in every part. Default: true for classification; no effect on regression. */
  readonly stratify?: boolean
}

/** Rows of each part, in a random order, so that the first rows of a part are a fair sample of it. */
export type SplitRows = Readonly<Record<PartName, Int32Array>>

const partNames = ['train', 'validation', 'test'] as const
const tolerance = 1e-9

/**
 * Splits a data set in three disjoint parts. With stratification every class has in every part its exact share
 * rounded up or down (controlled rounding: each cell within 1, row and column sums exact); where that leaves
 * a choice, a part that would have none of a class is served first.
 *
 * @throws RegimenError `split-bad-sizes`, `split-too-few-rows`
 */
export function splitDataset(dataset: Dataset, options: SplitOptions): Split {
  const rows = splitRows(dataset, options)
  return {
    train: takeRows(dataset, rows.train, 'train'),
    validation: takeRows(dataset, rows.validation, 'validation'),
    test: takeRows(dataset, rows.test, 'test'),
  }
}

/** The row numbers of {@link splitDataset}, without copying the rows. */
export function splitRows(
  dataset: Pick<Dataset, 'name' | 'size' | 'task' | 'targets'>,
  { sizes, key, stratify = true }: SplitOptions,
): SplitRows {
  const { name, size, task, targets } = dataset
  const counts = partCounts(name, size, sizes)
  const order = key.permutation(size)
  const stratified = stratify && task.kind === 'classification'
  const classOf = (row: number) => (stratified ? (targets[row] ?? 0) : 0)

  const classSizes = new Array<number>(stratified ? task.classes.length : 1).fill(0)
  for (const row of order) classSizes[classOf(row)] = (classSizes[classOf(row)] ?? 0) + 1
  const places = controlledRounding(classSizes, counts, partNames.length)

  const parts: [number[], number[], number[]] = [[], [], []]
  for (const row of order) {
    const left = places[classOf(row)] ?? []
    const part = left.findIndex((count) => count > 0)
    left[part] = (left[part] ?? 0) - 1
    parts[part]?.push(row)
  }
  const [train, validation, test] = parts
  return {
    train: Int32Array.from(train),
    validation: Int32Array.from(validation),
    test: Int32Array.from(test),
  }
}

/** Rows of train, validation and test, and of the rest that no part takes. */
function partCounts(dataset: string, rows: number, sizes: SplitSizes): number[] {
  const asked = partNames.map((part) => sizes[part])
  const text = partNames.map((part) => `${part} ${sizes[part] ?? 'the rest'}`).join(', ')
  const given = asked.filter((value) => value !== undefined)
  const refuse = (reason: string) => new RegimenError('split-bad-sizes', { sizes: text, reason })

  if (!given.every((value) => Number.isFinite(value) && value >= 0))
    throw refuse('a size is negative or not a number')
  const areFractions = given.every((value) => value < 1)
  if (!areFractions && !given.every(Number.isInteger)) throw refuse('fractions and numbers of rows are mixed')

  const [train, validation = 0, test = 0] = asked
  const held = validation + test
  if (areFractions) {
    const trainFraction = train ?? 1 - held
    if (trainFraction < tolerance) throw refuse('nothing is left for train')
    if (Math.abs(trainFraction + held - 1) > tolerance)
      throw refuse(`the fractions add up to ${Number((trainFraction + held).toFixed(6))}`)
    return roundFractions(dataset, rows, [trainFraction, validation, test], text)
  }
  const counts = [train ?? rows - held, validation, test]
  if (train === 0) throw refuse('nothing is left for train')
  const needed = (train ?? 1) + held
  if (needed > rows) throw new RegimenError('split-too-few-rows', { dataset, rows, sizes: text, needed })
  return [...counts, rows - counts.reduce((sum, count) => sum + count, 0)]
}

/** Largest-remainder rounding to exactly `rows`, with at least one row for every fraction above 0. */
function roundFractions(
  dataset: string,
  rows: number,
  fractions: readonly number[],
  sizes: string,
): number[] {
  const needed = fractions.filter((fraction) => fraction > 0).length
  if (rows < needed) throw new RegimenError('split-too-few-rows', { dataset, rows, sizes, needed })
  const counts = largestRemainder(fractions.map((fraction) => fraction * rows))
  fractions.forEach((fraction, part) => {
    if (fraction === 0 || counts[part] !== 0) return
    const largest = counts.indexOf(Math.max(...counts))
    counts[largest] = (counts[largest] ?? 0) - 1
    counts[part] = 1
  })
  return [...counts, 0]
}

/** Shares rounded down, the units still missing going to the largest remainders (Hamilton's method). */
function largestRemainder(shares: readonly number[]): number[] {
  const counts = shares.map((share) => Math.floor(share + tolerance))
  const total = Math.round(shares.reduce((sum, share) => sum + share, 0))
  const missing = total - counts.reduce((sum, count) => sum + count, 0)
  const remainder = (part: number) => (shares[part] ?? 0) - (counts[part] ?? 0)
  const order = counts.map((_, part) => part).sort((a, b) => remainder(b) - remainder(a))
  for (const part of order.slice(0, missing)) counts[part] = (counts[part] ?? 0) + 1
  return counts
}

/**
 * Rounds the table `classSizes × partSizes / total` to whole numbers, every cell up or down, so that all row and
 * column sums hold exactly. Such a rounding always exists (Cox 1987); the units left over after rounding down are
 * placed one by one, and a unit that finds its parts full moves another one on (augmenting paths).
 * @param leftOut the column of rows that no part takes, which is served last.
 */
export function controlledRounding(
  classSizes: readonly number[],
  partSizes: readonly number[],
  leftOut?: number,
): number[][] {
  const total = classSizes.reduce((sum, size) => sum + size, 0)
  const shares = classSizes.map((size) => partSizes.map((part) => (total === 0 ? 0 : (size * part) / total)))
  const counts = shares.map((row) => row.map((share) => Math.floor(share + tolerance)))
  const floors = counts.map((row) => [...row])
  const room = partSizes.map((size, part) => counts.reduce((left, row) => left - (row[part] ?? 0), size))

  const remainder = (row: number, part: number) => (shares[row]?.[part] ?? 0) - (floors[row]?.[part] ?? 0)
  const isRaised = (row: number, part: number) => (counts[row]?.[part] ?? 0) > (floors[row]?.[part] ?? 0)
  const add = (row: number, part: number, unit: number) => {
    const cells = counts[row] ?? []
    cells[part] = (cells[part] ?? 0) + unit
    room[part] = (room[part] ?? 0) - unit
  }
  // A part without any row of the class comes first, and the column of rows that are left out last.
  const urgency = (row: number, part: number) =>
    remainder(row, part) + (floors[row]?.[part] === 0 ? 1 : 0) - (part === leftOut ? 2 : 0)
  const wishes = classSizes.map((_, row) =>
    partSizes
      .map((_, part) => part)
      .filter((part) => remainder(row, part) > tolerance)
      .sort((a, b) => urgency(row, b) - urgency(row, a)),
  )
  // `visited` is shared by one whole search: a part that could not be freed once cannot be freed at all.
  const place = (row: number, visited: Set<number>): boolean => {
    const open = (wishes[row] ?? []).filter((part) => !isRaised(row, part))
    const free = open.find((part) => (room[part] ?? 0) > 0)
    if (free !== undefined) {
      add(row, free, 1)
      return true
    }
    return open.some((part) => {
      if (visited.has(part)) return false
      visited.add(part)
      const moved = classSizes.findIndex((_, other) => isRaised(other, part) && place(other, visited))
      if (moved < 0) return false
      add(moved, part, -1)
      add(row, part, 1)
      return true
    })
  }
  for (let row = 0; row < classSizes.length; row++) {
    const placed = (counts[row] ?? []).reduce((sum, count) => sum + count, 0)
    for (let unit = placed; unit < (classSizes[row] ?? 0); unit++) place(row, new Set())
  }
  return counts
}
