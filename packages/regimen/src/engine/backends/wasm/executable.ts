/** A compiled plan: copies arguments in, runs the module, copies results out, commits the state. */
import { type Executable, finish, type Gradually } from '../../backend.ts'
import { fuse } from '../../fuse.ts'
import type { InputSource, OutputTarget } from '../../graph.ts'
import type { Plan, View } from '../../plan.ts'
import { type DType, sizeOf, type TensorData } from '../../types.ts'
import { type Addresses, assignAddresses } from './addresses.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerFused } from './kernels/table.ts'
import type { LoweredPlan } from './lowering.ts'
import { addressOf, preparePlan, type ThreadPolicy } from './plan-module.ts'
import type { WasmStore } from './store.ts'

interface Region {
  readonly dtype: DType
  /** In bytes. */
  readonly address: number
  readonly size: number
}

interface Transfer<T> extends Region {
  readonly index: T
}

export function compilePlan(
  plan: Plan,
  store: WasmStore,
  policy: ThreadPolicy,
  arithmetic?: Arithmetic,
): Executable {
  return finish(compilePlanGradually(plan, store, policy, arithmetic))
}

/** In pieces of one kernel each, after some longer ones. */
export function* compilePlanGradually(
  plan: Plan,
  store: WasmStore,
  policy: ThreadPolicy,
  arithmetic: Arithmetic = 'strict',
): Gradually<Executable> {
  const fused = fuse(plan)
  yield
  const lowered = lowerFused(fused, arithmetic, store.product)
  yield
  const addresses = assignAddresses(lowered, store)
  store.reserve(addresses.total)
  const shortestPlan = plan.kernels.length > 1 ? policy.shortestPlan : policy.shortestOperation
  const run = yield* preparePlan(lowered, addresses, store, { ...policy, shortestPlan })
  return new WasmExecutable(lowered, store, addresses, run)
}

class WasmExecutable implements Executable {
  readonly #store: WasmStore
  readonly #kernels: () => void
  readonly #arguments: readonly Transfer<number>[]
  readonly #constants: readonly Transfer<TensorData>[]
  readonly #results: readonly Transfer<number>[]
  /** Values to be copied to a slot's address after the run. */
  readonly #commits: readonly Transfer<number>[]
  /** Some committed value lies in a slot that another commit overwrites. */
  readonly #crossed: boolean
  /** What the store remembers to know whose constants are resident: no way back to this program. */
  readonly #token = {}

  constructor(plan: LoweredPlan, store: WasmStore, addresses: Addresses, kernels: () => void) {
    this.#store = store
    this.#kernels = kernels
    const regions = plan.buffers.map(({ dtype, size }, index) => ({
      dtype,
      size,
      address: addresses.buffers[index] ?? 0,
    }))
    this.#arguments = plan.buffers.flatMap((buffer, index) =>
      buffer.kind === 'input' ? argument(buffer.source, regions[index]) : [],
    )
    this.#constants = plan.buffers.flatMap((buffer, index) => {
      const region = regions[index]
      return buffer.kind === 'constant' && region ? [{ ...region, index: buffer.data }] : []
    })
    const outputs = plan.outputs.map(({ view, target }) => ({ target, region: regionOf(view, addresses) }))
    this.#results = outputs.flatMap(({ target, region }) => result(target, region))
    this.#commits = outputs.flatMap(({ target, region }) => commit(target, region, store))
    this.#crossed = this.#commits.some(({ address }) => address < store.base)
  }

  run(inputs: readonly TensorData[], results?: readonly TensorData[]): readonly TensorData[] {
    const store = this.#store
    this.#uploadArguments(inputs)
    if (store.resident !== this.#token) {
      for (const { dtype, address, index } of this.#constants) store.upload(dtype, address, index)
      store.resident = this.#token
    }
    this.#kernels()
    const values = results ? this.#readInto(results) : this.#read()
    if (this.#crossed) this.#commitCrossed()
    else if (this.#commits.length > 0) this.#commit()
    return values
  }

  // Runs follow each other by the hundred thousand: what their loops allocate is garbage to be collected in between,
  // and iterators over arrays are objects until the compiler has found out that they need not be.

  #uploadArguments(inputs: readonly TensorData[]): void {
    for (let place = 0; place < this.#arguments.length; place++) {
      const region = this.#arguments[place]
      const data = region && inputs[region.index]
      if (!data) throw new RangeError(`argument ${place} is missing`)
      this.#store.upload(region.dtype, region.address, data)
    }
  }

  #commit(): void {
    for (const { address, index, size } of this.#commits) this.#store.move(address, index, size)
  }

  #read(): TensorData[] {
    const values: TensorData[] = []
    for (const { index, dtype, address, size } of this.#results) {
      values[index] = this.#store.download(dtype, address, size)
    }
    return values
  }

  #readInto(targets: readonly TensorData[]): readonly TensorData[] {
    for (let place = 0; place < this.#results.length; place++) {
      const region = this.#results[place]
      const target = region && targets[region.index]
      if (!target) throw new RangeError(`result ${place} has no array`)
      this.#store.downloadInto(region.dtype, region.address, target)
    }
    return targets
  }

  /** Reads every value before the first is overwritten, for example when two slots change places. */
  #commitCrossed(): void {
    const store = this.#store
    const values = this.#commits.map(({ address, size }) => store.download('int32', address, size))
    this.#commits.forEach(({ index }, place) => {
      store.upload('int32', index, values[place] ?? new Int32Array(0))
    })
  }
}

function argument(source: InputSource, region: Region | undefined): Transfer<number>[] {
  return region && source.from === 'argument' ? [{ ...region, index: source.index }] : []
}

function result(target: OutputTarget, region: Region): Transfer<number>[] {
  return target.to === 'result' ? [{ ...region, index: target.index }] : []
}

/** To which address; none for a value that is already there. */
function commit(target: OutputTarget, region: Region, store: WasmStore): Transfer<number>[] {
  if (target.to !== 'state') return []
  const { address } = store.slot(target.slot)
  return address === region.address ? [] : [{ ...region, index: address }]
}

function regionOf({ buffer, dtype, layout }: View, addresses: Addresses): Region {
  return { dtype, address: addressOf({ buffer, dtype, layout }, addresses), size: sizeOf(layout.shape) }
}
