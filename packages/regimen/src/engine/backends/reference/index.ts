/**
 * The reference backend: every kernel as a plain loop over JavaScript numbers (float64). Slow and
 * obvious on purpose: it is the oracle that every other backend is tested against.
 */
import type { Backend, Executable, Store } from '../../backend.ts'
import { reportPlanKernel } from '../../explain.ts'
import type { Plan, PlanBuffer, PlanKernel, View } from '../../plan.ts'
import type { KernelName } from '../../primitives/attributes.ts'
import { allocate, sizeOf, type TensorData, type TensorType } from '../../types.ts'
import type { Elements, KernelTable } from './elements.ts'
import { elementwiseKernels } from './elementwise.ts'
import { indexingKernels } from './indexing.ts'
import { reductionKernels } from './reductions.ts'
import { samplingKernels } from './sample-images.ts'
import { windowKernels } from './windows.ts'

const kernelTable: KernelTable<KernelName> = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...indexingKernels,
  ...windowKernels,
  ...samplingKernels,
}

class ReferenceStore implements Store {
  readonly slots: TensorData[]

  constructor(types: readonly TensorType[]) {
    this.slots = types.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)))
  }

  get byteLength(): number {
    return this.slots.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  write(slot: number, data: TensorData, start = 0): void {
    this.slots[slot]?.set(data, start)
  }

  read(slot: number): TensorData {
    return this.slots[slot]?.slice() ?? new Float64Array(0)
  }
}

class ReferenceExecutable implements Executable {
  readonly #plan: Plan
  readonly #store: ReferenceStore

  constructor(plan: Plan, store: ReferenceStore) {
    this.#plan = plan
    this.#store = store
  }

  run(inputs: readonly TensorData[], results: readonly TensorData[] = []): TensorData[] {
    const buffers = this.#plan.buffers.map((buffer) => this.#materialize(buffer, inputs))
    const elements = ({ buffer, layout }: View): Elements => ({
      data: buffers[buffer] ?? new Float64Array(0),
      layout,
    })
    for (const kernel of this.#plan.kernels) runKernel(kernel, elements)
    const values: TensorData[] = [...results]
    const commits: (() => void)[] = []
    for (const { view, target } of this.#plan.outputs) {
      const { offset, shape } = view.layout
      const data = buffers[view.buffer]?.slice(offset, offset + sizeOf(shape)) ?? new Float64Array(0)
      if (target.to === 'result') values[target.index] = into(results[target.index], data)
      else commits.push(() => this.#store.write(target.slot, data))
    }
    for (const commit of commits) commit()
    return values
  }

  #materialize(buffer: PlanBuffer, inputs: readonly TensorData[]): TensorData {
    if (buffer.kind === 'temporary') return allocate(buffer.dtype, buffer.size)
    if (buffer.kind === 'constant') return buffer.data
    const { source } = buffer
    const data = source.from === 'state' ? this.#store.slots[source.slot] : inputs[source.index]
    return data ?? allocate(buffer.dtype, buffer.size)
  }
}

function into(target: TensorData | undefined, data: TensorData): TensorData {
  target?.set(data)
  return target ?? data
}

function runKernel<N extends KernelName>(kernel: PlanKernel<N>, elements: (view: View) => Elements): void {
  kernelTable[kernel.primitive](elements(kernel.output), kernel.inputs.map(elements), kernel.attributes)
}

/** Every kernel as a plain loop in float64: slow, obvious, the oracle for the others. */
export const referenceBackend: Backend = {
  name: 'reference',
  floatType: 'float64',
  dtypes: ['float64', 'float32', 'int32', 'bool'],
  createStore: (types) => new ReferenceStore(types),
  compile: (plan, store) => {
    if (!(store instanceof ReferenceStore)) throw new TypeError('the store belongs to another backend')
    return new ReferenceExecutable(plan, store)
  },
  explain: (plan) => ({ kernels: plan.kernels.map(reportPlanKernel), places: [], code: 0 }),
}
