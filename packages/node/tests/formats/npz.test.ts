import { decodeNpz, encodeNpz } from '@regimen/node'
import { RegimenError, tensor } from 'regimen'
import { describe, expect, it } from 'vitest'
import fixture from '../../../regimen/tests/fixtures/npy.json' with { type: 'json' }

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

describe('archives that NumPy wrote', () => {
  it.each(['stored', 'compressed'] as const)('%s', (kind) => {
    const { w, b, ...others } = decodeNpz(bytesOf(fixture[kind]), 'a.npz')
    expect(others).toEqual({})
    expect(w?.shape).toEqual([125, 2])
    // numpy.linspace(-1, 1, 250)
    w?.data().forEach((value, index) => {
      expect(value).toBeCloseTo(-1 + (2 * index) / 249, 6)
    })
    expect([b?.dtype, ...(b?.data() ?? [])]).toEqual(['int32', 1, 2])
  })
})

describe('what is refused', () => {
  const sound = bytesOf(fixture.compressed)
  /** The directory's entry of the first file; its compressed and its whole size are at 20 and 24. */
  const directory = Buffer.from(sound).indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  const changed = (at: number, ...values: number[]) => {
    const copy = sound.slice()
    copy.set(values, at)
    return copy
  }
  it.each([
    ['nothing', new Uint8Array(), 'begin and end'],
    ['another file', new TextEncoder().encode('x'.repeat(100)), 'begin and end'],
    ['a cut archive', sound.slice(0, -30), 'begin and end'],
    ['no arrays', encodeNpz({}), 'no .npy'],
    ['a part of four gigabytes', changed(directory + 24, 255, 255, 255, 255), '4294967295 bytes'],
    ['a byte that is wrong', changed(60, (sound[60] ?? 0) ^ 255), 'a.npz'],
    ['a wrong checksum', changed(directory + 16, 0, 0, 0, 0), 'checksum'],
  ])('%s', (_, bytes, says) => {
    let thrown: unknown
    try {
      decodeNpz(bytes, 'a.npz')
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(RegimenError)
    expect((thrown as RegimenError).message).toContain(says)
  })
})

it('the same tensors give the same bytes, smaller ones with compression', () => {
  const tensors = { 'layers.0.weight': tensor(new Float32Array(1000), [1000]) }
  expect([...encodeNpz(tensors)]).toEqual([...encodeNpz(tensors)])
  expect(encodeNpz(tensors, { compress: true }).length).toBeLessThan(500)
  expect(decodeNpz(encodeNpz(tensors, { compress: true }), 'x')['layers.0.weight']?.shape).toEqual([1000])
})
