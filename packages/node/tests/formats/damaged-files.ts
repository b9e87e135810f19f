/**
 * Reads damaged files of one kind, as a process of its own whose memory is nobody else's: node damaged-files.ts png 10000.
 * Prints a `Reading` as JSON.
 */
import { decodeImage, decodeNpz, encodeNpz } from '@regimen/node'
import {
  decodeNpy,
  decodeSafetensors,
  encodeNpy,
  encodeSafetensors,
  RandomKey,
  RegimenError,
  tensor,
} from 'regimen'
import { tableFromText } from '../../src/read-csv.ts'
import fixture from '../fixtures/images.json' with { type: 'json' }

/** What became of the files. */
export interface Reading {
  /** Sound files that were not read. */
  readonly soundRefused: readonly string[]
  /** Errors that are none of Regimen's, or say next to nothing: the first of them. */
  readonly crashes: readonly string[]
  readonly refused: number
  readonly slowestMilliseconds: number
  /** By how much reading the damaged files raised the most memory that the process ever had resident. */
  readonly grownBytes: number
  /** The most that arrays held after a file, beyond what they held before: memory that was never touched is not resident. */
  readonly arrayBytes: number
}

interface Kind {
  readonly sound: readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => unknown
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const image = (name: keyof typeof fixture) => bytesOf(fixture[name].file)

const tensors = {
  'layers.0.weight': tensor([1, 2, 3, 4, 5, 6], [2, 3], 'float32'),
  count: tensor([3], [], 'int32'),
  mask: tensor([1, 0, 1], [3], 'bool'),
}
const csv = `name,"height, cm",city\n${Array.from({ length: 12 }, (_, row) => `"a ${row}",${150 + row}.5,"Se""oul"`).join('\r\n')}\n`

const kinds: Readonly<Record<string, Kind>> = {
  safetensors: {
    sound: [encodeSafetensors(tensors, { note: 'sound' })],
    read: (bytes) => decodeSafetensors(bytes, 'x'),
  },
  npy: {
    sound: [encodeNpy(tensors['layers.0.weight']), encodeNpy(tensors.mask)],
    read: (bytes) => decodeNpy(bytes, 'x'),
  },
  npz: {
    sound: [encodeNpz(tensors), encodeNpz(tensors, { compress: true })],
    read: (bytes) => decodeNpz(bytes, 'x'),
  },
  png: {
    sound: [
      image('colours.png'),
      image('palette.png'),
      image('bits.png'),
      image('sixteen.png'),
      image('interlaced.png'),
    ],
    read: (bytes) => decodeImage(bytes, 'x'),
  },
  jpeg: {
    sound: [image('colours.jpg'), image('progressive.jpg'), image('greys.jpg')],
    read: (bytes) => decodeImage(bytes, 'x'),
  },
  csv: {
    sound: [new TextEncoder().encode(csv)],
    read: (bytes) => tableFromText(bytes, 'x'),
  },
}

/** The kinds of files that there are. */
export const kindNames = Object.keys(kinds)

/** Bytes changed, cut, doubled, taken out, or set to values that sizes and counts are afraid of. */
function mutate(sound: Uint8Array, draws: Float64Array): Uint8Array {
  const [kind = 0, ...rest] = draws
  const at = (draw: number) => Math.floor((rest[draw] ?? 0) * sound.length)
  const [start, end] = [Math.min(at(0), at(1)), Math.max(at(0), at(1))]
  if (kind < 0.1) return sound.slice(0, start)
  if (kind < 0.2) return Uint8Array.from([...sound.slice(0, end), ...sound.slice(start)])
  if (kind < 0.3) return Uint8Array.from([...sound.slice(0, start), ...sound.slice(end)])
  const copy = sound.slice()
  const changes = 1 + Math.floor((rest[2] ?? 0) * 4)
  for (let change = 0; change < changes; change++) {
    const value = Math.floor((rest[4 + 2 * change] ?? 0) * 256)
    copy[at(3 + 2 * change)] = kind < 0.5 ? ([0, 1, 127, 128, 255][value % 5] ?? 0) : value
  }
  return copy
}

/** The error of a reading, or undefined where it went well. */
function errorOf({ read }: Kind, bytes: Uint8Array): unknown {
  try {
    read(bytes)
    return undefined
  } catch (error) {
    return error
  }
}

/** In bytes; the system counts in KiB. */
const highWaterMark = () => process.resourceUsage().maxRSS * 1024

function readDamaged(name: string, count: number): Reading {
  const kind = kinds[name]
  if (!kind) throw new Error(name)
  const key = RandomKey.fromSeed(11).child(name)
  const soundRefused = kind.sound.flatMap((bytes) => errorOf(kind, bytes) ?? []).map(String)
  const crashes: string[] = []
  let [refused, slowestMilliseconds, arrayBytes] = [0, 0, 0]
  const [before, arraysBefore] = [highWaterMark(), process.memoryUsage().arrayBuffers]
  for (let index = 0; index < count; index++) {
    const bytes = mutate(
      kind.sound[index % kind.sound.length] ?? new Uint8Array(),
      key.child(index).uniform(16),
    )
    const began = performance.now()
    const error = errorOf(kind, bytes)
    slowestMilliseconds = Math.max(slowestMilliseconds, performance.now() - began)
    arrayBytes = Math.max(arrayBytes, process.memoryUsage().arrayBuffers - arraysBefore)
    if (error === undefined) continue
    if (error instanceof RegimenError && error.message.length > 10) refused++
    else if (crashes.length < 5) crashes.push(`file ${index}: ${error}`)
  }
  const grownBytes = highWaterMark() - before
  return { soundRefused, crashes, refused, slowestMilliseconds, grownBytes, arrayBytes }
}

if (import.meta.main) {
  const [name = '', count = '0'] = process.argv.slice(2)
  console.log(JSON.stringify(readDamaged(name, Number(count))))
}
