/**
 * Small grey images of 17 levels as text: adaptive binary arithmetic coding (Witten, Neal & Cleary 1987), which
 * takes two fifths of the space of one letter for each pixel. The encoder is in `scripts/pack-datasets.ts`.
 */

/** Bits of a pixel: levels 0 to 16. */
export const pixelBits = 5
const bins = 4
const bin = (level: number) => Number(level > 0) + Number(level > 7) + Number(level > 15)

/** Chances are kept this far from 0 and 1, so that a surprise stays affordable. */
const least = 1 / 4096
/** From here on a context learns slowly: its chance is an average over about this many bits. */
const memory = 32

/**
 * The chance that the next bit is 1, learnt from the bits so far. Decoder and encoder run the same model in
 * float64 with +, −, × and ÷ only, which give the same bits everywhere.
 */
export class PixelModel {
  readonly #width: number
  readonly #chances: Float64Array
  readonly #counts: Uint32Array

  constructor(width: number) {
    this.#width = width
    const places = (width * bins * bins) << pixelBits
    this.#chances = new Float64Array(places).fill(0.5)
    this.#counts = new Uint32Array(places)
  }

  /** The context of a pixel: its column and the levels to the left and above. */
  context(pixels: ArrayLike<number>, index: number, imageSize: number): number {
    const inImage = index % imageSize
    const column = inImage % this.#width
    const left = column > 0 ? (pixels[index - 1] ?? 0) : 0
    const above = inImage >= this.#width ? (pixels[index - this.#width] ?? 0) : 0
    return ((column * bins + bin(left)) * bins + bin(above)) << pixelBits
  }

  /** @param place a context plus the node in the tree of the pixel's bits: 1, then 1 followed by the bits so far */
  chance(place: number): number {
    return this.#chances[place] ?? 0.5
  }

  learn(place: number, bit: number): void {
    const count = (this.#counts[place] ?? 0) + 1
    const chance = this.chance(place)
    const moved = chance + (bit - chance) / Math.min(count + 0.5, memory)
    this.#counts[place] = count
    this.#chances[place] = Math.min(Math.max(moved, least), 1 - least)
  }
}

/** The `count` pixels of images of `imageSize` pixels in rows of `width`, from base64 text. */
export function decodePixels(text: string, count: number, width: number, imageSize: number): Uint8Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const model = new PixelModel(width)
  const pixels = new Uint8Array(count)
  let position = 0
  const nextByte = () => bytes[position++] ?? 0
  // The interval that the text so far stands for, and the text's next 32 bits, which lie inside it.
  let [low, high, code] = [0, 0xffffffff, 0]
  for (let index = 0; index < 4; index++) code = ((code << 8) | nextByte()) >>> 0

  for (let index = 0; index < count; index++) {
    const context = model.context(pixels, index, imageSize)
    let node = 1
    for (let depth = 0; depth < pixelBits; depth++) {
      const middle = low + Math.floor((high - low) * model.chance(context + node))
      const bit = code <= middle ? 1 : 0
      if (bit === 1) high = middle
      else low = middle + 1
      model.learn(context + node, bit)
      node = node * 2 + bit
      while ((low ^ high) >>> 24 === 0) {
        low = (low << 8) >>> 0
        high = ((high << 8) | 255) >>> 0
        code = ((code << 8) | nextByte()) >>> 0
      }
    }
    pixels[index] = node - (1 << pixelBits)
  }
  return pixels
}
