/**
 * Programs: functions traced once per structure of their arguments and replayed as plans (define-and-run),
 * with state that stays in the backend's memory between runs.
 */
import { RegimenError } from '../errors.ts'
import type { Backend, Executable, Gradually, Store } from './backend.ts'
import { BoundedCache } from './bounded-cache.ts'
import { releaseEagerMemory } from './eager.ts'
import { type PassResults, type ProgramReport, tellCompiled, withPassResults } from './explain.ts'
import type { Graph, OutputTarget } from './graph.ts'
import { lower } from './lower.ts'
import type { Plan } from './plan.ts'
import { currentBackend, withBackend } from './settings.ts'
import { simplify } from './simplify.ts'
import { isRecording } from './tape.ts'
import { fromData, type Tensor } from './tensor.ts'
import { Trace, traceOf } from './trace.ts'
import { leavesOf, mapTree, sameStructure, structureOf, tensorsOf } from './tree.ts'
import { allocate, sizeOf, type TensorData, type TensorType } from './types.ts'

/** Plans kept per compiled function: each is one structure of arguments, for example one batch size. */
const plansPerFunction = 64

/** What a stateful function returns: the state after the run (left out: unchanged) and any result. */
export interface Transition<S, R> {
  readonly state?: S
  readonly result: R
}

type StateFunction<S, I, R> = (state: S, inputs: I, tables: Tables) => Transition<S, R>

/** A function as it was traced. */
interface Recording<I, R> {
  readonly recorded: Graph
  readonly traced: I
  readonly result: R
}

interface CompiledPlan<I, R> {
  readonly executable: Executable
  /** The inputs' structure, with traced tensors. */
  readonly inputs: I
  readonly resultTypes: readonly TensorType[]
  /** The result with traced tensors, in whose place each run puts values. */
  readonly template: R
}

/** Values in the backend's memory that functions read and only `fill` changes, such as rows of a data set. */
export type Tables = Readonly<Record<string, Tensor>>

/** The options of a `Program`. */
export interface ProgramOptions {
  /** Default: the backend in force. */
  readonly backend?: Backend
  /** Default: none. They begin as zeros, and are no part of the state. */
  readonly tables?: Readonly<Record<string, TensorType>>
}

/** A compiled function with arrays of its own for what it is given and what it returns. */
export interface BoundFunction<R> {
  /** Written anew by every run. */
  readonly result: R
  /** Reads the arrays of the inputs as they are now. Leaves nothing on the JavaScript heap. */
  run(): void
}

/**
 * State and the functions that read and change it. `S` is a tensor or a tree of tensors; its structure
 * and types never change.
 */
