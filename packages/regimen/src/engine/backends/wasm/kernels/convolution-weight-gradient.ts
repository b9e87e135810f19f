/**
 * The transpose of the convolution in its weights: each weight's gradient is the sum over all windows of
 * all images of an element of the image times the cotangent. Again a matrix product whose left operand is
 * read from the images where it lies.
 *
 * A unit of weights is a run of adjacent ones for one panel of outputs: a kernel's row, or a single place of
 * it. Threads share the images: each run of them has sums of its own, which are added in order at the end.
 */
import type { Pair } from '../../../primitives/attributes.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { type Code, f32x4, i32, memory, v128 } from '../instructions.ts'
import { elementBytes, nest, type Pointer, storeLanes, vectorBytes, vectorLanes } from '../loops.ts'
import {
  at,
  type ImageLowering,
  type KernelPointers,
  type KernelSpecification,
  type LoweredKernel,
  type Operand,
  specificationOf,
} from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { forEachImage, type ImageUnits, imageUnits, scratchOf } from './image-units.ts'
import { fourSizes, offsetBy, type StagedImages, stagedImages, wholeImage } from './images.ts'
import { panelWidth } from './pack-taps.ts'
import { type Arithmetic, tileHeights } from './product-tile.ts'
import { addSteps, forEachTile, RegisterTile, windowArithmetic } from './register-tile.ts'
import { forwardSweep } from './sweeps.ts'
import { lowerTransformedGradient } from './winograd-weight-gradient.ts'

interface WeightProduct {
  readonly batch: number
  readonly image: Operand
  readonly cotangent: Operand
  readonly stagedImage: StagedImages
  readonly stagedCotangent: StagedImages
  /** Windows: rows and columns, and how far apart they lie in the image, in elements. */
  readonly windows: Pair
  readonly steps: Pair
  readonly units: Units
  readonly outputs: number
  readonly arithmetic: Arithmetic
}

/** Units count runs innermost, then rows of the kernel, panels and groups. */
interface Units {
  readonly groups: number
  readonly panels: number
  readonly rows: number
  readonly runs: number
  /** Weights of a run: adjacent both in the image and, row by row of the panel, in the result. */
  readonly length: number
  /** From one row, and one run, to the next in the image, in elements. */
  readonly rowStep: number
  readonly runStep: number
  readonly channels: number
  /** Outputs of a group, and lanes of a panel. */
  readonly lanes: number
  readonly width: number
}

function weightProduct(
  { attributes, inputs, output }: KernelSpecification<'conv2dWeightGradient'>,
  arithmetic: Arithmetic,
): WeightProduct {
  const [image, cotangent] = [at(inputs, 0), at(inputs, 1)]
  const [rows, columns, channels, outputs] = fourSizes(output.shape)
  const [batch, height, width] = fourSizes(cotangent.shape)
  const { stride, dilation, low, groups } = attributes
  const along = (axis: 0 | 1, size: number, kernel: number) =>
    forwardSweep(size, { kernel, stride: stride[axis], dilation: dilation[axis], low: low[axis] })
  const [down, right] = [along(0, height, rows), along(1, width, columns)]
  const frame = { size: [down.size, right.size], low: [down.low, right.low] } as const
  const stagedImage = stagedImages(image, frame)
  const [rowStride, columnStride] = stagedImage.strides
  const lanes = outputs / groups
  // Places of the kernel whose channels touch in the image are one run.
  const touch = dilation[1] * columnStride === channels
  return {
    batch,
    image,
    cotangent,
    stagedImage,
    stagedCotangent: stagedImages(cotangent, wholeImage(cotangent)),
    windows: [height, width],
    steps: [stride[0] * rowStride, stride[1] * columnStride],
    units: {
      groups,
      panels: Math.ceil(lanes / panelWidth(lanes)),
      rows,
      runs: touch ? 1 : columns,
      length: touch ? columns * channels : channels,
      rowStep: dilation[0] * rowStride,
      runStep: dilation[1] * columnStride,
      channels,
      lanes,
      width: panelWidth(lanes),
    },
    outputs,
    arithmetic: windowArithmetic(arithmetic, stride[1] * columnStride * elementBytes),
  }
}

function unitCount({ groups, panels, rows, runs }: Units): number {
  return groups * panels * rows * runs
}

/** Sums of one unit. */
function unitBytes({ length, width }: Units): number {
  return length * width * elementBytes
}

/** Where a unit's numbers lie, worked out from its own. */
function placeOf(f: FunctionBuilder, unit: Pointer, { panels, rows, runs }: Units) {
  const split = (value: Code<'i32'>, size: number) => {
    const quotient = f.let(i32.divU(value, i32.const(size)))
    return [quotient, f.let(i32.sub(value, i32.mul(quotient, i32.const(size))))] as const
  }
  const [outer, run] = split(unit, runs)
  const [upper, row] = split(outer, rows)
  const [group, panel] = split(upper, panels)
  return { group, panel, row, run }
}

