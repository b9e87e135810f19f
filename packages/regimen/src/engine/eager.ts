/**
 * Eager execution: views are new layouts; anything else is a plan of one kernel, compiled once per
 * structure (primitive, attributes, types and strides) and kept in a bounded cache.
 */
import type { Backend, Executable, Store } from './backend.ts'
import { BoundedCache } from './bounded-cache.ts'
import { contiguousLayout, extentOf, type Layout } from './layout.ts'
import type { Plan, PlanBuffer, View } from './plan.ts'
import type { KernelName, Operation, ViewName } from './primitives/attributes.ts'
import { currentBackend } from './settings.ts'
import { fromData, Tensor } from './tensor.ts'
import { allocate, type DType, sizeOf, type TensorData, type TensorType } from './types.ts'
import { asKernel, isView, viewLayout } from './views.ts'

/** Kernels kept per backend; a network's training step has a few hundred structures. */
const cacheSize = 2048

interface EagerKernels {
  readonly store: Store
  readonly executables: BoundedCache<string, Executable>
}

interface Operand {
  readonly dtype: DType
  readonly data: TensorData
  readonly layout: Layout
}

const kernelsOf = new WeakMap<Backend, EagerKernels>()

/** Memory of eager operations that is kept in any case. */
const smallStoreBytes = 2 ** 18

/**
 * Gives the memory of a backend's eager operations back if it has become large: building a network needs more of it than
 * anything that comes later. What is computed eagerly afterwards is compiled again.
 */
export function releaseEagerMemory(backend: Backend): void {
  if ((kernelsOf.get(backend)?.store.byteLength ?? 0) > smallStoreBytes) kernelsOf.delete(backend)
}

/** The operation computed now. `type` is the result's, as inferred. */
export function runEagerly(operation: Operation, inputs: readonly Tensor[], type: TensorType): Tensor {
  const operands = inputs.map((input) => ({ dtype: input.dtype, ...input.concrete(operation.primitive) }))
  if (isView(operation)) return runView(operation, operands, type)
  return runKernel(asKernel(operation), operands, type)
}

function runView(operation: Operation<ViewName>, operands: readonly Operand[], type: TensorType): Tensor {
  const [operand] = operands
  if (!operand) throw new TypeError(`${operation.primitive} has no operand`)
  const layout = viewLayout(operand.layout, operation)
  if (layout) return new Tensor(type.dtype, type.shape, { kind: 'value', data: operand.data, layout })
  const source = new Tensor(type.dtype, operand.layout.shape, { kind: 'value', ...operand })
  return fromData(type.dtype, type.shape, source.data())
}

function runKernel(operation: Operation<KernelName>, operands: readonly Operand[], type: TensorType): Tensor {
  const backend = currentBackend()
  const kernels = eagerKernels(backend)
  const key = structureKey(operation, operands)
  const executable = kernels.executables.getOrCreate(key, () =>
    backend.compile(oneKernelPlan(operation, operands, type), kernels.store),
  )
  const [result] = executable.run(
    operands.map(({ data, layout }) => data.subarray(layout.offset, layout.offset + extentOf(layout))),
  )
  return fromData(type.dtype, type.shape, result ?? allocate(type.dtype, sizeOf(type.shape)))
}

function eagerKernels(backend: Backend): EagerKernels {
  const known = kernelsOf.get(backend)
  if (known) return known
  const created = {
    store: backend.createStore([]),
    executables: new BoundedCache<string, Executable>(cacheSize),
  }
  kernelsOf.set(backend, created)
  return created
}

function structureKey({ primitive, attributes }: Operation, operands: readonly Operand[]): string {
  const types = operands.map(({ dtype, layout }) => `${dtype}[${layout.shape}]/${layout.strides}`)
  return `${primitive} ${JSON.stringify(attributes)} ${types.join(' ')}`
}

function oneKernelPlan(
  operation: Operation<KernelName>,
  operands: readonly Operand[],
  type: TensorType,
): Plan {
  const buffers: PlanBuffer[] = operands.map(({ dtype, layout }, index) => ({
    kind: 'input',
    dtype,
    size: extentOf(layout),
    source: { from: 'argument', index },
  }))
  const inputs: View[] = operands.map(({ dtype, layout }, buffer) => ({
    buffer,
    dtype,
    layout: { ...layout, offset: 0 },
  }))
  buffers.push({ kind: 'temporary', dtype: type.dtype, size: sizeOf(type.shape) })
  const output: View = {
    buffer: operands.length,
    dtype: type.dtype,
    layout: contiguousLayout(type.shape),
  }
  return {
    buffers,
    kernels: [{ ...operation, inputs, output }],
    outputs: [{ view: output, target: { to: 'result', index: 0 } }],
  }
}
