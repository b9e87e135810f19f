/**
 * What the bench and a measured system say to each other. Every system is a process of its own; each line of
 * its standard input is a request, each line of its standard output the reply, as JSON.
 */
import type { Workload } from '../workloads.ts'

export const operationNames = [
  'add',
  'mul',
  'div',
  'sqrt',
  'exp',
  'log',
  'tanh',
  'sigmoid',
  'relu',
  'sum',
  'sumRows',
  'sumColumns',
  'maxRows',
  'argMaxRows',
  'logSumExpRows',
] as const

export type OperationName = (typeof operationNames)[number]

/** Something that can be repeated. */
export type Task =
  /** One training step. */
  | { readonly kind: 'step'; readonly workload: Workload }
  /** Regimen only: one of a workload that changes its images. */
  | { readonly kind: 'augmentedStep'; readonly workload: Workload }
  /** Regimen only: so many training steps; where they are monitored, all monitors look into the last of them. */
  | {
      readonly kind: 'steps'
      readonly workload: Workload
      readonly count: number
      readonly monitored: boolean
    }
  /** The product of two square matrices, either of them stored transposed. */
  | {
      readonly kind: 'matmul'
      readonly size: number
      readonly transposeA: boolean
      readonly transposeB: boolean
    }
  /** Regimen only: products of panels that stay in the first-level cache, one after the other: what a core can do. */
  | { readonly kind: 'microKernel'; readonly repetitions: number }
  /** An operation over [rows, columns] numbers between 0.5 and 1.5. */
  | {
      readonly kind: 'operation'
      readonly operation: OperationName
      readonly rows: number
      readonly columns: number
    }
  /** One update of so many parameters, the gradient given. */
  | { readonly kind: 'update'; readonly optimizer: string; readonly parameters: number }
  /** Regimen only: exact and near duplicates between the parts of a split of so many images. */
  | { readonly kind: 'duplicates'; readonly images: number }
  /** A copy of so many bytes from one place in memory to another. */
  | { readonly kind: 'copy'; readonly bytes: number }

export const stepTask = (workload: Workload): Task => ({
  kind: workload.augment ? 'augmentedStep' : 'step',
  workload,
})

export type Request =
  /** Prepare a task, run it once, then again until it is warm. */
  | { readonly do: 'open'; readonly task: Task }
  /** Time stretches of `count` repetitions. */
  | { readonly do: 'measure'; readonly count: number; readonly stretches: number }
  | { readonly do: 'memory' }
  | { readonly do: 'close' }

/** The first line of a system, unless it cannot be measured here. */
export interface Ready {
  readonly version: string
  /** How long loading took. */
  readonly loadMicroseconds: number
  /** Of Regimen: state values per parameter of each row of its table of optimizers. */
  readonly optimizerState?: Readonly<Record<string, number>>
}

export interface Opened {
  /** From the data to the end of the first repetition: building, compiling, running. */
  readonly firstMicroseconds: number
  /** The last repetition before it counted as warm. */
  readonly warmMicroseconds: number
}

export interface MemoryUse {
  /** Resident memory of the process now, less what it was when the system had been loaded. */
  readonly residentBytes: number
  /** The sum of its WebAssembly memories; 0 where there are none. */
  readonly wasmBytes: number
}

export interface Samples {
  /** For each stretch: microseconds per repetition. */
  readonly samples: readonly number[]
}

/** The system works, but does not offer this. */
export interface Declined {
  readonly declined: string
}

export type Reply<T> = T | Declined