/** The pointer moved by numbers times elements. */
function movedBy(pointer: Code<'i32'>, ...moves: readonly (readonly [Pointer, number])[]): Code<'i32'> {
  return moves.reduce(
    (sum: Code<'i32'>, [count, elements]) => i32.add(sum, i32.mul(count, i32.const(elements * elementBytes))),
    pointer,
  )
}

function forEachUnit(
  f: FunctionBuilder,
  units: Units,
  sums: Pointer,
  body: (unit: Pointer, own: Pointer) => void,
) {
  const unit = f.let(i32.const(0))
  const own = f.let(sums)
  f.repeat(unitCount(units), () => {
    body(unit, own)
    f.advance(unit, 1)
    f.advance(own, unitBytes(units))
  })
}

/** Where the images, the cotangents and the sums of a unit of images lie in its scratch memory, in bytes. */
function scratchLayout({ stagedImage, stagedCotangent, units }: WeightProduct) {
  const cotangents = stagedImage.bytes
  const sums = cotangents + stagedCotangent.bytes
  return { cotangents, sums, bytes: sums + alignUp(unitCount(units) * unitBytes(units), 64) }
}

/** The sums over each unit of images. */
function emitSums(
  f: FunctionBuilder,
  product: WeightProduct,
  images: ImageUnits,
  pointers: KernelPointers,
): void {
  const { image, cotangent, stagedImage, stagedCotangent, units } = product
  const layout = scratchLayout(product)
  const [x, y] = [at(pointers.reads, 0), at(pointers.reads, 1)]
  const moving = [
    { pointer: x, stride: at(image.strides, 0) },
    { pointer: y, stride: at(cotangent.strides, 0) },
  ]
  forEachImage(f, images, pointers, moving, at(pointers.writes, 0), {
    begin: (own) => {
      stagedImage.prepare(f, own)
      const sums = offsetBy(own, layout.sums)
      f.do(memory.fill(sums, i32.const(0), i32.const(unitCount(units) * unitBytes(units))))
    },
    body: (own) => {
      const frame = stagedImage.stage(f, x, own)
      const slopes = stagedCotangent.stage(f, y, f.let(offsetBy(own, layout.cotangents)))
      forEachUnit(f, units, f.let(offsetBy(own, layout.sums)), (unit, sums) => {
        const { group, panel, row, run } = placeOf(f, unit, units)
        addUnit(f, product, {
          image: movedBy(frame, [group, units.channels], [row, units.rowStep], [run, units.runStep]),
          cotangent: movedBy(slopes, [group, units.lanes], [panel, units.width]),
          sums,
        })
      })
    },
  })
}

/** Adds the sums of all units of images to those of the first, in order, and stores them. */
function emitTotal(
  f: FunctionBuilder,
  product: WeightProduct,
  images: ImageUnits,
  { reads, writes }: KernelPointers,
): void {
  const { units } = product
  const sums = f.let(offsetBy(at(reads, 0), scratchLayout(product).sums))
  const vectors = Math.ceil((unitCount(units) * unitBytes(units)) / vectorBytes)
  const into = f.let(sums)
  f.repeat(vectors, () => {
    const from = f.let(into)
    const total = f.let(v128.load(into))
    f.repeat(images.units - 1, () => {
      f.advance(from, images.bytes)
      f.set(total, f32x4.add(total, v128.load(from)))
    })
    f.do(v128.store(into, total))
    f.advance(into, vectorBytes)
  })
  forEachUnit(f, units, sums, (unit, own) => storeUnit(f, product, { unit, own, output: at(writes, 0) }))
}

/** Copies a unit's sums, without the lanes that do not exist, to the result. */
function storeUnit(
  f: FunctionBuilder,
  { units, outputs }: WeightProduct,
  { unit, own, output }: { readonly unit: Pointer; readonly own: Pointer; readonly output: Pointer },
): void {
  const { runs, length, panels, lanes, width } = units
  const { group, panel, row, run } = placeOf(f, unit, units)
  const from = f.let(own)
  const to = f.let(
    movedBy(output, [row, runs * length * outputs], [run, length * outputs], [group, lanes], [panel, width]),
  )
  const copy = (present: number) =>
    nest(f, [{ size: length, strides: [width, outputs] }], [from, to], () => {
      const target = f.let(to)
      for (let lane = 0; lane < present; lane += vectorLanes) {
        storeLanes(
          f,
          { pointer: target },
          v128.load(from, lane * elementBytes),
          Math.min(vectorLanes, present - lane),
        )
        f.advance(target, vectorBytes)
      }
    })
  const last = lanes - (panels - 1) * width
  f.if(
    i32.eq(panel, i32.const(panels - 1)),
    () => copy(last),
    () => copy(width),
  )
}

