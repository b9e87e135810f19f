/**
 * The convolution and its transpose in the image as implicit matrix products (Chetlur et al. 2014, "cuDNN",
 * arXiv:1410.0759, section 3.2): the innermost kernel reads the windows where they lie in the image. Each
 * image is a unit of its own.
 */
import type { ConvolutionAttributes, Pair } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { elementBytes, nest, type Pointer } from '../loops.ts'
import {
  at,
  type ImageLowering,
  type ImageLoweringTable,
  type KernelPointers,
  type KernelSpecification,
  type Operand,
  specificationOf,
} from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { type ConvolvedRow, convolveRow } from './convolve-row.ts'
import { forEachImage, type ImageUnits, imageUnits, scratchOf, scratchPointer } from './image-units.ts'
import { fourSizes, imageSize, offsetBy, type StagedImages, stagedImages } from './images.ts'
import { packedBytes, packTaps, panelCount, panelSize, panelWidth, type TapWeights } from './pack-taps.ts'
import type { Arithmetic } from './product-tile.ts'
import { windowArithmetic } from './register-tile.ts'
import { backwardSweep, forwardSweep, type Phase, type SlidingKernel, type Sweep } from './sweeps.ts'
import {
  emitTransformed,
  transformedFlops,
  transformedProduct,
  transformedScratchBytes,
  transformedWeightBytes,
  transformWeights,
} from './winograd-convolution.ts'

type ImageName = 'conv2d' | 'conv2dInputGradient'

/** Results at every `step`-th row and column: what one pair of phases computes. */
interface Part {
  readonly rows: Phase
  readonly columns: Phase
  readonly weights: TapWeights
  /** Where its packed weights begin, in bytes. */
  readonly packedAt: number
}

interface ImageProduct {
  readonly batch: number
  readonly source: Operand
  readonly staged: StagedImages
  readonly output: Operand
  readonly parts: readonly Part[]
  /** Of all packed weights. */
  readonly packedBytes: number
  readonly arithmetic: Arithmetic
}

/** What differs between the two: how the dimensions are run along, and what the weights' last two mean. */
const sweeps: {
  readonly [N in ImageName]: (size: number, sliding: SlidingKernel) => Sweep
} = { conv2d: forwardSweep, conv2dInputGradient: backwardSweep }

function weightsOf(name: ImageName, { shape, strides }: Operand, groups: number) {
  const [, , channels, outputs] = fourSizes(shape)
  const [row, column, channel, output] = fourSizes(strides)
  const own = outputs / groups
  const group = own * output
  return name === 'conv2d'
    ? { depth: channels, lanes: own, groups, strides: { row, column, depth: channel, lane: output, group } }
    : { depth: own, lanes: channels, groups, strides: { row, column, depth: output, lane: channel, group } }
}

function slidingKernel(
  { shape }: Operand,
  { stride, dilation, low }: ConvolutionAttributes,
  axis: 0 | 1,
): SlidingKernel {
  return { kernel: at(shape, axis), stride: stride[axis], dilation: dilation[axis], low: low[axis] }
}

/** Down and across. */
function sweepsOf(
  primitive: ImageName,
  attributes: ConvolutionAttributes,
  { shape }: Operand,
  w: Operand,
): readonly [Sweep, Sweep] {
  const along = (axis: 0 | 1) => sweeps[primitive](at(shape, axis + 1), slidingKernel(w, attributes, axis))
  return [along(0), along(1)]
}

function imageProduct(
  { primitive, attributes, inputs, output }: KernelSpecification<ImageName>,
  arithmetic: Arithmetic,
): ImageProduct {
  const [source, w] = [at(inputs, 0), at(inputs, 1)]
  const [batch] = fourSizes(output.shape)
  const [rows, columns] = sweepsOf(primitive, attributes, output, w)
  const size: Pair = [rows.size, columns.size]
  const staged = stagedImages(source, { size, low: [rows.low, columns.low] })
  const shared = weightsOf(primitive, w, attributes.groups)
  const parts: Part[] = []
  let packedAt = 0
  for (const row of rows.phases) {
    for (const column of columns.phases) {
      const weights = { ...shared, rows: row.taps, columns: column.taps }
      parts.push({ rows: row, columns: column, weights, packedAt })
      packedAt += alignUp(packedBytes(weights), 64)
    }
  }
  return { batch, source, staged, output, parts, packedBytes: packedAt, arithmetic }
}

/** (image, packed weights) → output. */
function emitProduct(
  f: FunctionBuilder,
  { source, staged, output, parts, arithmetic }: ImageProduct,
  units: ImageUnits,
  pointers: KernelPointers,
): void {
  const [image, weights, target] = [at(pointers.reads, 0), at(pointers.reads, 1), at(pointers.writes, 0)]
  const packed = parts.map(({ packedAt }) => f.let(offsetBy(weights, packedAt)))
  const moving = [
    { pointer: image, stride: at(source.strides, 0) },
    { pointer: target, stride: imageSize(output) },
  ]
  forEachImage(f, units, pointers, moving, scratchPointer(pointers, 1), {
    begin: (own) => staged.prepare(f, own),
    body: (own) => {
      const frame = staged.stage(f, image, own)
      parts.forEach((part, index) => {
        emitPart(
          f,
          part,
          { staged, output, arithmetic },
          { source: frame, packed: at(packed, index), target },
        )
      })
    },
  })
}

