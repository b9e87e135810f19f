/** What the property suites of the nn room share. */

import { wasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { valueAndGradient } from '../../src/engine/differentiate.ts'
import { Program } from '../../src/engine/program.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../src/node.ts'

export const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value))

/** Kernels of a compiled function's value and gradient on the wasm backend, by their primitives. */
export function kernelsOf(fn: (x: Tensor) => Tensor, x: Tensor): readonly (readonly string[])[] {
  return withBackend(wasmBackend, () => {
    const { kernels } = new Program({}).explain(
      (_: object, given: { x: Tensor }) => {
        const { value, gradient } = valueAndGradient(fn, given.x)
        return { state: {}, result: { value, gradient } }
      },
      { x },
    )
    return kernels.map(({ parts }) => parts)
  })
}

/** Rows `from` to `to` of a tensor's data, each of so many numbers. */
export function rowsOf(tensor: Tensor, from: number, to: number): number[] {
  const [batch = 1] = tensor.shape
  const width = tensor.size / Math.max(1, batch)
  return [...tensor.data()].slice(from * width, to * width)
}
