/**
 * The convolution with 3 × 3 kernels at stride 1, and its transpose in the image, by minimal filtering (see
 * winograd.ts): tiles are transformed, each of their 16 points is a product of matrices over all tiles of a strip,
 * and the products are brought back. A strip's numbers stay in the cache.
 */
import type { Pair } from '../../../primitives/attributes.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { f32x4, v128 } from '../instructions.ts'
import { elementBytes, loadVector, nest, type Pointer, vectorBytes, vectorLanes } from '../loops.ts'
import { at, type KernelPointers, type Operand } from '../lowering.ts'
import { forEachImage, type ImageUnits, scratchPointer } from './image-units.ts'
import { fourSizes, imageSize, offsetBy, type StagedImages, stagedImages } from './images.ts'
import { panelCount, panelWidth, type TapWeights } from './pack-taps.ts'
import { type Arithmetic, tileHeights } from './product-tile.ts'
import { addSteps, forEachTile, RegisterTile } from './register-tile.ts'
import type { Phase, Sweep } from './sweeps.ts'
import {
  tapsOfKernel,
  three,
  tilePoints,
  tileResults,
  tilesOver,
  transformTaps,
  worthTransforming,
} from './winograd.ts'
import {
  type PointMatrices,
  pointMatrices,
  type Strip,
  stripsOf,
  transformImage,
  transformToResults,
} from './winograd-tiles.ts'

const tilesOfStrip = 28

export interface TransformedProduct {
  readonly batch: number
  readonly source: Operand
  readonly staged: StagedImages
  /** Where the first tile begins in the staged image. */
  readonly first: Pair
  readonly output: Operand
  readonly weights: TapWeights
  /** Tiles of an image, down and across. */
  readonly tiles: Pair
  readonly arithmetic: Arithmetic
}

/** Undefined where another way is needed, or faster. */
export function transformedProduct(
  source: Operand,
  output: Operand,
  [rows, columns]: readonly [Sweep, Sweep],
  weights: Omit<TapWeights, 'rows' | 'columns'>,
  arithmetic: Arithmetic,
): TransformedProduct | undefined {
  const [row, column] = [onlyDensePhase(rows), onlyDensePhase(columns)]
  const [batch, height, width] = fourSizes(output.shape)
  const { depth, lanes, groups } = weights
  if (!row || !column || groups > 1 || !worthTransforming(height, width, depth, lanes)) return undefined
  const tiles: Pair = [tilesOver(height), tilesOver(width)]
  const first: Pair = [row.taps.source.first, column.taps.source.first]
  // The last tile may reach farther than the last window.
  const size = (axis: 0 | 1) => first[axis] + tileResults * (tiles[axis] - 1) + tilePoints
  const frame = { size: [size(0), size(1)], low: [rows.low, columns.low] } as const
  return {
    batch,
    source,
    staged: stagedImages(source, frame),
    first,
    output,
    weights: { ...weights, rows: row.taps, columns: column.taps },
    tiles,
    arithmetic,
  }
}

/** Three neighbouring places for each result, the results next to each other. */
function onlyDensePhase({ phases }: Sweep): Phase | undefined {
  const [phase] = phases
  if (!phase || phases.length > 1 || phase.sourceStep !== 1) return undefined
  const { count, source } = phase.taps
  return count === tapsOfKernel && source.step === 1 ? phase : undefined
}

/** Bytes of one point of all kernels: a panel of outputs after the other. */
function pointBytes(weights: TapWeights): number {
  return panelCount(weights) * weights.depth * panelWidth(weights.lanes) * elementBytes
}

export function transformedWeightBytes({ weights }: TransformedProduct): number {
  return tilePoints ** 2 * pointBytes(weights)
}

/** Scratch memory of a unit of images: an image, the points of a strip, their products. */
export function transformedScratchBytes(product: TransformedProduct): number {
  const { elements, products } = stripMatrices(product)
  return product.staged.bytes + elements.bytes + products.bytes
}

function stripMatrices({ tiles, weights }: TransformedProduct) {
  const { strip } = stripsOf(tiles, tilesOfStrip)
  return { elements: pointMatrices(strip, weights.depth), products: pointMatrices(strip, weights.lanes) }
}

export function transformedFlops({ batch, tiles, weights: { depth, lanes } }: TransformedProduct): number {
  return 2 * batch * tiles[0] * tiles[1] * tilePoints ** 2 * depth * lanes
}

/** Writes the transformed kernels; lanes of a panel that do not exist are 0. */
export function transformWeights(
  f: FunctionBuilder,
  { weights }: TransformedProduct,
  source: Pointer,
  target: Pointer,
): void {
  const { depth, lanes, strides } = weights
  const width = panelWidth(lanes)
  const whole = Math.floor(lanes / width)
  const along = { size: depth, strides: [strides.depth, width] }
  const halves = { size: width / vectorLanes, strides: [vectorLanes * strides.lane, vectorLanes] }
  const panels = { size: whole, strides: [width * strides.lane, depth * width] }
  nest(f, [panels, halves, along], [source, target], () =>
    transformVector(f, weights, source, target, vectorLanes),
  )
  const rest = lanes - whole * width
  for (let lane = 0; rest > 0 && lane < width; lane += vectorLanes) {
    const from = f.let(offsetBy(source, (whole * width + lane) * strides.lane * elementBytes))
    const to = f.let(offsetBy(target, (whole * depth * width + lane) * elementBytes))
    nest(f, [along], [from, to], () =>
      transformVector(f, weights, from, to, Math.min(vectorLanes, Math.max(0, rest - lane))),
    )
  }
}

