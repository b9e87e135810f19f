/**
 * Builds WebAssembly modules in memory: functions with typed locals and structured control flow, one
 * imported memory, exports. Writes the binary format itself (core specification, section 5), so that a
 * plan becomes machine code without a tool chain.
 */
import { type Code, i32, type Statement, type ValueType } from './instructions.ts'
import { appendAll, writeName, writeUnsigned, writeVector } from './leb128.ts'

const valueTypes: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }
const emptyBlock = 0x40
const opcodes = {
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branchIf: 0x0d,
  call: 0x10,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
}
const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 }
const exportKinds = { function: 0x00 }
const importKinds = { function: 0x00, memory: 0x02 }
/** Limits that every memory meets: at least 0 pages; a shared one must name a maximum, here 65,536. */
const anyMemory = [0x00, 0x00]
const anySharedMemory = [0x03, 0x00, 0x80, 0x80, 0x04]

/** A parameter or variable of a function; as code, it reads itself. */
export interface Local<T extends ValueType = ValueType> extends Code<T> {
  readonly index: number
}

export type Locals<P extends readonly ValueType[]> = { readonly [K in keyof P]: Local<P[K]> }
export type Arguments<P extends readonly ValueType[]> = { readonly [K in keyof P]: Code<P[K]> }

/** A function of the module that returns nothing: call it with `FunctionBuilder.call`. */
export interface FunctionReference<P extends readonly ValueType[]> {
  readonly index: number
  readonly parameters: P
}

/** A function that returns a value: its calls are expressions. */
export type ValueFunction<P extends readonly ValueType[], R extends ValueType> = (
  ...values: Arguments<P>
) => Code<R>

/** Writes one function's body from top to bottom. */
export class FunctionBuilder {
  readonly module: ModuleBuilder
  readonly #bytes: number[] = []
  readonly #variables: ValueType[] = []
  readonly #parameterCount: number

  constructor(module: ModuleBuilder, parameterCount: number) {
    this.module = module
    this.#parameterCount = parameterCount
  }

