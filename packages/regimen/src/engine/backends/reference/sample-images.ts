/** Images seen through maps of their places, pixel by pixel. */
import { type Elements, elementAt, forEachIndex, type KernelTable, operand } from './elements.ts'

export const samplingKernels: KernelTable<'sampleImages'> = {
  sampleImages: (output, inputs, { fill }) => {
    const [images, rows, maps] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)]
    forEachIndex(output.layout.shape, ([item = 0, row = 0, column = 0, channel = 0], position) => {
      const image = elementAt(rows, [item])
      const number = (place: number) => elementAt(maps, [item, place])
      const x = number(0) * column + number(1) * row + number(2)
      const y = number(3) * column + number(4) * row + number(5)
      output.data[position] = interpolated(x, y, (pixelX, pixelY) =>
        pixelOf(images, [image, pixelY, pixelX, channel], fill),
      )
    })
  },
}

function pixelOf(images: Elements, index: readonly number[], fill: number): number {
  const isInside = index.every((place, axis) => place >= 0 && place < (images.layout.shape[axis] ?? 0))
  return isInside ? elementAt(images, index) : fill
}

/** Between the four pixels around a place, each counted by how near it is. */
function interpolated(x: number, y: number, pixel: (x: number, y: number) => number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const between = (first: number, second: number, share: number) => first + share * (second - first)
  const line = (at: number) => between(pixel(left, at), pixel(left + 1, at), x - left)
  return Number.isFinite(x) && Number.isFinite(y) ? between(line(top), line(top + 1), y - top) : pixel(-1, -1)
}
