/** The function of a plan's module: each thread calls it with its rank and computes its shares of the kernels. */
import type { FunctionBuilder, FunctionReference, Local, ModuleBuilder } from '../assembler.ts'
import { type Code, i32 } from '../instructions.ts'
import type { Turn } from './schedule.ts'

/** A kernel's function with the addresses it gets; `start` and `end` of the share follow them. */
export interface Call extends Turn {
  readonly kernel: FunctionReference<readonly 'i32'[]>
  readonly addresses: readonly number[]
  readonly units: number
}

/**
 * (rank, threads): all kernels in order. Rank 0 alone, with (0, 1), computes the same bits as any number of
 * threads that call it at the same time.
 */
export function runFunction(
  module: ModuleBuilder,
  calls: readonly Call[],
  barrier: FunctionReference<readonly ['i32', 'i32']> | undefined,
): FunctionReference<readonly ['i32', 'i32']> {
  return module.function(['i32', 'i32'], (f, [rank, threads]) => {
    const several = i32.gtS(threads, i32.const(1))
    for (const call of calls) {
      if (call.barrier && barrier) f.if(several, () => f.call(barrier, [rank, threads]))
      if (call.split) callWithShare(f, call, rank, threads)
      else f.if(i32.eqz(rank), () => callWith(f, call, i32.const(0), i32.const(call.units)))
    }
  })
}

function callWithShare(f: FunctionBuilder, call: Call, rank: Local<'i32'>, threads: Local<'i32'>): void {
  const first = firstUnit(f.module)
  const { units, together } = call
  const parts = i32.const(Math.ceil(units / together))
  const unit = (part: Code<'i32'>) => (together === 1 ? part : i32.mul(part, i32.const(together)))
  const start = f.let(unit(first(parts, rank, threads)))
  const end = f.let(unit(first(parts, i32.add(rank, i32.const(1)), threads)))
  if (units % together > 0) f.set(end, i32.select(end, i32.const(units), i32.ltU(end, i32.const(units))))
  f.if(i32.ltU(start, end), () => callWith(f, call, start, end))
}

function callWith(
  f: FunctionBuilder,
  { kernel, addresses }: Call,
  start: Code<'i32'>,
  end: Code<'i32'>,
): void {
  f.call(kernel, [...addresses.map((address) => i32.const(address)), start, end])
}

/** (units, rank, threads): the first unit of a thread's share. Shares differ by one unit at most. */
function firstUnit(module: ModuleBuilder) {
  return module.valueOnce('first unit', ['i32', 'i32', 'i32'], 'i32', (f, [units, rank, threads]) => {
    const whole = f.let(i32.divU(units, threads))
    const rest = f.let(i32.sub(units, i32.mul(whole, threads)))
    const extra = i32.select(rank, rest, i32.ltU(rank, rest))
    return i32.add(i32.mul(whole, rank), extra)
  })
}
