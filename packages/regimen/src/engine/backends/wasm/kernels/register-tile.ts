/** A tile of a matrix product that lies in registers while its products are added up. */
import type { FunctionBuilder } from '../assembler.ts'
import { f32x4, v128 } from '../instructions.ts'
import { elementBytes, type Pointer, type Vector, vectorBytes } from '../loops.ts'
import { type Arithmetic, multiplyAdd } from './product-tile.ts'

/** Steps of the depth that are written out in a row. */
const unrolled = 8

/**
 * Where windows lie so near each other that they share elements within a round of the loop, engines keep these in
 * registers: then the shorter tiles of strict arithmetic, which leave some, are faster.
 */
export function windowArithmetic(arithmetic: Arithmetic, windowStep: number): Arithmetic {
  return windowStep < unrolled * elementBytes ? 'strict' : arithmetic
}

/** So many rows in as few tiles as possible, none of more than `most` rows, and none much smaller than another. */
export function forEachTile(
  f: FunctionBuilder,
  rows: number,
  most: number,
  body: (rows: number) => void,
): void {
  if (rows === 0) return
  const tiles = Math.ceil(rows / most)
  const short = Math.floor(rows / tiles)
  const long = rows - short * tiles
  if (long > 0) f.repeat(long, () => body(short + 1))
  f.repeat(tiles - long, () => body(short))
}

/** Where one step of the depth lies. Offsets and distances are in bytes. */
export interface TileStep {
  /** One element for each row. */
  readonly left: Pointer
  readonly leftOffset: number
  readonly rowStep: number
  /** Adjacent vectors, shared by all rows. */
  readonly right: Pointer
  readonly rightOffset: number
}

export class RegisterTile {
  /** By row, then by vector. */
  readonly sums: readonly (readonly Vector[])[]
  readonly #right: readonly Vector[]
  readonly #element: Vector
  readonly #arithmetic: Arithmetic

  constructor(f: FunctionBuilder, rows: number, vectors: number, arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic
    const locals = () => Array.from({ length: vectors }, () => f.local('v128'))
    this.sums = Array.from({ length: rows }, locals)
    this.#right = locals()
    this.#element = f.local('v128')
  }

  clear(f: FunctionBuilder): void {
    for (const sum of this.sums.flat()) f.set(sum, f32x4.const(0))
  }

  /** Adds each row's element times the vectors. */
  add(f: FunctionBuilder, { left, leftOffset, rowStep, right, rightOffset }: TileStep): void {
    this.#right.forEach((vector, index) => {
      f.set(vector, v128.load(right, rightOffset + index * vectorBytes))
    })
    this.sums.forEach((row, index) => {
      f.set(this.#element, v128.load32Splat(left, leftOffset + index * rowStep))
      row.forEach((sum, vector) => {
        f.set(sum, multiplyAdd[this.#arithmetic](this.#element, this.#right[vector] ?? this.#element, sum))
      })
    })
  }
}

/**
 * Runs through `depth` steps, some of them written out in a row, and moves both pointers past them.
 * `leftStep`, `rightStep`: bytes from one step to the next.
 */
export function addSteps(
  f: FunctionBuilder,
  tile: RegisterTile,
  { left, right, rowStep }: Pick<TileStep, 'left' | 'right' | 'rowStep'>,
  {
    depth,
    leftStep = elementBytes,
    rightStep,
  }: {
    readonly depth: number
    readonly leftStep?: number
    readonly rightStep: number
  },
): void {
  const run = (count: number) => {
    for (let step = 0; step < count; step++) {
      tile.add(f, { left, right, rowStep, leftOffset: step * leftStep, rightOffset: step * rightStep })
    }
    f.advance(left, count * leftStep)
    f.advance(right, count * rightStep)
  }
  f.repeat(Math.floor(depth / unrolled), () => run(unrolled))
  run(depth % unrolled)
}
