/** The pixels of PNG and JPEG files. */
import { convertIndexedToRgb, decode as decodePng } from 'fast-png'
import { decode as decodeJpeg } from 'jpeg-js'
import { formatError, RegimenError } from 'regimen'

/** An image in memory. */
export interface DecodedImage {
  readonly height: number
  readonly width: number
  /** 1: grey; 2: grey, opacity; 3: red, green, blue; 4: with opacity. */
  readonly channels: number
  /** Row-major [height, width, channels], from 0 to 255. */
  readonly data: Float32Array
}

/** What an image is said to be, before its pixels are looked at. */
interface Claim {
  readonly height: number
  readonly width: number
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Deflate makes nothing smaller than this part of it; a row of pixels has at least one byte. */
const largestDeflateRatio = 1032
/** Each block of 8 × 8 pixels takes a bit at least in a JPEG file. */
const mostPixelsPerJpegByte = 512

/**
 * Decodes a PNG or JPEG file, told by its first bytes. Its size is checked against that of the file before anything is
 * allocated; 16 bits a channel are scaled to 0 to 255, palettes are looked up.
 * @param file its name, for messages.
 * @throws RegimenError `image-kind`, `image-broken`.
 */
export function decodeImage(bytes: Uint8Array, file: string): DecodedImage {
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return fromPng(bytes, file)
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return fromJpeg(bytes, file)
  throw formatError('image-kind', { file })
}

function broken(file: string, reason: string, cause?: unknown): RegimenError {
  return formatError('image-broken', { file, reason }, cause === undefined ? {} : { cause })
}

function attempt<T>(file: string, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof RegimenError) throw error
    throw broken(file, error instanceof Error ? error.message : String(error), error)
  }
}

function requirePossible(file: string, { height, width }: Claim, most: number): void {
  if (height >= 1 && width >= 1 && height * width <= most) return
  throw broken(file, `it is said to have ${width} × ${height} pixels, which its bytes cannot hold`)
}

function fromPng(bytes: Uint8Array, file: string): DecodedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The first chunk must be the header: length, name, width, height, bits of a sample.
  if (bytes.length < 33 || view.getUint32(12) !== 0x49484452) throw broken(file, 'it has no header')
  const bits = view.getUint8(24)
  const claim = { width: view.getUint32(16), height: view.getUint32(20) }
  requirePossible(file, claim, (bytes.length * largestDeflateRatio * 8) / Math.max(1, bits))
  requirePossible(file, { ...claim, width: 1 }, bytes.length * largestDeflateRatio)
  requireChunks(bytes, view, file)
  return attempt(file, () => {
    const decoded = decodePng(bytes, { checkCrc: true })
    const { height, width, palette, depth } = decoded
    if (palette) {
      const channels = palette[0]?.length ?? 3
      return { height, width, channels, data: Float32Array.from(convertIndexedToRgb(decoded)) }
    }
    const { channels, data } = decoded
    if (data.length !== height * width * channels && depth >= 8) throw broken(file, 'pixels are missing')
    const samples = depth < 8 ? unpacked(data, height, width, channels, depth) : data
    const scale = 255 / (2 ** depth - 1)
    return { height, width, channels, data: Float32Array.from(samples, (value) => value * scale) }
  })
}

/** Every chunk must lie in the file, and there must be some with pixels. The decoder believes what they say. */
function requireChunks(bytes: Uint8Array, view: DataView, file: string): void {
  let at = 8
  let hasHeader = false
  let hasPixels = false
  while (at + 12 <= bytes.length) {
    const [length, name] = [view.getUint32(at), view.getUint32(at + 4)]
    if (at + 12 + length > bytes.length) throw broken(file, 'it is cut off')
    if (name === 0x49484452 && hasHeader) throw broken(file, 'it has two headers')
    hasHeader ||= name === 0x49484452
    hasPixels ||= name === 0x49444154
    at += 12 + length
    if (name === 0x49454e44) break
  }
  if (!hasPixels) throw broken(file, 'it has no pixels')
}

/** Samples of 1, 2 or 4 bits, each row beginning with a byte. */
function unpacked(
  data: ArrayLike<number>,
  height: number,
  width: number,
  channels: number,
  depth: number,
): Uint8Array {
  const samples = new Uint8Array(height * width * channels)
  const perRow = width * channels
  const rowBytes = Math.ceil((perRow * depth) / 8)
  for (let index = 0; index < samples.length; index++) {
    const bit = (index % perRow) * depth
    const byte = data[Math.floor(index / perRow) * rowBytes + (bit >> 3)] ?? 0
    samples[index] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
  }
  return samples
}

function fromJpeg(bytes: Uint8Array, file: string): DecodedImage {
  const { height, width, components } = jpegClaim(bytes, file)
  requirePossible(file, { height, width }, bytes.length * mostPixelsPerJpegByte)
  return attempt(file, () => {
    // Four times the pixels for each of its stages; the limits are for what the claim above did not say.
    const megabytes = 16 + Math.ceil((height * width * 64) / 2 ** 20)
    const options = { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: megabytes } as const
    const decoded = decodeJpeg(bytes, { ...options, formatAsRGBA: false })
    // A grey image comes as three equal channels.
    const channels = components === 1 ? 1 : 3
    const pixels = decoded.width * decoded.height
    const data = new Float32Array(pixels * channels)
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        data[pixel * channels + channel] = decoded.data[pixel * 3 + channel] ?? 0
      }
    }
    return { height: decoded.height, width: decoded.width, channels, data }
  })
}

/** Of the frame's header: a marker C0 to CF that is none of tables (C4), extensions (C8) and arithmetic coding (CC). */
function jpegClaim(bytes: Uint8Array, file: string): Claim & { readonly components: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let claim: (Claim & { readonly components: number }) | undefined
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) break
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xda) break
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (claim) throw broken(file, 'it has two headers')
      claim = {
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: bytes[at + 9] ?? 0,
      }
    }
    at += 2 + view.getUint16(at + 2)
  }
  if (!claim) throw broken(file, 'it has no header')
  return claim
}