export class Program<S> {
  readonly backend: Backend
  readonly #store: Store
  readonly #template: S
  readonly #structure: string
  /** Each with the slot that it has behind those of the state. */
  readonly #tables: readonly {
    readonly name: string
    readonly type: TensorType
    readonly slot: number
  }[]

  constructor(state: S, { backend, tables = {} }: ProgramOptions = {}) {
    this.backend = backend ?? currentBackend()
    this.#template = state
    this.#structure = structureOf(state)
    const leaves = leavesOf(state)
    if (leaves.length > 0) releaseEagerMemory(this.backend)
    const types = leaves.map(({ tensor }) => tensor.type)
    this.#tables = Object.entries(tables).map(([name, type], place) => ({
      name,
      type,
      slot: types.length + place,
    }))
    this.#store = this.backend.createStore([...types, ...this.#tables.map(({ type }) => type)])
    this.write(state)
  }

  /** A copy of the state. */
  read(): S {
    let slot = 0
    return mapTree(this.#template, (tensor) => fromData(tensor.dtype, tensor.shape, this.#store.read(slot++)))
  }

  /** Replaces the state. @throws RegimenError `state-mismatch` when structure or types differ. */
  write(state: S): void {
    this.#requireStructure(state)
    leavesOf(state).forEach(({ tensor }, slot) => {
      this.#store.write(slot, tensor.data())
    })
  }

  /** Writes the elements of a table from `start` on. */
  fill(table: string, data: TensorData, start = 0): void {
    const found = this.#tables.find(({ name }) => name === table)
    if (!found) throw new RangeError(`the program has no table ${table}`)
    this.#store.write(found.slot, data, start)
  }

  /**
   * Compiles a function of the state and of inputs (a tree of tensors). It is traced once per structure of
   * the inputs: tensors are replaced by their types; numbers, strings and the like are part of the
   * structure, so pass what changes from run to run as a tensor (`scalar(0.1, 'float32')`). Functions count as
   * the same when they are one.
   * @throws RegimenError `structure-unknown`, when called, for inputs such as maps, typed arrays and instances of classes.
   */
  compile<I, R>(fn: StateFunction<S, I, R>): (inputs: I) => R {
    const plans = new BoundedCache<string, CompiledPlan<I, R>>(plansPerFunction)
    let latest: CompiledPlan<I, R> | undefined
    return (inputs) => {
      // Nearly always the structure is that of the run before: comparing costs less than writing it down.
      if (!latest || !sameStructure(latest.inputs, inputs)) {
        latest = plans.getOrCreate(structureOf(inputs), () => this.#plan(fn, inputs))
      }
      const { executable, resultTypes, template } = latest
      const data = executable.run(tensorsOf(inputs).map((tensor) => tensor.data()))
      let index = 0
      return mapTree(template, () => {
        const type = resultTypes[index]
        if (!type) throw new RangeError(`result ${index} has no type`)
        return fromData(type.dtype, type.shape, data[index++] ?? allocate(type.dtype, sizeOf(type.shape)))
      })
    }
  }

  /**
   * Compiles a function for the structure of these inputs, and ties it to their arrays: what is written there
   * (`tensor.data()`) before a run is what the run sees. For loops that must not burden the garbage collector.
   */
  bind<I, R>(fn: StateFunction<S, I, R>, inputs: I): BoundFunction<R> {
    return bound(this.#plan(fn, inputs), inputs)
  }

  /** The same in pieces, between which other functions of the program may run. */
  *bindGradually<I, R>(fn: StateFunction<S, I, R>, inputs: I): Gradually<BoundFunction<R>> {
    return bound(yield* this.#planGradually(fn, inputs), inputs)
  }

  /** The simplified graph that `compile` would run for inputs of this structure. */
  trace<I, R>(fn: StateFunction<S, I, R>, inputs: I): Graph {
    return simplify(this.#record(fn, inputs).recorded)
  }

  /**
   * What `compile` would run for inputs of this structure: how many operations are left after each pass, and
   * every kernel with its primitives, operands and work. `formatReport` prints it.
   */
  explain<I, R>(fn: StateFunction<S, I, R>, inputs: I): ProgramReport {
    const { recorded: traced } = this.#record(fn, inputs)
    const simplified = simplify(traced)
    return this.#report({ traced, simplified, plan: lower(simplified) })
  }

  #report(results: PassResults): ProgramReport {
    const { traced, simplified, plan } = results
    const report = this.backend.explain(plan, this.#store)
    const passes = {
      traced: operationCount(traced),
      simplified: operationCount(simplified),
      planned: plan.kernels.length,
      kernels: report.kernels.length,
    }
    return withPassResults({ passes, ...report, memory: this.#store.byteLength }, results)
  }

  #plan<I, R>(fn: StateFunction<S, I, R>, inputs: I): CompiledPlan<I, R> {
    const recording = this.#record(fn, inputs)
    const graph = simplify(recording.recorded)
    const plan = lower(graph)
    return this.#compiled(recording, graph, plan, this.backend.compile(plan, this.#store))
  }

  *#planGradually<I, R>(fn: StateFunction<S, I, R>, inputs: I): Gradually<CompiledPlan<I, R>> {
    const { backend } = this
    const store = this.#store
    const recording = this.#record(fn, inputs)
    yield
    const graph = simplify(recording.recorded)
    yield
    const plan = lower(graph)
    yield
    const executable = backend.compileGradually
      ? yield* backend.compileGradually(plan, store)
      : backend.compile(plan, store)
    return this.#compiled(recording, graph, plan, executable)
  }

  #compiled<I, R>(
    { recorded, result, traced }: Recording<I, R>,
    simplified: Graph,
    plan: Plan,
    executable: Executable,
  ): CompiledPlan<I, R> {
    tellCompiled(() => this.#report({ traced: recorded, simplified, plan }))
    return {
      inputs: traced,
      executable,
      resultTypes: leavesOf(result).map(({ tensor }) => tensor.type),
      template: result,
    }
  }

  #record<I, R>(fn: StateFunction<S, I, R>, inputs: I): Recording<I, R> {
    const trace = new Trace()
    let slot = 0
    let index = 0
    const state = mapTree(this.#template, (tensor) =>
      trace.input(tensor.type, { from: 'state', slot: slot++ }),
    )
    const traced = mapTree(inputs, (tensor) => trace.input(tensor.type, { from: 'argument', index: index++ }))
    const tables = Object.fromEntries(
      this.#tables.map((table) => [table.name, trace.input(table.type, { from: 'state', slot: table.slot })]),
    )
    const transition = withBackend(this.backend, () => fn(state, traced, tables))
    if (transition.state !== undefined) this.#requireStructure(transition.state)
    const outputs = [
      ...targets(transition.result, (place) => ({ to: 'result', index: place })),
      ...targets(transition.state, (place) => ({ to: 'state', slot: place })),
    ]
    const recorded = trace.finish(outputs)
    return { recorded, traced, result: transition.result }
  }

  #requireStructure(state: S): void {
    const actual = structureOf(state)
    if (actual !== this.#structure) {
      throw new RegimenError('state-mismatch', { expected: this.#structure, actual })
    }
  }
}

/** The plan with arrays of its own for what it returns. */
function bound<I, R>({ executable, resultTypes, template }: CompiledPlan<I, R>, inputs: I): BoundFunction<R> {
  const given = tensorsOf(inputs).map((tensor) => tensor.data())
  const results = resultTypes.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)))
  let index = 0
  const result = mapTree(template, ({ dtype, shape }) => {
    const data = results[index++]
    if (!data) throw new RangeError('a result has no array')
    return fromData(dtype, shape, data)
  })
  return { result, run: () => void executable.run(given, results) }
}

function operationCount({ nodes }: Graph): number {
  return nodes.filter(({ kind }) => kind === 'operation').length
}

function targets(tree: unknown, target: (place: number) => OutputTarget) {
  return leavesOf(tree).map(({ tensor }, place) => ({ tensor, target: target(place) }))
}

/**
 * The function traced once per structure of its arguments and replayed as one plan. Tensors in the
 * arguments (also in arrays and records) become inputs; everything else is part of the structure: another
 * number means another trace. Side effects and branches on values happen only while tracing. Called inside
 * another compiled function, or under `gradient`, it is simply applied.
 * @throws RegimenError `structure-unknown`, when called, for arguments such as maps, typed arrays and instances of classes.
 */
export function compile<A extends readonly unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const compiled = new WeakMap<Backend, (args: A) => R>()
  return (...args) => {
    if (isRecording() || traceOf(leavesOf(args).map(({ tensor }) => tensor))) return fn(...args)
    const backend = currentBackend()
    const run =
      compiled.get(backend) ??
      new Program({}, { backend }).compile((_: object, inputs: A) => ({ result: fn(...inputs) }))
    compiled.set(backend, run)
    return run(args)
  }
}
