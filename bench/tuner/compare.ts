/** How probable it is that one of our studies ends lower than one of theirs. */
import type { Outcomes } from './baseline.ts'

/** Probabilities; ties count half. */
export interface Share {
  /** By the number of trials. */
  readonly budgets: Readonly<Record<string, number>>
  /** Over all budgets and functions. */
  readonly mean: number
  /** The middle 95 % of bootstrap samples. */
  readonly low: number
  readonly high: number
}

const samples = 1000

export const pooled = compared

/** Over all functions given, with the same weight. */
export function compared(all: readonly Outcomes[]): Share {
  const wins = all.map(winsOf)
  const everyone = wins.map(({ ours, theirs }) => [range(ours), range(theirs)] as const)
  const random = generator(1)
  const means = Array.from({ length: samples }, () => {
    const drawn = wins.map(({ ours, theirs }) => [redrawn(ours, random), redrawn(theirs, random)] as const)
    return average(wins.flatMap((one, index) => sharesOf(one, drawn[index])))
  }).sort((a, b) => a - b)
  const shares = wins.map((one, index) => sharesOf(one, everyone[index]))
  const [first] = all
  const budgets = (first?.budgets ?? []).map((budget, index) => [
    `at ${budget}`,
    average(shares.map((share) => share[index] ?? Number.NaN)),
  ])
  return {
    budgets: Object.fromEntries(budgets),
    mean: average(shares.flat()),
    low: means[Math.floor(0.025 * samples)] ?? Number.NaN,
    high: means[Math.ceil(0.975 * samples) - 1] ?? Number.NaN,
  }
}

interface Wins {
  readonly ours: number
  readonly theirs: number
  /** For each budget 1, ½ or 0 for each pair of seeds. */
  readonly budgets: readonly Float64Array[]
}

function winsOf({ budgets, ours, theirs }: Outcomes): Wins {
  const pairs = budgets.map((_, budget) =>
    Float64Array.from(
      ours.flatMap((our) =>
        theirs.map((their) => {
          const difference = (our[budget] ?? Number.NaN) - (their[budget] ?? Number.NaN)
          return difference < 0 ? 1 : difference === 0 ? 0.5 : 0
        }),
      ),
    ),
  )
  return { ours: ours.length, theirs: theirs.length, budgets: pairs }
}

/** Seeds are drawn, not single values: a study's budgets belong together. */
function sharesOf(
  { theirs, budgets }: Wins,
  seeds: readonly [readonly number[], readonly number[]] | undefined,
): number[] {
  const [rows, columns] = seeds ?? [[], []]
  return budgets.map((pairs) => {
    let sum = 0
    for (const row of rows) for (const column of columns) sum += pairs[row * theirs + column] ?? 0
    return sum / (rows.length * columns.length)
  })
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

function redrawn(count: number, random: () => number): number[] {
  return range(count).map(() => Math.floor(random() * count))
}

/** Lehmer's generator: the interval is the same on every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
