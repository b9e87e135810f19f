/**
 * A module made by hand whose result is known: n numbers in a ring, and in every round each becomes its
 * right neighbour's plus one. After r rounds number i is (i + r) mod n + r — if no thread ran ahead.
 */
import { type FunctionBuilder, ModuleBuilder } from '../../../../src/engine/backends/wasm/assembler.ts'
import { i32 } from '../../../../src/engine/backends/wasm/instructions.ts'
import type { Pointer } from '../../../../src/engine/backends/wasm/loops.ts'
import { barrier, importAttend } from '../../../../src/engine/backends/wasm/threads/barrier.ts'
import { barrierWords } from '../../../../src/engine/backends/wasm/threads/barrier-words.ts'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import { runFunction } from '../../../../src/engine/backends/wasm/threads/run-function.ts'
import { Team } from '../../../../src/engine/backends/wasm/threads/team.ts'

const base = barrierWords.size * 4
/** A word that tests may set, for `before` to look at. */
export const flagAddress = 200_000

export interface RingOptions {
  readonly size?: number
  readonly rounds?: number
  readonly threads?: number
  readonly patienceSeconds?: number
  /** Written into every kernel before its work: rank is only known by the share's start. */
  readonly before?: (f: FunctionBuilder, start: Pointer) => void
  /** False: only when it is faster. Default true. */
  readonly always?: boolean
}

export class Ring {
  readonly memory = new WebAssembly.Memory({ initial: 4, maximum: 16, shared: true })
  readonly words = new Int32Array(this.memory.buffer)
  readonly size: number
  readonly rounds: number
  private readonly team: Team

  constructor({
    size = 1000,
    rounds = 100,
    threads = 2,
    patienceSeconds = 20,
    before = () => undefined,
    always = true,
  }: RingOptions = {}) {
    this.size = size
    this.rounds = rounds
    const builder = new ModuleBuilder()
    const attend = importAttend(builder)
    const kernel = builder.function(['i32', 'i32', 'i32', 'i32'], (f, [from, to, start, end]) => {
      before(f, start)
      f.repeat(i32.sub(end, start), () => {
        const next = f.let(i32.add(start, i32.const(1)))
        const wrapped = i32.select(next, i32.const(0), i32.ltU(next, i32.const(size)))
        const value = i32.load(i32.add(from, i32.shl(wrapped, i32.const(2))))
        f.do(i32.store(i32.add(to, i32.shl(start, i32.const(2))), i32.add(value, i32.const(1))))
        f.set(start, next)
      })
    })
    const [even, odd] = [base, base + 4 * size]
    const calls = Array.from({ length: rounds }, (_, round) => ({
      kernel,
      addresses: round % 2 === 0 ? [even, odd] : [odd, even],
      units: size,
      split: true,
      barrier: round > 0,
      together: 1,
    }))
    const meet = barrier(builder, { hostMaySleep: true, patienceSeconds, attend })
    builder.export('run', runFunction(builder, calls, meet))
    const module = new WebAssembly.Module(builder.finish({ shared: true }))
    const engine = { memory: this.memory, attend: () => this.team.attend() }
    const { run } = new WebAssembly.Instance(module, { engine }).exports
    if (typeof run !== 'function') throw new Error('no function run')
    this.team = new Team(threadPool(), {
      module,
      memory: this.memory,
      run: (rank, count) => run(rank, count),
      threads,
      nanoseconds: 1e8,
      patienceSeconds,
      always,
    })
  }

  set flag(value: number) {
    Atomics.store(this.words, flagAddress / 4, value)
  }

  /** One step; gives how many threads took part. */
  step(): number {
    for (let index = 0; index < this.size; index++) this.words[base / 4 + index] = index
    return this.team.run()
  }

  values(): number[] {
    const start = base / 4 + (this.rounds % 2) * this.size
    return [...this.words.slice(start, start + this.size)]
  }

  expected(): number[] {
    return Array.from({ length: this.size }, (_, index) => ((index + this.rounds) % this.size) + this.rounds)
  }

  /** Steps until at least so many threads take part: they start in the background. */
  async warmUp(threads: number): Promise<void> {
    const end = performance.now() + 20_000
    while (performance.now() < end) {
      if (this.step() >= threads) return
      await new Promise((resume) => setTimeout(resume, 1))
    }
    throw new Error(`${threads} threads never came together`)
  }

  /** Steps until one throws, and what it throws: a step may run on one thread when the others are busy. */
  async failure(): Promise<unknown> {
    const end = performance.now() + 20_000
    while (performance.now() < end) {
      try {
        this.step()
      } catch (error) {
        return error
      }
      await new Promise((resume) => setTimeout(resume, 1))
    }
    throw new Error('no step failed')
  }
}
