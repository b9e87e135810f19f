/**
 * The barrier between kernels, in WebAssembly: a counter and a phase in the store's own memory. Threads
 * look for the next phase for some microseconds, then sleep: on a machine with more threads than cores the
 * one that is waited for gets the core.
 */
import type { FunctionReference, ModuleBuilder } from '../assembler.ts'
import { atomics } from '../atomics.ts'
import { drop, i32, i64, unreachable } from '../instructions.ts'
import { barrierWords } from './barrier-words.ts'

/** The mark of a barrier at which some thread never arrived. */
export const stalled = 0x7fff_ffff

export interface BarrierOptions {
  /** Browsers' main threads may not sleep: there rank 0 keeps looking. */
  readonly hostMaySleep: boolean
  /** After so many seconds without the others a thread gives up. */
  readonly patienceSeconds: number
  /** Called by rank 0 now and then while it sleeps. */
  readonly attend: FunctionReference<readonly []>
}

/** An import of every module with barriers. It must be asked for before the module has functions of its own. */
export function importAttend(module: ModuleBuilder): FunctionReference<readonly []> {
  return module.import('attend', [])
}

/**
 * Looks at the phase before sleeping, some 40 microseconds. Less than waking a sleeper takes (7 to 20) must not
 * be: then whoever woke the other would itself sleep before that one is back, at every barrier again.
 */
const looksBeforeSleep = 100_000
const looksPerSecond = 200_000_000
const napNanoseconds = 250_000_000

const address = (word: keyof typeof barrierWords) =>
  i32.const(barrierWords[word] * Int32Array.BYTES_PER_ELEMENT)

/** (rank, threads): returns when all threads have called it, or traps when one of them failed. */
export function barrier(
  module: ModuleBuilder,
  { hostMaySleep, patienceSeconds, attend }: BarrierOptions,
): FunctionReference<readonly ['i32', 'i32']> {
  return module.once('barrier', ['i32', 'i32'], (f, [rank, threads]) => {
    const phase = f.let(atomics.load(address('phase')))
    const left = f.local('i32')
    const waiting = i32.eq(atomics.load(address('phase')), phase)
    const count = () => f.set(left, i32.sub(left, i32.const(1)))

    const look = (looks: number) => {
      f.set(left, i32.const(looks))
      f.repeatWhile(i32.and(waiting, i32.gtS(left, i32.const(0))), count)
    }
    const sleep = () => {
      f.do(drop(atomics.add(address('sleepers'), i32.const(1))))
      f.set(left, i32.const(Math.ceil((patienceSeconds * 1e9) / napNanoseconds)))
      f.repeatWhile(i32.and(waiting, i32.gtS(left, i32.const(0))), () => {
        // Woken or too late; the phase tells which.
        f.do(drop(atomics.wait(address('phase'), phase, i64.const(BigInt(napNanoseconds)))))
        f.if(i32.and(waiting, i32.eqz(rank)), () => f.call(attend, []))
        count()
      })
      f.do(drop(atomics.add(address('sleepers'), i32.const(-1))))
    }
    const keepLooking = () =>
      f.repeat(Math.ceil(patienceSeconds), () => f.if(waiting, () => look(looksPerSecond)))

    const failIfPoisoned = () => f.if(atomics.load(address('poison')), () => f.do(unreachable))
    const endPhase = () => {
      f.do(atomics.store(address('arrived'), i32.const(0)))
      f.do(atomics.store(address('phase'), i32.add(phase, i32.const(1))))
      f.if(atomics.load(address('sleepers')), () =>
        f.do(drop(atomics.notify(address('phase'), i32.const(-1)))),
      )
    }
    const awaitOthers = () => {
      look(looksBeforeSleep)
      f.if(waiting, () => {
        if (hostMaySleep) sleep()
        else f.if(rank, sleep, keepLooking)
      })
      f.if(waiting, () => {
        f.do(atomics.store(address('poison'), i32.const(stalled)))
        f.do(unreachable)
      })
    }

    // Whoever fails marks itself before it ends the phase: seen here, or else the phase is seen to end.
    failIfPoisoned()
    const last = i32.eq(atomics.add(address('arrived'), i32.const(1)), i32.sub(threads, i32.const(1)))
    f.if(last, endPhase, awaitOthers)
    failIfPoisoned()
  })
}
