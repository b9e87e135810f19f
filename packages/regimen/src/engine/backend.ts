/** The contract between the engine and a machine: hold state, compile a plan, run it. */
import type { PlanReport } from './explain.ts'
import type { Plan } from './plan.ts'
import type { DType, FloatType, TensorData, TensorType } from './types.ts'

/** Something to which plans are handed: it holds state, compiles plans and runs them. */
export interface Backend {
  readonly name: 'reference' | 'wasm' | 'native'
  /** The element type of floating values unless the user asks for another. */
  readonly floatType: FloatType
  readonly dtypes: readonly DType[]
  /** How many threads may compute a plan, the calling one included. Default 1. */
  readonly threads?: number
  /** Memory for values that live from one run to the next (parameters, optimizer state). Starts at zero. */
  createStore(slots: readonly TensorType[]): Store
  /** Decides everything that can be decided before running. The plan's state slots are those of `store`. */
  compile(plan: Plan, store: Store): Executable
  /** The same in pieces, between which plans of the store may run; the last one gives the executable. */
  compileGradually?(plan: Plan, store: Store): Gradually<Executable>
  /** What `compile` would make. */
  explain(plan: Plan, store: Store): PlanReport
}

/** State slots; values cross the border as row-major host arrays, always copied. */
export interface Store {
  /** Of its slots, and of what is kept for the programs that run in it. */
  readonly byteLength: number
  /** Replaces the slot's elements from `start` on (default 0) by these, which may be fewer. */
  write(slot: number, data: TensorData, start?: number): void
  read(slot: number): TensorData
}

/** A compiled plan. */
export interface Executable {
  /**
   * Runs the plan once. `inputs[i]` is the data of argument i: exactly `extent` elements of the plan's
   * input buffer. Returns a row-major array for each result: fresh ones, or those of `results`, filled; then
   * the run allocates nothing on the JavaScript heap that outlives it. State slots change only here.
   */
  run(inputs: readonly TensorData[], results?: readonly TensorData[]): readonly TensorData[]
}

/** Work in small pieces, for those who have something more urgent to do in between; the last one gives the result. */
export type Gradually<T> = Generator<undefined, T, undefined>

/** All pieces that are left, at once. */
export function finish<T>(work: Gradually<T>): T {
  for (;;) {
    const piece = work.next()
    if (piece.done) return piece.value
  }
}
