/** Images of a table, each seen through a map of its own: threads share the images. */
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { i32, v128 } from '../instructions.ts'
import { elementBytes } from '../loops.ts'
import { at, type ImageLowering, type KernelPointers, type Operand, specificationOf } from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { fillPadded, type ImageSize, paddedElements, padImage, sampleImage } from './image-sampling.ts'
import { forEachImage, type ImageUnits, imageUnits, scratchOf } from './image-units.ts'

/** Operations on floats for each element of the result, about. */
const flopsPerElement = 20
const numbersOfMap = 6

export const sampleImagesLowering: ImageLowering<'sampleImages'> = (kernel, temporary) => {
  const specification = specificationOf(kernel)
  const [batch = 0, height = 0, width = 0, channels = 0] = kernel.output.layout.shape
  const size = { height, width, channels }
  const units = imageUnits(batch, alignUp(paddedElements(size) * elementBytes, 64))
  const elements = sizeOf(kernel.output.layout.shape)
  return [
    {
      key: JSON.stringify(specification),
      parts: [kernel.primitive],
      kind: 'other',
      touched: 2 * elements + batch * (1 + numbersOfMap),
      flops: flopsPerElement * elements,
      reads: kernel.inputs,
      writes: [kernel.output, ...scratchOf(units, temporary)],
      units: units.units,
      mayReplace: () => false,
      emit: (f, pointers) => {
        const { inputs, attributes } = specification
        const [table, rows, maps] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
        emitSampling(f, { size, units, table, rows, maps, fill: attributes.fill }, pointers)
      },
    },
  ]
}

interface Sampling {
  readonly size: ImageSize
  readonly units: ImageUnits
  readonly table: Operand
  readonly rows: Operand
  readonly maps: Operand
  readonly fill: number
}

function emitSampling(
  f: FunctionBuilder,
  { size, units, table, rows, maps, fill }: Sampling,
  { reads, writes, start, end }: KernelPointers,
): void {
  const [images, row, map] = [at(reads, 0), at(reads, 1), at(reads, 2)]
  const [output, scratch] = [at(writes, 0), at(writes, 1)]
  const [imageStride = 0, ...strides] = table.strides
  const operands = [
    { pointer: row, stride: at(rows.strides, 0) },
    { pointer: map, stride: at(maps.strides, 0) },
    { pointer: output, stride: size.height * size.width * size.channels },
  ]
  forEachImage(f, units, { start, end }, operands, scratch, {
    begin: (own) => fillPadded(f, size, own, fill),
    body: (own) => {
      const index = f.let(i32.load(row))
      // Unsigned: a negative index is a very large one, and out of range as well.
      f.if(
        i32.ltU(index, i32.const(at(table.shape, 0))),
        () => {
          const offset = i32.mul(index, i32.const(imageStride * elementBytes))
          padImage(f, size, own, f.let(i32.add(images, offset)), strides)
        },
        () => fillPadded(f, size, own, fill),
      )
      const numbers = Array.from({ length: numbersOfMap }, (_, place) =>
        f.let(v128.load32Splat(map, place * at(maps.strides, 1) * elementBytes)),
      )
      sampleImage(f, size, own, output, { map: numbers })
    },
  })
}
