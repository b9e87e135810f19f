/** Images brought to a common number of channels and a common size. */
import type { DecodedImage } from './decode-image.ts'

/** Luminance of red, green and blue (ITU-R BT.601), as image libraries make colours grey. */
const luminance = [0.299, 0.587, 0.114] as const

/** Grey from colours by luminance, colours from grey by repetition; opacity left out or, where there is none, 255. */
export function withChannels(image: DecodedImage, channels: number): DecodedImage {
  if (image.channels === channels) return image
  const { height, width, channels: own } = image
  const isGrey = own < 3
  const data = new Float32Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++) {
    const at = (channel: number) => image.data[pixel * own + channel] ?? 0
    const grey = isGrey ? at(0) : luminance.reduce((sum, weight, channel) => sum + weight * at(channel), 0)
    const opacity = own === 2 || own === 4 ? at(own - 1) : 255
    for (let channel = 0; channel < channels; channel++) {
      const colour = channels < 3 || isGrey ? grey : at(channel)
      data[pixel * channels + channel] = channel === 3 ? opacity : colour
    }
  }
  return { height, width, channels, data }
}

/**
 * The image in another size: each new pixel is the mean of the area that it covers, so that nothing is left out when
 * an image is made smaller.
 */
export function resized(image: DecodedImage, [height, width]: readonly [number, number]): DecodedImage {
  if (image.height === height && image.width === width) return image
  const rows = coverage(image.height, height)
  const columns = coverage(image.width, width)
  const { channels } = image
  const data = new Float32Array(height * width * channels)
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      for (const [fromY, share] of row) {
        for (const [fromX, part] of column) {
          const from = (fromY * image.width + fromX) * channels
          const to = (y * width + x) * channels
          for (let channel = 0; channel < channels; channel++) {
            data[to + channel] = (data[to + channel] ?? 0) + share * part * (image.data[from + channel] ?? 0)
          }
        }
      }
    })
  })
  return { height, width, channels, data }
}

/** For each new place the old ones that it covers, with their shares, which add up to 1. */
function coverage(before: number, after: number): (readonly [place: number, share: number])[][] {
  const length = before / after
  return Array.from({ length: after }, (_, index) => {
    const [start, end] = [index * length, (index + 1) * length]
    const first = Math.floor(start)
    const count = Math.min(before, Math.ceil(end - 1e-9)) - first
    return Array.from({ length: count }, (_, offset) => {
      const place = first + offset
      return [place, (Math.min(end, place + 1) - Math.max(start, place)) / length] as const
    })
  })
}
