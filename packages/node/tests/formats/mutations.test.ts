/**
 * Damaged files: each gives a sound result or a RegimenError, soon, and holds no more memory than it could explain.
 * REGIMEN_MUTATIONS sets how many of each kind (default 2,000).
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
import { describe, expect, it } from 'vitest'
import { tableFromText } from '../../src/read-csv.ts'
import fixture from '../fixtures/images.json' with { type: 'json' }

const count = Number(process.env.REGIMEN_MUTATIONS ?? 2000)
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

const tensors = {
  'layers.0.weight': tensor([1, 2, 3, 4, 5, 6], [2, 3], 'float32'),
  count: tensor([3], [], 'int32'),
  mask: tensor([1, 0, 1], [3], 'bool'),
}
const csv = `name,"height, cm",city\n${Array.from({ length: 12 }, (_, row) => `"a ${row}",${150 + row}.5,"Se""oul"`).join('\r\n')}\n`

const kinds: Readonly<
  Record<string, { sound: readonly Uint8Array[]; read: (bytes: Uint8Array) => unknown }>
> = {
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
    sound: ['colours.png', 'palette.png', 'bits.png', 'sixteen.png', 'interlaced.png'].map((name) =>
      bytesOf(fixture[name as keyof typeof fixture].file),
    ),
    read: (bytes) => decodeImage(bytes, 'x'),
  },
  jpeg: {
    sound: ['colours.jpg', 'progressive.jpg', 'greys.jpg'].map((name) =>
      bytesOf(fixture[name as keyof typeof fixture].file),
    ),
    read: (bytes) => decodeImage(bytes, 'x'),
  },
  csv: {
    sound: [new TextEncoder().encode(csv)],
    read: (bytes) => tableFromText(bytes, 'x'),
  },
}

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

describe.each(Object.entries(kinds))('%s', (kind, { sound, read }) => {
  it('is read where it is sound', () => {
    for (const bytes of sound) expect(() => read(bytes)).not.toThrow()
  })

  it(`${count} damaged ones`, { timeout: 600_000 }, () => {
    const key = RandomKey.fromSeed(11).child(kind)
    let slowest = 0
    let refused = 0
    const memory = process.memoryUsage()
    for (let index = 0; index < count; index++) {
      const bytes = mutate(sound[index % sound.length] ?? new Uint8Array(), key.child(index).uniform(16))
      const began = performance.now()
      try {
        read(bytes)
      } catch (error) {
        if (!(error instanceof RegimenError)) throw new Error(`file ${index}`, { cause: error })
        expect(error.message.length).toBeGreaterThan(10)
        refused++
      }
      slowest = Math.max(slowest, performance.now() - began)
    }
    const { arrayBuffers, heapTotal } = process.memoryUsage()
    expect(refused).toBeGreaterThan(count / 10)
    expect(slowest).toBeLessThan(5000)
    expect(arrayBuffers + heapTotal - memory.arrayBuffers - memory.heapTotal).toBeLessThan(2 ** 29)
  })
})
