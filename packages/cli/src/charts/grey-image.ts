/** Small grey pictures for reports: as PNG inside SVG, since a rectangle for each pixel would be a hundred times as long. */
import { crc32, deflateSync } from 'node:zlib'
import { escapeMarkup } from './chart.ts'

/** Numbers from 0 (white, the paper) to 1 (black), line by line. */
export interface GreyImage {
  readonly width: number
  readonly height: number
  readonly darkness: ArrayLike<number>
}

const side = 84
const gap = 10

/** Two pictures side by side, each pixel a square. */
export function imagePair(images: readonly [GreyImage, GreyImage], label: string): string {
  const drawn = images.map((image, place) => {
    const data = Buffer.from(encodePng(image)).toString('base64')
    const x = place * (side + gap)
    return `<image x="${x}" y="0" width="${side}" height="${side}" style="image-rendering:pixelated" href="data:image/png;base64,${data}"/>`
  })
  const width = 2 * side + gap
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeMarkup(label)}" width="${width}" height="${side}" viewBox="0 0 ${width} ${side}">${drawn.join('')}</svg>`
}

/** Eight bits of grey, nothing filtered (ISO/IEC 15948). */
function encodePng({ width, height, darkness }: GreyImage): Uint8Array {
  const lines = new Uint8Array(height * (width + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = 255 * (1 - (darkness[y * width + x] ?? 0))
      lines[y * (width + 1) + 1 + x] = Math.round(Math.min(Math.max(value, 0), 255))
    }
  }
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  header.setUint8(8, 8)
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  const parts = [
    signature,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array(0)),
  ]
  return Buffer.concat(parts)
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}