/** Adds one image's part to the sums of a unit, a tile of its weights after the other. */
function addUnit(
  f: FunctionBuilder,
  product: WeightProduct,
  addresses: { readonly [operand in 'image' | 'cotangent' | 'sums']: Code<'i32'> },
): void {
  const { length, width } = product.units
  const geometry = tileGeometry(product)
  const image = f.let(addresses.image)
  const cotangent = f.let(addresses.cotangent)
  const sums = f.let(addresses.sums)
  forEachTile(f, length, tileHeights[product.arithmetic], (rows) => {
    f.call(addTile(f.module, { ...geometry, rows }), [image, cotangent, sums])
    f.advance(image, rows * elementBytes)
    f.advance(sums, rows * width * elementBytes)
  })
}

/** Distances in bytes. */
interface TileGeometry {
  readonly windows: Pair
  /** From window to window, down and to the right. */
  readonly image: Pair
  readonly cotangent: Pair
  readonly width: number
  readonly arithmetic: Arithmetic
}

function tileGeometry({
  windows,
  steps,
  stagedCotangent: { strides },
  units,
  arithmetic,
}: WeightProduct): TileGeometry {
  return {
    windows,
    image: [steps[0] * elementBytes, steps[1] * elementBytes],
    cotangent: [strides[0] * elementBytes, strides[1] * elementBytes],
    width: units.width,
    arithmetic,
  }
}

/** (image, cotangent, sums): `rows` weights for all lanes of a panel, over all windows of an image. */
function addTile(module: ModuleBuilder, geometry: TileGeometry & { readonly rows: number }) {
  const { windows, image: imageSteps, cotangent: cotangentSteps, width, rows, arithmetic } = geometry
  const parameters = ['i32', 'i32', 'i32'] as const
  const key = `convolution weight tile ${JSON.stringify(geometry)}`
  return module.once(key, parameters, (f, [image, cotangent, target]) => {
    const tile = new RegisterTile(f, rows, width / vectorLanes, arithmetic)
    const operands = { left: image, right: cotangent, rowStep: elementBytes }
    f.repeat(windows[0], () => {
      // The last panel reads beyond its outputs: what it finds there ends in lanes that are not stored.
      addSteps(f, tile, operands, {
        depth: windows[1],
        leftStep: imageSteps[1],
        rightStep: cotangentSteps[1],
      })
      f.advance(image, imageSteps[0] - windows[1] * imageSteps[1])
      f.advance(cotangent, cotangentSteps[0] - windows[1] * cotangentSteps[1])
    })
    tile.sums.flat().forEach((sum, index) => {
      const offset = index * vectorBytes
      f.do(v128.store(target, f32x4.add(v128.load(target, offset), sum), offset))
    })
  })
}

/** Sums of all units of images take no more than this. */
const mostScratchBytes = 2 ** 24

export const convolutionWeightGradient: ImageLowering<'conv2dWeightGradient'> = (
  kernel,
  temporary,
  arithmetic,
) => {
  const specification = specificationOf(kernel)
  const key = `${arithmetic} ${JSON.stringify(specification)}`
  const operands = { reads: kernel.inputs, writes: [kernel.output] }
  const transformed = lowerTransformedGradient(specification, operands, temporary, arithmetic)
  if (transformed) return transformed
  const product = weightProduct(specification, arithmetic)
  const common = {
    kind: 'other',
    flops: 0,
    mayReplace: () => false,
    writes: [kernel.output],
    units: 1,
  } as const
  if (sizeOf(product.cotangent.shape) === 0) {
    const bytes = sizeOf(specification.output.shape) * elementBytes
    const emit: LoweredKernel['emit'] = (f, { writes }) =>
      f.do(memory.fill(at(writes, 0), i32.const(0), i32.const(bytes)))
    return [{ ...common, key, parts: [kernel.primitive], reads: [], emit }]
  }
  const { bytes } = scratchLayout(product)
  const most = Math.min(8, Math.max(1, Math.floor(mostScratchBytes / bytes)))
  const images = imageUnits(product.batch, bytes, most)
  const scratch = scratchOf(images, temporary)
  return [
    {
      key: `sums ${key}`,
      kind: 'other',
      parts: [kernel.primitive],
      flops: 2 * product.windows[0] * product.windows[1] * product.batch * sizeOf(specification.output.shape),
      reads: kernel.inputs,
      writes: scratch,
      units: images.units,
      mayReplace: () => false,
      emit: (f, pointers) => emitSums(f, product, images, pointers),
    },
    {
      ...common,
      key: `total ${key}`,
      parts: ['sum'],
      reads: scratch,
      // The first unit's sums become the total.
      writes: [kernel.output, ...scratch],
      emit: (f, pointers) => emitTotal(f, product, images, pointers),
    },
  ]
}
