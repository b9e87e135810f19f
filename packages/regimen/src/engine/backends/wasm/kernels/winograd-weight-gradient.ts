/**
 * The transpose of the convolution in its 3 × 3 weights by minimal filtering (see winograd.ts): the images' tiles and
 * the cotangents' are brought to their 16 points, and at each point the product of both, summed over all tiles, is
 * the gradient of the transformed kernel.
 *
 * Threads share the images: each run of them has sums of its own, which are added in order at the end.
 */
import type { Pair } from '../../../primitives/attributes.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { f32x4, i32, memory, v128 } from '../instructions.ts'
import {
  elementBytes,
  nest,
  type Pointer,
  storeLanes,
  type Vector,
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import {
  at,
  type KernelPointers,
  type KernelSpecification,
  type LoweredKernel,
  type Operand,
} from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { forEachImage, type ImageUnits, imageUnits, scratchOf } from './image-units.ts'
import { fourSizes, offsetBy, type StagedImages, stagedImages } from './images.ts'
import { panelWidth } from './pack-taps.ts'
import type { NewTemporary } from './product.ts'
import { type Arithmetic, tileHeights } from './product-tile.ts'
import { addSteps, forEachTile, RegisterTile } from './register-tile.ts'
import {
  four,
  gatherTaps,
  tapsOfKernel,
  three,
  tilePoints,
  tileResults,
  tilesOver,
  worthTransforming,
} from './winograd.ts'
import { pointMatrices, type Strip, stripsOf, transformCotangent, transformImage } from './winograd-tiles.ts'

/** The depth of the products: sums go to memory once for each strip. */
const tilesOfStrip = 56

interface TransformedGradient {
  readonly batch: number
  readonly image: Operand
  readonly cotangent: Operand
  readonly stagedImage: StagedImages
  readonly stagedCotangent: StagedImages
  readonly channels: number
  readonly outputs: number
  /** Tiles of an image, down and across. */
  readonly tiles: Pair
  readonly arithmetic: Arithmetic
}

function transformedGradient(
  { attributes, inputs, output }: KernelSpecification<'conv2dWeightGradient'>,
  arithmetic: Arithmetic,
): TransformedGradient | undefined {
  const [image, cotangent] = [at(inputs, 0), at(inputs, 1)]
  const [rows, columns, channels, outputs] = fourSizes(output.shape)
  const [batch, height, width] = fourSizes(cotangent.shape)
  const { stride, dilation, low, groups } = attributes
  const dense = [...stride, ...dilation, groups].every((each) => each === 1)
  const fits = dense && rows === tapsOfKernel && columns === tapsOfKernel
  if (!fits || batch === 0 || !worthTransforming(height, width, channels, outputs)) return undefined
  const tiles: Pair = [tilesOver(height), tilesOver(width)]
  const results: Pair = [tiles[0] * tileResults, tiles[1] * tileResults]
  const border = tilePoints - tileResults
  return {
    batch,
    image,
    cotangent,
    stagedImage: stagedImages(image, { size: [results[0] + border, results[1] + border], low }),
    stagedCotangent: stagedImages(cotangent, { size: results, low: [0, 0] }),
    channels,
    outputs,
    tiles,
    arithmetic,
  }
}

/** Where everything lies in the scratch memory of a unit of images, in bytes. */
function scratchLayout({ stagedImage, stagedCotangent, tiles, channels, outputs }: TransformedGradient) {
  const { strip } = stripsOf(tiles, tilesOfStrip)
  const elements = pointMatrices(strip, channels)
  const slopes = pointMatrices(strip, outputs)
  const cotangent = stagedImage.bytes
  const elementsAt = cotangent + stagedCotangent.bytes
  const slopesAt = elementsAt + elements.bytes
  const sums = slopesAt + slopes.bytes
  // One matrix [channels, outputs] for each point.
  const rowBytes = slopes.rowStep
  const pointBytes = channels * rowBytes
  const bytes = sums + alignUp(tilePoints ** 2 * pointBytes, 64)
  return { elements, slopes, cotangent, elementsAt, slopesAt, sums, rowBytes, pointBytes, bytes }
}

/** The sums over each unit of images. */
function emitSums(
  f: FunctionBuilder,
  product: TransformedGradient,
  images: ImageUnits,
  pointers: KernelPointers,
): void {
  const { image, cotangent, stagedImage, stagedCotangent, tiles, channels, outputs } = product
  const layout = scratchLayout(product)
  const strips = stripsOf(tiles, tilesOfStrip)
  const [x, y] = [at(pointers.reads, 0), at(pointers.reads, 1)]
  const moving = [
    { pointer: x, stride: at(image.strides, 0) },
    { pointer: y, stride: at(cotangent.strides, 0) },
  ]
  forEachImage(f, images, pointers, moving, at(pointers.writes, 0), {
    begin: (own) => {
      stagedImage.prepare(f, own)
      stagedCotangent.prepare(f, f.let(offsetBy(own, layout.cotangent)))
      const sums = offsetBy(own, layout.sums)
      f.do(memory.fill(sums, i32.const(0), i32.const(tilePoints ** 2 * layout.pointBytes)))
    },
    body: (own) => {
      const from = f.let(stagedImage.stage(f, x, own))
      const slope = f.let(stagedCotangent.stage(f, y, f.let(offsetBy(own, layout.cotangent))))
      const elements = f.let(offsetBy(own, layout.elementsAt))
      const slopes = f.let(offsetBy(own, layout.slopesAt))
      const sums = f.let(offsetBy(own, layout.sums))
      const run = (strip: Strip) => {
        const images = { strides: stagedImage.strides, channels }
        const cotangents = { strides: stagedCotangent.strides, channels: outputs }
        f.call(transformImage(f.module, strip, images, layout.elements), [from, elements])
        f.call(transformCotangent(f.module, strip, cotangents, layout.slopes), [slope, slopes])
        f.call(addPoints(f.module, product, strip), [elements, slopes, sums])
        const rows = strip.rows * tileResults * elementBytes
        f.advance(from, rows * stagedImage.strides[0])
        f.advance(slope, rows * stagedCotangent.strides[0])
      }
      f.repeat(strips.whole, () => run(strips.strip))
      run(strips.last)
    },
  })
}

/** (points of a strip's images, of its cotangents, sums): adds the product over the tiles, for each point. */
function addPoints(module: ModuleBuilder, product: TransformedGradient, { rows, columns }: Strip) {
  const { channels, outputs, arithmetic } = product
  const { elements, slopes, rowBytes, pointBytes } = scratchLayout(product)
  const width = panelWidth(outputs)
  const depth = rows * columns
  const key = `sums of points ${JSON.stringify([depth, channels, outputs, elements, slopes, arithmetic])}`
  return module.once(key, ['i32', 'i32', 'i32'], (f, [points, cotangents, sums]) => {
    f.repeat(tilePoints ** 2, () => {
      const right = f.let(cotangents)
      const column = f.let(sums)
      f.repeat(Math.ceil(outputs / width), () => {
        const left = f.let(points)
        const to = f.let(column)
        forEachTile(f, channels, tileHeights[arithmetic], (present) => {
          const tile = new RegisterTile(f, present, width / vectorLanes, arithmetic)
          tile.clear(f)
          const operands = { left: f.let(left), right: f.let(right), rowStep: elementBytes }
          addSteps(f, tile, operands, { depth, leftStep: elements.rowStep, rightStep: slopes.rowStep })
          addTile(f, tile, to, rowBytes)
          f.advance(left, present * elementBytes)
          f.advance(to, present * rowBytes)
        })
        f.advance(right, width * elementBytes)
        f.advance(column, width * elementBytes)
      })
      f.advance(points, elements.pointStep)
      f.advance(cotangents, slopes.pointStep)
      f.advance(sums, pointBytes)
    })
  })
}

function addTile(f: FunctionBuilder, { sums }: RegisterTile, target: Pointer, rowBytes: number): void {
  sums.forEach((row, place) => {
    row.forEach((sum, vector) => {
      const offset = place * rowBytes + vector * vectorBytes
      f.do(v128.store(target, f32x4.add(v128.load(target, offset), sum), offset))
    })
  })
}

/** Adds the sums of all units of images, in order, and brings them back to kernels; each channel is a unit. */
function emitTotal(
  f: FunctionBuilder,
  product: TransformedGradient,
  images: ImageUnits,
  { reads, writes, start, end }: KernelPointers,
): void {
  const { outputs } = product
  const { sums, rowBytes } = scratchLayout(product)
  const [scratch, target] = [at(reads, 0), at(writes, 0)]
  const own = f.let(i32.add(offsetBy(scratch, sums), i32.mul(start, i32.const(rowBytes))))
  const output = f.let(i32.add(target, i32.mul(start, i32.const(outputs * elementBytes))))
  const vectors = Math.floor(outputs / vectorLanes)
  const store = (lanes: number) => storeKernels(f, product, images, { sums: own, output, lanes })
  f.repeat(i32.sub(end, start), () => {
    nest(f, [{ size: vectors, strides: [vectorLanes, vectorLanes] }], [own, output], () => store(vectorLanes))
    if (outputs % vectorLanes > 0) {
      f.advance(own, vectors * vectorBytes)
      f.advance(output, vectors * vectorBytes)
      store(outputs % vectorLanes)
      f.advance(own, -vectors * vectorBytes)
      f.advance(output, -vectors * vectorBytes)
    }
    f.advance(own, rowBytes)
    f.advance(output, outputs * elementBytes)
  })
}

/** The kernels of one channel for up to four outputs. */
function storeKernels(
  f: FunctionBuilder,
  product: TransformedGradient,
  images: ImageUnits,
  { sums, output, lanes }: { readonly sums: Pointer; readonly output: Pointer; readonly lanes: number },
): void {
  const { pointBytes } = scratchLayout(product)
  const from = f.let(sums)
  const totals = Array.from({ length: tilePoints ** 2 }, (_, point) =>
    f.let(v128.load(from, point * pointBytes)),
  )
  f.repeat(images.units - 1, () => {
    f.advance(from, images.bytes)
    totals.forEach((total, point) => {
      f.set(total, f32x4.add(total, v128.load(from, point * pointBytes)))
    })
  })
  const columns = four((place) =>
    gatherTaps(
      f,
      four((down): Vector => at(totals, down * tilePoints + place)),
    ),
  )
  const place = product.channels * product.outputs * elementBytes
  for (const down of three((tap) => tap)) {
    const taps = gatherTaps(
      f,
      four((across) => at(at(columns, across), down)),
    )
    taps.forEach((tap, across) => {
      storeLanes(f, { pointer: output, offset: (down * tapsOfKernel + across) * place }, tap, lanes)
    })
  }
}

/** More units would take more scratch memory. */
const mostUnits = 8

/** Undefined where another way is needed, or faster. */
export function lowerTransformedGradient(
  specification: KernelSpecification<'conv2dWeightGradient'>,
  kernel: Pick<LoweredKernel, 'reads' | 'writes'>,
  temporary: NewTemporary,
  arithmetic: Arithmetic,
): LoweredKernel[] | undefined {
  const product = transformedGradient(specification, arithmetic)
  if (!product) return undefined
  const { batch, tiles, channels, outputs } = product
  const images = imageUnits(batch, scratchLayout(product).bytes, mostUnits)
  const scratch = scratchOf(images, temporary)
  const key = `${arithmetic} ${JSON.stringify(specification)}`
  const whole = { kind: 'other', mayReplace: () => false } as const
  return [
    {
      ...whole,
      key: `sums of points ${key}`,
      parts: ['conv2dWeightGradient'],
      flops: 2 * batch * tiles[0] * tiles[1] * tilePoints ** 2 * channels * outputs,
      reads: kernel.reads,
      writes: scratch,
      units: images.units,
      emit: (f, pointers) => emitSums(f, product, images, pointers),
    },
    {
      ...whole,
      key: `total of points ${key}`,
      parts: ['sum'],
      flops: images.units * tilePoints ** 2 * sizeOf([channels, outputs]),
      reads: scratch,
      writes: kernel.writes,
      units: channels,
      emit: (f, pointers) => emitTotal(f, product, images, pointers),
    },
  ]
}
