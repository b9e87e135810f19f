/** Plans of one kernel over operands with any layout, run on the wasm backend and on the float64 reference. */

import type { Backend, Store } from '../../../src/engine/backend.ts'
import { referenceBackend } from '../../../src/engine/backends/reference/index.ts'
import { wasmBackend } from '../../../src/engine/backends/wasm/index.ts'
import { contiguousLayout, extentOf, type Layout } from '../../../src/engine/layout.ts'
import type { Plan } from '../../../src/engine/plan.ts'
import type { KernelName, PrimitiveAttributes } from '../../../src/engine/primitives/attributes.ts'
import { infer } from '../../../src/engine/primitives/infer.ts'
import { RandomKey } from '../../../src/engine/random.ts'
import {
  allocate,
  type DType,
  type Shape,
  sizeOf,
  type TensorData,
  toData,
} from '../../../src/engine/types.ts'
import '../bring-all.ts'

export interface OperandCase {
  readonly dtype: DType
  readonly layout: Layout
  /** The buffer's elements; the layout may look at some of them only. */
  readonly data: TensorData
}

export interface KernelCase<N extends KernelName = KernelName> {
  readonly primitive: N
  readonly attributes: PrimitiveAttributes[N]
  readonly operands: readonly OperandCase[]
}

/** An operand with random elements in [low, high): integers for int32, true or false for bool. */
export function drawn(layout: Layout, dtype: DType = 'float32', low = -2, high = 2): OperandCase {
  const size = layout.offset + extentOf(layout)
  const uniform = RandomKey.fromSeed(7).child(`${dtype} ${layout.shape}`).uniform(size)
  const convert: Record<DType, (u: number) => number> = {
    float32: (u) => Math.fround(low + u * (high - low)),
    float64: (u) => low + u * (high - low),
    int32: (u) => Math.floor(low + u * (high - low)),
    bool: (u) => (u < 0.5 ? 1 : 0),
  }
  return { dtype, layout, data: toData(dtype, uniform.map(convert[dtype])) }
}

export function plain(shape: Shape, dtype: DType = 'float32', low = -2, high = 2): OperandCase {
  return drawn(contiguousLayout(shape), dtype, low, high)
}

export function values(dtype: DType, ...elements: number[]): OperandCase {
  return { dtype, layout: contiguousLayout([elements.length]), data: toData(dtype, elements) }
}

/** The plan of the case, its shapes inferred; float32 becomes the backend's own floating type. */
export function planOf({ primitive, attributes, operands }: KernelCase, backend: Backend): Plan {
  const own = (dtype: DType): DType => (dtype === 'float32' ? backend.floatType : dtype)
  const types = operands.map(({ dtype, layout }) => ({ dtype: own(dtype), shape: layout.shape }))
  const given =
    'dtype' in attributes && attributes.dtype ? { ...attributes, dtype: own(attributes.dtype) } : attributes
  const type = infer(primitive, types, given as never)
  const output = {
    buffer: operands.length,
    dtype: type.dtype,
    layout: contiguousLayout(type.shape),
  }
  return {
    buffers: [
      ...operands.map(({ dtype, data }, index) => ({
        kind: 'input' as const,
        dtype: own(dtype),
        size: data.length,
        source: { from: 'argument' as const, index },
      })),
      { kind: 'temporary', dtype: type.dtype, size: sizeOf(type.shape) },
    ],
    kernels: [
      {
        primitive,
        attributes: given,
        inputs: operands.map(({ dtype, layout }, buffer) => ({ buffer, dtype: own(dtype), layout })),
        output,
      },
    ],
    outputs: [{ view: output, target: { to: 'result', index: 0 } }],
  }
}

const stores = new Map<Backend, Store>()

/** The result's elements. All cases of a backend share one empty store, as eager operations do. */
export function runKernel(each: KernelCase, backend: Backend = wasmBackend): TensorData {
  const plan = planOf(each, backend)
  const store = stores.get(backend) ?? backend.createStore([])
  stores.set(backend, store)
  const inputs = each.operands.map(({ dtype, data }) =>
    toData(dtype === 'float32' ? backend.floatType : dtype, data),
  )
  return backend.compile(plan, store).run(inputs)[0] ?? allocate('float32', 0)
}

export const runReference = (each: KernelCase): TensorData => runKernel(each, referenceBackend)

/** Shorthand for kernels of float32 values in one dimension. */
export function compute(
  primitive: KernelName,
  ...operands: (readonly number[] | ArrayLike<number>)[]
): number[] {
  const inputs = operands.map((operand) => values('float32', ...Array.from(operand)))
  return [...runKernel({ primitive, attributes: {} as never, operands: inputs })]
}