/** The kernels of one channel for up to four outputs. */
function transformVector(
  f: FunctionBuilder,
  weights: TapWeights,
  source: Pointer,
  target: Pointer,
  lanes: number,
): void {
  const { rows, columns, strides } = weights
  const placeOf = ({ kernel }: { kernel: { first: number; step: number } }, place: number) =>
    kernel.first + place * kernel.step
  const load = (down: number, across: number) => {
    if (lanes === 0) return f.let(f32x4.const(0))
    const offset = placeOf(rows, down) * strides.row + placeOf(columns, across) * strides.column
    return f.let(loadVector(source, strides.lane, offset * elementBytes, lanes))
  }
  const transformed = three((across) =>
    transformTaps(
      f,
      three((down) => load(down, across)),
    ),
  )
  for (let down = 0; down < tilePoints; down++) {
    const across = transformTaps(
      f,
      three((place) => at(at(transformed, place), down)),
    )
    across.forEach((value, place) => {
      f.do(v128.store(target, value, (down * tilePoints + place) * pointBytes(weights)))
    })
  }
}

/** (image, transformed kernels) → output. */
export function emitTransformed(
  f: FunctionBuilder,
  product: TransformedProduct,
  units: ImageUnits,
  pointers: KernelPointers,
): void {
  const { source, staged, first, output, tiles, weights } = product
  const [image, packed] = [at(pointers.reads, 0), at(pointers.reads, 1)]
  const target = at(pointers.writes, 0)
  const { elements, products } = stripMatrices(product)
  const strips = stripsOf(tiles, tilesOfStrip)
  const [, height, width] = fourSizes(output.shape)
  const [, targetRow, targetColumn] = fourSizes(output.strides)
  const [sourceRow, sourceColumn] = staged.strides
  const last = (size: number, count: number) => size - tileResults * (count - 1)
  const moving = [
    { pointer: image, stride: at(source.strides, 0) },
    { pointer: target, stride: imageSize(output) },
  ]
  forEachImage(f, units, pointers, moving, scratchPointer(pointers, 1), {
    begin: (own) => staged.prepare(f, own),
    body: (own) => {
      const frame = staged.stage(f, image, own)
      const start = (first[0] * sourceRow + first[1] * sourceColumn) * elementBytes
      const from = f.let(offsetBy(frame, start))
      const to = f.let(target)
      const points = f.let(offsetBy(own, staged.bytes))
      const results = f.let(offsetBy(own, staged.bytes + elements.bytes))
      const run = (strip: Strip, lastRow: number) => {
        const plane = { strides: staged.strides, channels: weights.depth }
        f.call(transformImage(f.module, strip, plane, elements), [from, points])
        f.call(multiplyPoints(f.module, product, strip), [points, packed, results])
        const present = [lastRow, last(width, tiles[1])] as const
        const outputs = { strides: [targetRow, targetColumn], channels: weights.lanes } as const
        f.call(transformToResults(f.module, strip, outputs, products, present), [results, to])
        f.advance(from, strip.rows * tileResults * sourceRow * elementBytes)
        f.advance(to, strip.rows * tileResults * targetRow * elementBytes)
      }
      f.repeat(strips.whole, () => run(strips.strip, tileResults))
      run(strips.last, last(height, tiles[0]))
    },
  })
}

/** (points of a strip's tiles, transformed kernels, products): a matrix product for each point. */
function multiplyPoints(module: ModuleBuilder, product: TransformedProduct, { rows, columns }: Strip) {
  const { weights, arithmetic } = product
  const { elements, products } = stripMatrices(product)
  const { depth, lanes } = weights
  const width = panelWidth(lanes)
  const tiles = rows * columns
  const key = `products of points ${JSON.stringify([tiles, depth, lanes, elements, products, arithmetic])}`
  return module.once(key, ['i32', 'i32', 'i32'], (f, [points, packed, results]) => {
    f.repeat(tilePoints ** 2, () => {
      const target = f.let(results)
      f.repeat(panelCount(weights), () => {
        const from = f.let(points)
        const to = f.let(target)
        forEachTile(f, tiles, tileHeights[arithmetic], (present) => {
          const tile = new RegisterTile(f, present, width / vectorLanes, arithmetic)
          tile.clear(f)
          const operands = { left: f.let(from), right: f.let(packed), rowStep: elements.rowStep }
          addSteps(f, tile, operands, { depth, rightStep: width * elementBytes })
          storeTile(f, tile, to, products)
          f.advance(from, present * elements.rowStep)
          f.advance(to, present * products.rowStep)
        })
        f.advance(packed, depth * width * elementBytes)
        f.advance(target, width * elementBytes)
      })
      f.advance(points, elements.pointStep)
      f.advance(results, products.pointStep)
    })
  })
}

function storeTile(
  f: FunctionBuilder,
  { sums }: RegisterTile,
  target: Pointer,
  { rowStep }: PointMatrices,
): void {
  sums.forEach((row, place) => {
    row.forEach((sum, vector) => {
      f.do(v128.store(target, sum, place * rowStep + vector * vectorBytes))
    })
  })
}