  /** A new variable, 0 at the start of the function (not of each round of a loop). */
  local<T extends ValueType>(type: T): Local<T> {
    return makeLocal(type, this.#parameterCount + this.#variables.push(type) - 1)
  }

  /** Computes a value now and keeps it in a new variable. */
  let<T extends ValueType>(value: Code<T>): Local<T> {
    const local = this.local(value.type)
    this.set(local, value)
    return local
  }

  set<T extends ValueType>(local: Local<T>, value: Code<T>): void {
    value.emit(this.#bytes)
    this.#bytes.push(opcodes.set)
    writeUnsigned(this.#bytes, local.index)
  }

  /** Adds a constant to an address or counter; writes nothing for 0. */
  advance(local: Local<'i32'>, amount: number): void {
    if (amount !== 0) this.set(local, i32.add(local, i32.const(amount)))
  }

  do(statement: Statement): void {
    statement.emit(this.#bytes)
  }

  call<P extends readonly ValueType[]>(callee: FunctionReference<P>, values: Arguments<P>): void {
    writeCall(this.#bytes, callee.index, values)
  }

  if(condition: Code<'i32'>, then: () => void, otherwise?: () => void): void {
    condition.emit(this.#bytes)
    this.#bytes.push(opcodes.if, emptyBlock)
    then()
    if (otherwise) {
      this.#bytes.push(opcodes.else)
      otherwise()
    }
    this.#bytes.push(opcodes.end)
  }

  /** The body `count` times; a count known to be 0 or 1 needs no loop. */
  repeat(count: number | Code<'i32'>, body: () => void): void {
    if (typeof count !== 'number') {
      const rounds = this.let(count)
      this.if(rounds, () => this.#countDown(rounds, body))
    } else if (count === 1) {
      body()
    } else if (count > 1) {
      this.#countDown(this.let(i32.const(count)), body)
    }
  }

  /** The body, then again as long as the condition, written after it, holds. */
  repeatWhile(condition: Code<'i32'>, body: () => void): void {
    this.#bytes.push(opcodes.loop, emptyBlock)
    body()
    condition.emit(this.#bytes)
    this.#bytes.push(opcodes.branchIf, 0, opcodes.end)
  }

  #countDown(rounds: Local<'i32'>, body: () => void): void {
    const next: Code<'i32'> = {
      type: 'i32',
      emit: (bytes) => {
        i32.sub(rounds, i32.const(1)).emit(bytes)
        bytes.push(opcodes.tee)
        writeUnsigned(bytes, rounds.index)
      },
    }
    this.repeatWhile(next, body)
  }

  /** The body as the code section holds it: variables, then instructions, then the value to return. */
  finish(result?: Code): number[] {
    const runs: { type: ValueType; count: number }[] = []
    for (const type of this.#variables) {
      const last = runs[runs.length - 1]
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    const body: number[] = []
    writeUnsigned(body, runs.length)
    for (const { type, count } of runs) {
      writeUnsigned(body, count)
      body.push(valueTypes[type])
    }
    appendAll(body, this.#bytes)
    result?.emit(body)
    body.push(opcodes.end)
    return body
  }
}

/** Collects functions and writes the module. */
export class ModuleBuilder {
  readonly #types: number[][] = []
  readonly #typeOfFunction: number[] = []
  readonly #bodies: number[][] = []
  readonly #exports: { readonly name: string; readonly index: number }[] = []
  readonly #named = new Map<string, number>()
  readonly #imports: { readonly name: string; readonly type: number }[] = []

  /**
   * A function that the module imports as `engine.<name>`, the same for the same name. Imports are numbered before
   * the module's own functions, so the first request comes before these.
   */
  import<const P extends readonly ValueType[]>(name: string, parameters: P): FunctionReference<P> {
    const known = this.#imports.findIndex((other) => other.name === name)
    if (known >= 0) return { index: known, parameters }
    if (this.#typeOfFunction.length > 0)
      throw new RangeError(`${name} is imported after functions were written`)
    return { index: this.#imports.push({ name, type: this.#typeIndex(parameters) }) - 1, parameters }
  }

  /** Adds a function; `build` writes its body with the parameters as locals. */
  function<const P extends readonly ValueType[]>(
    parameters: P,
    build: (f: FunctionBuilder, parameters: Locals<P>) => void,
  ): FunctionReference<P> {
    const place = this.#typeOfFunction.push(this.#typeIndex(parameters)) - 1
    const f = new FunctionBuilder(this, parameters.length)
    build(f, makeParameters(parameters))
    this.#bodies[place] = f.finish()
    return { index: this.#imports.length + place, parameters }
  }

  /** A function that returns the value which `build` ends with; the same key gives the same function. */
  valueOnce<const P extends readonly ValueType[], R extends ValueType>(
    key: string,
    parameters: P,
    result: R,
    build: (f: FunctionBuilder, parameters: Locals<P>) => Code<R>,
  ): ValueFunction<P, R> {
    let index = this.#named.get(key)
    if (index === undefined) {
      const place = this.#typeOfFunction.push(this.#typeIndex(parameters, result)) - 1
      const f = new FunctionBuilder(this, parameters.length)
      const value = build(f, makeParameters(parameters))
      this.#bodies[place] = f.finish(value)
      index = this.#imports.length + place
      this.#named.set(key, index)
    }
    const callee = index
    return (...values) => ({ type: result, emit: (bytes) => writeCall(bytes, callee, values) })
  }

  /** As `function`, but the same key gives the same function again: equal kernels are written once. */
  once<const P extends readonly ValueType[]>(
    key: string,
    parameters: P,
    build: (f: FunctionBuilder, parameters: Locals<P>) => void,
  ): FunctionReference<P> {
    const known = this.#named.get(key)
    if (known !== undefined) return { index: known, parameters }
    const made = this.function(parameters, build)
    this.#named.set(key, made.index)
    return made
  }

  export(name: string, { index }: FunctionReference<readonly ValueType[]>): void {
    this.#exports.push({ name, index })
  }

  /** Number of functions written so far. */
  get functionCount(): number {
    return this.#bodies.length
  }

  /**
   * The module in the binary format. It imports its memory as `engine.memory`; whether that is shared
   * between threads is part of the import's type.
   */
  finish({ shared = false } = {}): Uint8Array<ArrayBuffer> {
    const bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
    writeSection(bytes, sections.type, this.#types, appendAll)
    const memory = [importKinds.memory, ...(shared ? anySharedMemory : anyMemory)]
    const imports = [{ name: 'memory', description: memory }, ...this.#imports.map(describeFunction)]
    writeSection(bytes, sections.import, imports, (out, { name, description }) => {
      writeName(out, 'engine')
      writeName(out, name)
      appendAll(out, description)
    })
    writeSection(bytes, sections.function, this.#typeOfFunction, writeUnsigned)
    writeSection(bytes, sections.export, this.#exports, (out, { name, index }) => {
      writeName(out, name)
      out.push(exportKinds.function)
      writeUnsigned(out, index)
    })
    writeSection(bytes, sections.code, this.#bodies, writeVector)
    return Uint8Array.from(bytes)
  }

  #typeIndex(parameters: readonly ValueType[], ...results: readonly ValueType[]): number {
    const type = [0x60]
    for (const side of [parameters, results]) {
      writeVector(
        type,
        side.map((each) => valueTypes[each]),
      )
    }
    const known = this.#types.findIndex((other) => other.join() === type.join())
    return known >= 0 ? known : this.#types.push(type) - 1
  }
}

function describeFunction({ name, type }: { readonly name: string; readonly type: number }) {
  const description: number[] = [importKinds.function]
  writeUnsigned(description, type)
  return { name, description }
}

function makeLocal<T extends ValueType>(type: T, index: number): Local<T> {
  const emit = (bytes: number[]) => {
    bytes.push(opcodes.get)
    writeUnsigned(bytes, index)
  }
  return { type, index, emit }
}

/** Parameters are the first locals of a function. The mapped type of a tuple's `map` is not inferred. */
function makeParameters<P extends readonly ValueType[]>(parameters: P): Locals<P> {
  return parameters.map((type, index) => makeLocal(type, index)) as Locals<P>
}

function writeCall(bytes: number[], callee: number, values: readonly Code[]): void {
  for (const value of values) value.emit(bytes)
  bytes.push(opcodes.call)
  writeUnsigned(bytes, callee)
}

function writeSection<T>(
  bytes: number[],
  id: number,
  entries: readonly T[],
  write: (out: number[], entry: T) => void,
): void {
  const content: number[] = []
  writeUnsigned(content, entries.length)
  for (const entry of entries) write(content, entry)
  bytes.push(id)
  writeVector(bytes, content)
}
