/** Where features stand in PyTorch: its images and signals are channels first, and so is what is flattened of them. */
import { fromData, type Tensor } from '../engine/tensor.ts'
import { allocate, type Shape, sizeOf } from '../engine/types.ts'

/**
 * Where each feature stands in PyTorch: behind a flattened image, [height, width, channels] here and [channels,
 * height, width] there. `undefined`: in the same place.
 */
export type FeatureOrder = Int32Array | undefined

/** Feature (…place, channel) of ours is (channel, …place) of PyTorch's. */
export function flattenedOrder(shape: Shape): FeatureOrder {
  const channels = shape.at(-1) ?? 1
  const places = sizeOf(shape.slice(0, -1))
  if (channels === 1 || places === 1) return undefined
  return Int32Array.from(
    { length: places * channels },
    (_, index) => (index % channels) * places + Math.floor(index / channels),
  )
}

export function sameOrder(a: FeatureOrder, b: FeatureOrder): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((place, index) => place === b[index])
}

/** Of features one after the other. */
export function joinedOrder(
  parts: readonly { readonly order: FeatureOrder; readonly size: number }[],
): FeatureOrder {
  if (parts.every(({ order }) => order === undefined)) return undefined
  let before = 0
  const places = parts.flatMap(({ order, size }) => {
    const start = before
    before += size
    return Array.from({ length: size }, (_, index) => start + (order?.[index] ?? index))
  })
  return Int32Array.from(places)
}

/** Rows moved: row i of the tensor becomes row `order[i]`. */
export function scattered(tensor: Tensor, order: FeatureOrder): Tensor {
  return order === undefined ? tensor : moveRows(tensor, (row) => [row, order[row] ?? 0])
}

/** The reverse: row `order[i]` becomes row i. */
export function gathered(tensor: Tensor, order: FeatureOrder): Tensor {
  return order === undefined ? tensor : moveRows(tensor, (row) => [order[row] ?? 0, row])
}

function moveRows(tensor: Tensor, fromTo: (row: number) => readonly [number, number]): Tensor {
  const { dtype, shape } = tensor
  const data = tensor.data()
  const moved = allocate(dtype, tensor.size)
  const width = sizeOf(shape.slice(1))
  for (let row = 0; row < (shape[0] ?? 0); row++) {
    const [from, to] = fromTo(row)
    moved.set(data.subarray(from * width, (from + 1) * width), to * width)
  }
  return fromData(dtype, shape, moved)
}