/** All rows, groups and panels of one image's part. */
function emitPart(
  f: FunctionBuilder,
  { rows, columns, weights }: Part,
  { staged, output, arithmetic }: Pick<ImageProduct, 'staged' | 'output' | 'arithmetic'>,
  pointers: { readonly source: Pointer; readonly packed: Pointer; readonly target: Pointer },
): void {
  const [sourceRow, sourceColumn] = staged.strides
  const [, targetRow, targetColumn] = fourSizes(output.strides)
  const { depth, lanes, groups } = weights
  const width = panelWidth(lanes)
  const size = panelSize(weights)
  const whole = Math.floor(lanes / width)
  const start = rows.taps.source.first * sourceRow + columns.taps.source.first * sourceColumn
  const source = f.let(offsetBy(pointers.source, start * elementBytes))
  const target = f.let(
    offsetBy(pointers.target, (rows.first * targetRow + columns.first * targetColumn) * elementBytes),
  )
  const packed = f.let(pointers.packed)
  const convolve = (present: number) => {
    const row: ConvolvedRow = {
      outputs: columns.count,
      sourceStep: columns.sourceStep * sourceColumn * elementBytes,
      targetStep: columns.step * targetColumn * elementBytes,
      rows: { count: rows.taps.count, step: rows.taps.source.step * sourceRow * elementBytes },
      columns: { count: columns.taps.count, step: columns.taps.source.step * sourceColumn * elementBytes },
      depth,
      lanes: present,
      width,
      arithmetic: windowArithmetic(arithmetic, columns.sourceStep * sourceColumn * elementBytes),
    }
    return convolveRow(f.module, row)
  }
  const dimensions = [
    { size: rows.count, strides: [rows.sourceStep * sourceRow, 0, rows.step * targetRow] },
    { size: groups, strides: [depth, panelCount(weights) * size, lanes] },
  ]
  nest(f, dimensions, [source, packed, target], () => {
    nest(f, [{ size: whole, strides: [size, width] }], [packed, target], () => {
      f.call(convolve(width), [source, packed, target])
    })
    if (lanes === whole * width) return
    f.call(convolve(lanes - whole * width), [
      source,
      offsetBy(packed, whole * size * elementBytes),
      offsetBy(target, whole * width * elementBytes),
    ])
  })
}

const convolution: ImageLowering<ImageName> = (kernel, temporary, arithmetic) => {
  const specification = specificationOf(kernel)
  const key = `${arithmetic} ${JSON.stringify(specification)}`
  const way = transformedWay(specification, arithmetic) ?? directWay(specification, arithmetic)
  const units = imageUnits(way.batch, way.scratchBytes)
  const [source, weights] = [at(kernel.inputs, 0), at(kernel.inputs, 1)]
  const packed = temporary(way.packedBytes / elementBytes)
  const whole = { kind: 'other', mayReplace: () => false } as const
  return [
    {
      ...whole,
      key: `pack ${key}`,
      parts: ['pack'],
      flops: 0,
      reads: [weights],
      writes: [packed],
      units: 1,
      emit: (f, { reads, writes }) => way.pack(f, at(reads, 0), at(writes, 0)),
    },
    {
      ...whole,
      key,
      parts: [kernel.primitive],
      flops: way.flops,
      reads: [source, packed],
      writes: [kernel.output, ...scratchOf(units, temporary)],
      units: units.units,
      emit: (f, pointers) => way.emit(f, units, pointers),
    },
  ]
}

/** How the weights are brought into order, and what is done with them for each image. */
interface Way {
  readonly batch: number
  readonly packedBytes: number
  /** For each unit of images. */
  readonly scratchBytes: number
  readonly flops: number
  pack(f: FunctionBuilder, weights: Pointer, packed: Pointer): void
  emit(f: FunctionBuilder, units: ImageUnits, pointers: KernelPointers): void
}

function directWay(specification: KernelSpecification<ImageName>, arithmetic: Arithmetic): Way {
  const product = imageProduct(specification, arithmetic)
  return {
    batch: product.batch,
    packedBytes: product.packedBytes,
    scratchBytes: product.staged.bytes,
    flops: productFlops(product),
    pack: (f, weights, packed) => {
      for (const part of product.parts) {
        packTaps(f, part.weights, weights, f.let(offsetBy(packed, part.packedAt)))
      }
    },
    emit: (f, units, pointers) => emitProduct(f, product, units, pointers),
  }
}

function transformedWay(
  { primitive, attributes, inputs, output }: KernelSpecification<ImageName>,
  arithmetic: Arithmetic,
): Way | undefined {
  const [source, w] = [at(inputs, 0), at(inputs, 1)]
  const sweeps = sweepsOf(primitive, attributes, output, w)
  const weights = weightsOf(primitive, w, attributes.groups)
  const product = transformedProduct(source, output, sweeps, weights, arithmetic)
  return (
    product && {
      batch: product.batch,
      packedBytes: transformedWeightBytes(product),
      scratchBytes: transformedScratchBytes(product),
      flops: transformedFlops(product),
      pack: (f, from, packed) => transformWeights(f, product, from, packed),
      emit: (f, units, pointers) => emitTransformed(f, product, units, pointers),
    }
  )
}

/** Two for each tap of each element of the result. */
function productFlops({ batch, parts }: ImageProduct): number {
  return parts.reduce((sum, { rows, columns, weights: { depth, lanes, groups } }) => {
    const taps = rows.taps.count * columns.taps.count * depth
    return sum + 2 * batch * rows.count * columns.count * taps * lanes * groups
  }, 0)
}

export const convolutionLowerings: ImageLoweringTable<ImageName> = {
  conv2d: convolution,
  conv2dInputGradient: convolution,
}
