/** A plan as several threads run it: its kernels in turns, a module with barriers, and the team that runs that. */
import type { Gradually } from '../../../backend.ts'
import type { Addresses } from '../addresses.ts'
import type { LoweredKernel } from '../lowering.ts'
import { instantiate, nanosecondsOf, prepareAlone, type ThreadPolicy } from '../plan-module.ts'
import type { WasmStore } from '../store.ts'
import { threadPool } from './pool.ts'
import { Team } from './team.ts'
import { assembleTogether, patienceSeconds, turnsOf } from './turns.ts'

export { explainPlan } from '../explain-plan.ts'

/** A function that runs the plan once, on as many threads as come; on the calling one where no kernel is worth sharing. */
export function* prepareTogether(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  store: WasmStore,
  { threads, shortestSplit, always }: ThreadPolicy,
): Gradually<() => void> {
  const turns = turnsOf(kernels, addresses, shortestSplit)
  if (!turns) return yield* prepareAlone(kernels, addresses, store)
  yield
  const code = yield* assembleTogether(kernels, addresses, store, turns)
  yield
  const { memory } = store
  const team: Team = new Team(threadPool(), {
    ...instantiate(code, store, () => team.attend()),
    memory,
    ...(store.product && { product: store.product.worker }),
    threads,
    nanoseconds: kernels.reduce((sum, kernel) => sum + nanosecondsOf(kernel), 0),
    patienceSeconds,
    always,
  })
  return () => team.run()
}
