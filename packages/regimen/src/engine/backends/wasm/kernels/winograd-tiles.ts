/** Strips of tiles on their way to products and back: what minimal filtering does to images, results and kernels. */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { v128 } from '../instructions.ts'
import {
  elementBytes,
  nest,
  type Pointer,
  storeLanes,
  type Vector,
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import { at } from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { panelWidth } from './pack-taps.ts'
import {
  four,
  spreadResults,
  tilePoints,
  tileResults,
  transformElements,
  transformProducts,
} from './winograd.ts'

/** Rows of tiles that are transformed together, and the tiles of each. */
export interface Strip {
  readonly rows: number
  readonly columns: number
}

/**
 * Strips of equal height, the last as high or lower, of about so many tiles: their numbers stay in the cache, and there
 * are enough for the innermost loops.
 */
export function stripsOf(
  [rows, columns]: readonly [number, number],
  tiles: number,
): { whole: number; strip: Strip; last: Strip } {
  const wanted = Math.max(1, Math.round(tiles / columns))
  const height = Math.ceil(rows / Math.ceil(rows / wanted))
  const whole = Math.ceil(rows / height) - 1
  return { whole, strip: { rows: height, columns }, last: { rows: rows - whole * height, columns } }
}

/** For each of 16 points, one row for each tile, one number for each channel. In bytes. */
export interface PointMatrices {
  readonly rowStep: number
  readonly pointStep: number
  readonly bytes: number
}

export function pointMatrices({ rows, columns }: Strip, channels: number): PointMatrices {
  const rowStep = alignUp(channels, panelWidth(channels)) * elementBytes
  const line = 64
  const lines = Math.ceil((rows * columns * rowStep) / line)
  // An odd number of lines: the 16 points of a tile then lie in different sets of the cache.
  const pointStep = (lines + 1 - (lines % 2)) * line
  return { rowStep, pointStep, bytes: tilePoints ** 2 * pointStep }
}

/** Where channels lie next to each other; distances from row to row and column to column in elements. */
export interface Plane {
  readonly strides: readonly [number, number]
  readonly channels: number
}

const parameters = ['i32', 'i32'] as const

function storePoint(f: FunctionBuilder, target: Pointer, step: number, place: number, value: Vector): void {
  f.do(v128.store(target, value, place * step))
}

/** (image, points): tiles of 4 × 4 elements, two apart, brought to their points. */
export function transformImage(module: ModuleBuilder, strip: Strip, plane: Plane, points: PointMatrices) {
  const [row, right] = [plane.strides[0] * elementBytes, plane.strides[1] * elementBytes]
  const key = `tiles of image ${JSON.stringify([strip, plane, points])}`
  return module.once(key, parameters, (f, [image, target]) => {
    const edge = [four(() => f.local('v128')), four(() => f.local('v128'))] as const
    const columnAt = (source: Pointer, place: number) =>
      transformElements(
        f,
        four((down) => f.let(v128.load(source, down * row + place * right))),
      )
    nest(f, stripDimensions(strip, plane, points), [image, target], () => {
      const source = f.let(image)
      const to = f.let(target)
      edge.forEach((values, place) => {
        columnAt(source, place).forEach((value, index) => {
          f.set(at(values, index), value)
        })
      })
      // Two columns of a tile are also those of the next.
      f.repeat(strip.columns, () => {
        const columns = [edge[0], edge[1], columnAt(source, 2), columnAt(source, 3)]
        for (let down = 0; down < tilePoints; down++) {
          const across = transformElements(
            f,
            four((place) => at(at(columns, place), down)),
          )
          across.forEach((value, place) => {
            storePoint(f, to, points.pointStep, down * tilePoints + place, value)
          })
        }
        edge.forEach((values, place) => {
          values.forEach((value, index) => {
            f.set(value, at(at(columns, place + tileResults), index))
          })
        })
        f.advance(source, tileResults * right)
        f.advance(to, points.rowStep)
      })
    })
  })
}

/** Over the rows of tiles, then vectors of channels; the plane moves by two rows. */
function stripDimensions({ rows, columns }: Strip, { strides, channels }: Plane, { rowStep }: PointMatrices) {
  return [
    { size: rows, strides: [tileResults * strides[0], (columns * rowStep) / elementBytes] },
    { size: Math.ceil(channels / vectorLanes), strides: [vectorLanes, vectorLanes] },
  ]
}

/** (cotangents, points): tiles of 2 × 2 results spread over their points. */
export function transformCotangent(module: ModuleBuilder, strip: Strip, plane: Plane, points: PointMatrices) {
  const [row, right] = [plane.strides[0] * elementBytes, plane.strides[1] * elementBytes]
  const key = `tiles of cotangent ${JSON.stringify([strip, plane, points])}`
  return module.once(key, parameters, (f, [cotangent, target]) => {
    nest(f, stripDimensions(strip, plane, points), [cotangent, target], () => {
      const source = f.let(cotangent)
      const to = f.let(target)
      f.repeat(strip.columns, () => {
        const load = (down: number, place: number) => f.let(v128.load(source, down * row + place * right))
        const left = spreadResults(f, [load(0, 0), load(1, 0)])
        const other = spreadResults(f, [load(0, 1), load(1, 1)])
        for (let down = 0; down < tilePoints; down++) {
          spreadResults(f, [at(left, down), at(other, down)]).forEach((value, place) => {
            storePoint(f, to, points.pointStep, down * tilePoints + place, value)
          })
        }
        f.advance(source, tileResults * right)
        f.advance(to, points.rowStep)
      })
    })
  })
}

/** (points, output): 2 × 2 results of each tile; of the last row and column only so many as there are. */
export function transformToResults(
  module: ModuleBuilder,
  strip: Strip,
  plane: Plane,
  points: PointMatrices,
  present: readonly [number, number],
) {
  const { strides, channels } = plane
  const key = `results of tiles ${JSON.stringify([strip, plane, points, present])}`
  return module.once(key, parameters, (f, [products, output]) => {
    const wholeRows = strip.rows - (present[0] < tileResults ? 1 : 0)
    const wholeColumns = strip.columns - (present[1] < tileResults ? 1 : 0)
    const vectors = Math.floor(channels / vectorLanes)
    const rows = (count: number, down: number) => {
      const along = (lanes: number) => {
        const from = f.let(products)
        const to = f.let(output)
        const tile = (across: number) => {
          storeResults(f, from, to, { strides, lanes, points, present: [down, across] })
          f.advance(from, points.rowStep)
          f.advance(to, tileResults * strides[1] * elementBytes)
        }
        f.repeat(wholeColumns, () => tile(tileResults))
        if (wholeColumns < strip.columns) tile(present[1])
      }
      f.repeat(count, () => {
        nest(f, [{ size: vectors, strides: [vectorLanes, vectorLanes] }], [products, output], () =>
          along(vectorLanes),
        )
        if (channels % vectorLanes > 0) {
          f.advance(products, vectors * vectorBytes)
          f.advance(output, vectors * vectorBytes)
          along(channels % vectorLanes)
          f.advance(products, -vectors * vectorBytes)
          f.advance(output, -vectors * vectorBytes)
        }
        f.advance(products, strip.columns * points.rowStep)
        f.advance(output, tileResults * strides[0] * elementBytes)
      })
    }
    rows(wholeRows, tileResults)
    if (wholeRows < strip.rows) rows(1, present[0])
  })
}

interface ResultTile {
  readonly strides: readonly [number, number]
  readonly lanes: number
  readonly points: PointMatrices
  readonly present: readonly [number, number]
}

function storeResults(
  f: FunctionBuilder,
  from: Pointer,
  to: Pointer,
  { strides, lanes, points, present }: ResultTile,
): void {
  const load = (place: number) => f.let(v128.load(from, place * points.pointStep))
  const columns = four((place) =>
    transformProducts(
      f,
      four((down) => load(down * tilePoints + place)),
    ).map((code) => f.let(code)),
  )
  for (let down = 0; down < present[0]; down++) {
    const results = transformProducts(
      f,
      four((place) => at(at(columns, place), down)),
    )
    for (let across = 0; across < present[1]; across++) {
      const offset = (down * strides[0] + across * strides[1]) * elementBytes
      storeLanes(f, { pointer: to, offset }, at(results, across), lanes)
    }
  }
}
