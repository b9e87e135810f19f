/** What a report tells beyond the kernels: turns, memory, code. */
import { finish } from '../../backend.ts'
import type { PlaceReport, PlanReport, TurnReport } from '../../explain.ts'
import type { Addresses } from './addresses.ts'
import { elementBytes } from './loops.ts'
import type { LoweredKernel, LoweredPlan } from './lowering.ts'
import { alignUp } from './memory-plan.ts'
import { assemble, isForSeveral, type ThreadPolicy } from './plan-module.ts'
import { alignment, type WasmStore } from './store.ts'
import { assembleTogether, turnsOf } from './threads/turns.ts'

export interface ExplainedPlan extends Pick<PlanReport, 'places' | 'code'> {
  /** Of each kernel that has something to do. */
  readonly kernels: readonly { readonly function: number; readonly turn?: TurnReport }[]
}

export function explainDetails(
  plan: LoweredPlan,
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  store: WasmStore,
  policy: ThreadPolicy,
): ExplainedPlan {
  const several = isForSeveral(kernels, store, policy)
  const turns = several ? turnsOf(kernels, addresses, policy.shortestSplit) : undefined
  const code = turns
    ? assembleTogether(kernels, addresses, store, turns)
    : assemble(kernels, addresses, store)
  const functions = [...new Set(kernels.map(({ key }) => key))]
  return {
    kernels: kernels.map(({ key }, index) => {
      const turn = turns?.[index]
      return { ...(turn && { turn }), function: functions.indexOf(key) }
    }),
    places: [...statePlaces(store, kernels.length), ...ownPlaces(plan, addresses, store)],
    code: finish(code).length,
  }
}

function statePlaces({ slots }: WasmStore, last: number): PlaceReport[] {
  return slots.map(({ dtype, size, address }) => {
    const bytes = alignUp(size * elementBytes, alignment)
    return { kind: 'state', dtype, bytes, address, first: -1, last }
  })
}

/** What lies above the state. */
function ownPlaces(
  { buffers, kernels }: LoweredPlan,
  { buffers: places, lifetimes }: Addresses,
  { base }: WasmStore,
): PlaceReport[] {
  // Kernels with nothing to do are not counted.
  const numbers = [0]
  for (const { units } of kernels) numbers.push((numbers.at(-1) ?? 0) + Math.sign(units))
  const numberOf = (step: number) => (step < 0 ? step : (numbers[step] ?? 0))
  return buffers.flatMap(({ kind, dtype }, index): PlaceReport[] => {
    const [address = 0, lifetime] = [places[index], lifetimes[index]]
    if (!lifetime || lifetime.size === 0 || address < base) return []
    const { size: bytes, first, last } = lifetime
    const name = kind === 'input' ? 'argument' : kind
    return [{ kind: name, dtype, bytes, address, first: numberOf(first), last: numberOf(last) }]
  })
}
