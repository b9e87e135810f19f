import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Checkpoint, encodeSafetensors, RegimenError, tensor } from 'regimen'
import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint, loadCheckpoint, saveCheckpoint } from '../src/checkpoint-file.ts'
import { rejection, temporaryFolder } from './data/folder.ts'

const checkpoint: Checkpoint = {
  tensors: {
    'parameters/layers.0.weight': tensor([1, 0.1, -0, Number.NaN, 5, 6], [2, 3], 'float32'),
    'optimizer/0.count': tensor([3], [], 'int32'),
    'buffers/mask': tensor([1, 0, 1], [3], 'bool'),
    'parameters/empty': tensor([], [0, 4], 'float32'),
    'callbacks/best': tensor([0.1 + 0.2], [1], 'float64'),
  },
  header: {
    step: 12,
    loss: 0.1 + 0.2,
    tiny: 5e-324,
    position: { epoch: 3, batch: 0 },
    history: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0],
    name: 'Größe "x"\n',
    stopReason: null,
    finished: false,
    1: 'a name that is a number',
  },
}

/** Everything that counts, in a form that tells −0 from 0 and one NaN from another. */
function contentsOf({ tensors, header }: Checkpoint) {
  const parts = Object.entries(tensors).map(([name, each]) => {
    const { buffer, byteOffset, byteLength } = each.data()
    return [name, each.dtype, each.shape, Buffer.from(buffer, byteOffset, byteLength).toString('hex')]
  })
  return { tensors: parts.sort(), header }
}

describe('checkpoint files', () => {
  const { folder, put } = temporaryFolder()

  test('come back as they were, to the last bit', async () => {
    const file = path.join(folder, 'runs', 'a.safetensors')
    await saveCheckpoint(file, checkpoint)
    expect(contentsOf(await loadCheckpoint(file))).toStrictEqual(contentsOf(checkpoint))
    await saveCheckpoint(file, { tensors: {}, header: {} })
    expect(await loadCheckpoint(file)).toEqual({ tensors: {}, header: {} })
  })

  test('every single flipped bit is noticed, or has changed nothing', () => {
    const sound = encodeCheckpoint(checkpoint)
    const expected = contentsOf(checkpoint)
    let harmless = 0
    for (let bit = 0; bit < sound.length * 8; bit++) {
      const bytes = sound.slice()
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      let loaded: Checkpoint
      try {
        loaded = decodeCheckpoint(bytes, 'x')
      } catch (error) {
        expect(error, `bit ${bit}`).toBeInstanceOf(RegimenError)
        continue
      }
      harmless++
      expect(contentsOf(loaded), `bit ${bit}`).toStrictEqual(expected)
    }
    // JSON reads a few characters in two ways; all else must be refused.
    expect(harmless).toBeLessThan(20)
  })

  test('damaged elements are told from a file that is no checkpoint', async () => {
    const bytes = encodeCheckpoint(checkpoint)
    bytes[bytes.length - 1] = 1 - (bytes.at(-1) ?? 0)
    const damaged = await rejection(loadCheckpoint(put('damaged', bytes)))
    expect(damaged.code).toBe('checkpoint-corrupt')
    expect(damaged.message).toContain(path.join(folder, 'damaged'))

    const weights = encodeSafetensors({ w: tensor([1], [1], 'float32') }, { format: 'pt' })
    const foreign = await rejection(loadCheckpoint(put('foreign', weights)))
    expect(foreign.code).toBe('not-a-checkpoint')
    expect(foreign.message).toContain('"regimen"')

    const image = await rejection(loadCheckpoint(put('image.png', '\x89PNG and so on')))
    expect(image.code).toBe('safetensors-header')
    const cut = await rejection(loadCheckpoint(put('cut', encodeCheckpoint(checkpoint).slice(0, -3))))
    expect(cut.code).toBe('safetensors-truncated')
  })

  test('a later version says what can read it', async () => {
    const text = '{"version":2,"header":{}}'
    // CRC-32 of the text, from zlib.crc32 of Python.
    const bytes = encodeSafetensors({}, { regimen: text, 'regimen.crc32': '6594f5e0' })
    writeFileSync(path.join(folder, 'later'), bytes)
    const later = await rejection(loadCheckpoint(path.join(folder, 'later')))
    expect(later.code).toBe('not-a-checkpoint')
    expect(later.message).toContain('version 2')
  })

  test('a missing file and a folder', async () => {
    const missing = await rejection(loadCheckpoint(path.join(folder, 'nothing')))
    expect(missing.code).toBe('file-missing')
    expect((await rejection(loadCheckpoint(folder))).code).toBe('file-unreadable')
  })

  test('the checksum is the CRC-32 that others compute', () => {
    const bytes = encodeCheckpoint({ tensors: {}, header: {} })
    expect(new TextDecoder().decode(bytes)).toContain('"regimen.crc32":"19f5d03b"')
  })
})
