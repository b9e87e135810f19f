/** Convolutions and pools: every window of every image, place by place. */

import { contiguousStrides } from '../../layout.ts'
import type {
  ConvolutionAttributes,
  Pair,
  SlidingAttributes,
  WindowName,
} from '../../primitives/attributes.ts'
import type { Shape } from '../../types.ts'
import { type Elements, elementAt, forEachIndex, type KernelTable, operand } from './elements.ts'

/** The places of the image under a window, with the place in the window; those in the padding are left out. */
function forEachPlace(
  [i, j]: Pair,
  image: Pair,
  kernel: Pair,
  { stride, low, dilation = [1, 1] }: SlidingAttributes & { readonly dilation?: Pair },
  visit: (place: Pair, row: number, column: number) => void,
): void {
  for (let row = 0; row < kernel[0]; row++) {
    const y = i * stride[0] + row * dilation[0] - low[0]
    if (y < 0 || y >= image[0]) continue
    for (let column = 0; column < kernel[1]; column++) {
      const x = j * stride[1] + column * dilation[1] - low[1]
      if (x >= 0 && x < image[1]) visit([y, x], row, column)
    }
  }
}

interface Product {
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly y: readonly number[]
}

/** Visits the indices in x, w and y of every product that a convolution adds up. */
function forEachProduct(
  shapes: { readonly x: Shape; readonly w: Shape; readonly y: Shape },
  attributes: ConvolutionAttributes,
  visit: (indices: Product) => void,
): void {
  const [, height = 0, width = 0] = shapes.x
  const [rows = 0, columns = 0, channels = 0, outputs = 0] = shapes.w
  forEachIndex(shapes.y, (y) => {
    const [b = 0, i = 0, j = 0, o = 0] = y
    const first = Math.floor((o * attributes.groups) / outputs) * channels
    forEachPlace([i, j], [height, width], [rows, columns], attributes, ([top, left], row, column) => {
      for (let c = 0; c < channels; c++) visit({ x: [b, top, left, first + c], w: [row, column, c, o], y })
    })
  })
}

function adder(output: Elements): (index: readonly number[], amount: number) => void {
  const { data, layout } = output
  const strides = contiguousStrides(layout.shape)
  return (index, amount) => {
    const position = index.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0)
    data[position] = (data[position] ?? 0) + amount
  }
}

/** Visits the place that each window picks: its first largest element, or its last NaN. */
function forEachPick(
  x: Elements,
  pooled: Shape,
  attributes: SlidingAttributes & { readonly window: Pair },
  visit: (window: readonly number[], place: readonly number[]) => void,
): void {
  const [, height = 0, width = 0] = x.layout.shape
  forEachIndex(pooled, (window) => {
    const [b = 0, i = 0, j = 0, c = 0] = window
    let best = Number.NaN
    let picked: readonly number[] | undefined
    forEachPlace([i, j], [height, width], attributes.window, attributes, ([top, left]) => {
      const element = elementAt(x, [b, top, left, c])
      if (picked && element <= best) return
      if (picked && Number.isNaN(best) && !Number.isNaN(element)) return
      best = element
      picked = [b, top, left, c]
    })
    if (picked) visit(window, picked)
  })
}

/** Visits every place of every window of a sum. */
function forEachAddend(
  image: Shape,
  pooled: Shape,
  attributes: SlidingAttributes & { readonly window: Pair },
  visit: (window: readonly number[], place: readonly number[]) => void,
): void {
  const [, height = 0, width = 0] = image
  forEachIndex(pooled, (window) => {
    const [b = 0, i = 0, j = 0, c = 0] = window
    forEachPlace([i, j], [height, width], attributes.window, attributes, ([top, left]) => {
      visit(window, [b, top, left, c])
    })
  })
}

const shapeOf = ({ layout }: Elements) => layout.shape

export const windowKernels: KernelTable<WindowName> = {
  conv2d: (output, inputs, attributes) => {
    const [x, w] = [operand(inputs, 0), operand(inputs, 1)]
    const add = adder(output)
    const shapes = { x: shapeOf(x), w: shapeOf(w), y: shapeOf(output) }
    forEachProduct(shapes, attributes, (at) => add(at.y, elementAt(x, at.x) * elementAt(w, at.w)))
  },
  conv2dInputGradient: (output, inputs, attributes) => {
    const [y, w] = [operand(inputs, 0), operand(inputs, 1)]
    const add = adder(output)
    const shapes = { x: shapeOf(output), w: shapeOf(w), y: shapeOf(y) }
    forEachProduct(shapes, attributes, (at) => add(at.x, elementAt(y, at.y) * elementAt(w, at.w)))
  },
  conv2dWeightGradient: (output, inputs, attributes) => {
    const [x, y] = [operand(inputs, 0), operand(inputs, 1)]
    const add = adder(output)
    const shapes = { x: shapeOf(x), w: shapeOf(output), y: shapeOf(y) }
    forEachProduct(shapes, attributes, (at) => add(at.w, elementAt(x, at.x) * elementAt(y, at.y)))
  },
  maxPool2d: (output, inputs, attributes) => {
    const [x, values] = [operand(inputs, 0), operand(inputs, 1)]
    const add = adder(output)
    forEachPick(x, shapeOf(output), attributes, (window, place) => add(window, elementAt(values, place)))
  },
  maxPool2dGradient: (output, inputs, attributes) => {
    const [x, cotangent] = [operand(inputs, 0), operand(inputs, 1)]
    const add = adder(output)
    forEachPick(x, shapeOf(cotangent), attributes, (window, place) =>
      add(place, elementAt(cotangent, window)),
    )
  },
  sumPool2d: (output, inputs, attributes) => {
    const x = operand(inputs, 0)
    const add = adder(output)
    forEachAddend(shapeOf(x), shapeOf(output), attributes, (window, place) =>
      add(window, elementAt(x, place)),
    )
  },
  sumPool2dGradient: (output, inputs, attributes) => {
    const cotangent = operand(inputs, 0)
    const add = adder(output)
    forEachAddend(shapeOf(output), shapeOf(cotangent), attributes, (window, place) => {
      add(place, elementAt(cotangent, window))
    })
  },
}
