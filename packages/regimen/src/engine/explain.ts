/** What became of a program on its way to the machine, in plain data and as text. */
import type { Graph } from './graph.ts'
import { extentOf } from './layout.ts'
import type { Plan, PlanKernel, View } from './plan.ts'
import { type DType, formatType, sizeOf } from './types.ts'

/** One operand of a kernel. */
export interface OperandReport {
  /** `float32[128, 100]` */
  readonly type: string
  /** In elements. */
  readonly strides: readonly number[]
  /** From its first element to its last. */
  readonly bytes: number
  /** Byte address in the store's memory; left out where the backend has none. */
  readonly address?: number
}

/** One kernel of a program: what it computes, what it reads and writes, how much work that is. */
export interface KernelReport {
  /** The primitives in the kernel; `pack` where a matrix is brought into another order for a product. */
  readonly parts: readonly string[]
  readonly reads: readonly OperandReport[]
  readonly writes: readonly OperandReport[]
  /** Operations on numbers; a product of m × k and k × n counts 2·m·k·n. */
  readonly flops: number
  /** Bytes that the kernel reads and writes at least. */
  readonly bytes: number
  /** In how many parts it can be shared among threads. */
  readonly units: number
  /** How threads take turns; left out where one runs the whole plan. */
  readonly turn?: TurnReport
  /** Number of the function that computes it: equal kernels have one. Left out where the backend makes none. */
  readonly function?: number
}

/** How threads come to a kernel. */
export interface TurnReport {
  /** True when each computes a share, false when the first computes all of it. */
  readonly split: boolean
  /** True when all must have come this far before it begins. */
  readonly barrier: boolean
  /** So many units always go to the same thread. */
  readonly together: number
}

/** A value's place in the memory, and the kernels between which it is there. */
export interface PlaceReport {
  readonly kind: 'state' | 'argument' | 'constant' | 'temporary'
  readonly dtype: DType
  /** With what is left free up to the next value. */
  readonly bytes: number
  readonly address: number
  /** −1: before the first kernel. */
  readonly first: number
  /** The number of kernels: until the run has ended. */
  readonly last: number
}

/** What a backend makes of a plan. */
export interface PlanReport {
  /** Empty in pages until the threads' code, with which explaining comes, is there: the first report fetches it. */
  readonly kernels: readonly KernelReport[]
  /** Empty where the backend plans no memory. */
  readonly places: readonly PlaceReport[]
  /** Bytes of the code that was made; 0 where the backend makes none. */
  readonly code: number
}

/** A program's passes: how many operations remain after each, and what runs. `passText` prints each pass. */
export interface ProgramReport extends PlanReport {
  readonly passes: {
    /** Operations that the function applied to traced tensors, gradients included. */
    readonly traced: number
    /** After equal ones were merged and dead ones dropped. */
    readonly simplified: number
    /** After views became layouts: kernels of one primitive each. */
    readonly planned: number
    /** Kernels that run. */
    readonly kernels: number
  }
  /** Bytes of the memory that the program runs in: its state, and what its largest plan needs beside it. */
  readonly memory: number
}

/** What the passes before the backend made. */
export interface PassResults {
  readonly traced: Graph
  readonly simplified: Graph
  readonly plan: Plan
}

/** Beside the reports, which are data to be written to files: graphs hold whole data sets. */
const passResults = new WeakMap<object, PassResults>()

/** @internal The report, by which the passes' results are found again. */
export function withPassResults(report: ProgramReport, results: PassResults): ProgramReport {
  passResults.set(report, results)
  return report
}

/** @throws RangeError for a copy of a report. */
export function passResultsOf(report: ProgramReport): PassResults {
  const results = passResults.get(report)
  if (!results) throw new RangeError('a copy of a report has no passes: give the one that the program made')
  return results
}

/** One of the plan's kernels as it is, for a backend that runs them one by one. */
export function reportPlanKernel({ primitive, inputs, output }: PlanKernel): KernelReport {
  const views = [...inputs, output]
  const depth = primitive === 'matmul' ? 2 * (inputs[0]?.layout.shape.at(-1) ?? 0) : 1
  return {
    parts: [primitive],
    reads: inputs.map((view) => reportView(view)),
    writes: [reportView(output)],
    flops: sizeOf(output.layout.shape) * depth,
    bytes: views.reduce((sum, { dtype, layout }) => sum + extentOf(layout) * elementBytes[dtype], 0),
    units: 1,
  }
}

/** What every element takes in a store that has addresses. */
const fourBytes = 4
const elementBytes = { float64: 8, float32: 4, int32: 4, bool: 1 } as const

export function reportView({ dtype, layout }: View, address?: number): OperandReport {
  const { shape, strides } = layout
  const bytes = extentOf(layout) * (address === undefined ? elementBytes[dtype] : fourBytes)
  return { type: formatType({ dtype, shape }), strides, bytes, ...(address === undefined ? {} : { address }) }
}

/** The report as a table of lines, one for each kernel. */
export function formatReport({ passes, kernels }: Pick<ProgramReport, 'passes' | 'kernels'>): string {
  const summary = `${passes.traced} operations traced, ${passes.simplified} after simplification, ${passes.planned} planned, ${passes.kernels} kernels`
  const lines = kernels.map(({ parts, reads, writes, flops, bytes, units }, index) => {
    const operands = (list: readonly OperandReport[]) => list.map(formatOperand).join(', ')
    const work = `${flops} flops, ${bytes} bytes, ${units} units`
    return `${index}: ${parts.join(' ')}\n   ${operands(reads)}\n   → ${operands(writes)}\n   ${work}`
  })
  return [summary, ...lines].join('\n')
}

function formatOperand({ type, strides, address }: OperandReport): string {
  const where = address === undefined ? '' : ` at ${address}`
  return `${type}${strides.length > 0 ? `/${strides.join(',')}` : ''}${where}`
}

type Listener = (report: () => ProgramReport) => void

const listeners = new Set<Listener>()

/**
 * Calls the listener for each plan that a program compiles from now on, with a function that gives its report: what
 * `fit` runs can be looked at without taking it apart. Returns a function that ends it.
 */
export function watchCompilation(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** @internal A plan has been compiled. */
export function tellCompiled(report: () => ProgramReport): void {
  for (const listener of listeners) listener(report)
}
