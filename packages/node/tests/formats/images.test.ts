import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DecodedImage, decodeImage, readImageFolder } from '@regimen/node'
import { RegimenError } from 'regimen'
import { describe, expect, it, onTestFinished } from 'vitest'
import { resized, withChannels } from '../../src/images/shape-image.ts'
import fixture from '../fixtures/images.json' with { type: 'json' }

type Name = keyof typeof fixture
const names = Object.keys(fixture) as Name[]
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const file = (name: Name) => bytesOf(fixture[name].file)

describe('decoded as Pillow decodes', () => {
  it.each(names)('%s', (name) => {
    const { width, height, channels, pixels } = fixture[name]
    const image = decodeImage(file(name), name)
    expect([image.height, image.width, image.channels]).toEqual([height, width, channels])
    // JPEG decoders round their cosine transforms and colours differently.
    const tolerance = name.endsWith('.jpg') ? 3 : 0.51
    bytesOf(pixels).forEach((value, index) => {
      expect(Math.abs((image.data[index] ?? Number.NaN) - value), `sample ${index}`).toBeLessThanOrEqual(
        tolerance,
      )
    })
  })
})

const image = (height: number, width: number, channels: number, data: readonly number[]): DecodedImage => ({
  height,
  width,
  channels,
  data: Float32Array.from(data),
})

describe('size and channels by hand', () => {
  it('grey is luminance (BT.601), colours of grey are equal', () => {
    expect(withChannels(image(1, 1, 3, [100, 200, 50]), 1).data[0]).toBeCloseTo(29.9 + 117.4 + 5.7, 4)
    expect([...withChannels(image(1, 2, 1, [7, 9]), 3).data]).toEqual([7, 7, 7, 9, 9, 9])
    expect([...withChannels(image(1, 1, 2, [7, 128]), 4).data]).toEqual([7, 7, 7, 128])
    expect([...withChannels(image(1, 1, 4, [1, 2, 3, 128]), 3).data]).toEqual([1, 2, 3])
  })

  it('smaller images are means of what they cover, also of parts of pixels', () => {
    expect([...resized(image(2, 2, 1, [1, 2, 3, 6]), [1, 1]).data]).toEqual([3])
    const [left = 0, right = 0] = resized(image(1, 3, 1, [3, 6, 12]), [1, 2]).data
    expect(left).toBeCloseTo((3 + 0.5 * 6) / 1.5, 5)
    expect(right).toBeCloseTo((0.5 * 6 + 12) / 1.5, 5)
    expect([...resized(image(1, 1, 3, [1, 2, 3]), [2, 1]).data]).toEqual([1, 2, 3, 1, 2, 3])
  })
})

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'regimen-images-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
    writeFileSync(path.join(folder, name), bytes)
  }
  return folder
}

async function refusal(promise: Promise<unknown>): Promise<RegimenError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(RegimenError)
  return error as RegimenError
}

describe('folders', () => {
  it('one class for each folder, in the order of the names', async () => {
    const folder = folderOf({
      'dogs/1.png': file('greys.png'),
      'cats/2.png': file('colours.png'),
      'cats/1.PNG': file('interlaced.png'),
      'cats/notes.txt': new Uint8Array(),
      '.hidden/1.png': new Uint8Array(),
    })
    const data = await readImageFolder(folder, { name: 'pets', channels: 3 })
    expect(data.name).toBe('pets')
    expect(data.task).toEqual({ kind: 'classification', classes: ['cats', 'dogs'] })
    expect([...data.targets]).toEqual([0, 0, 1])
    expect(data.inputShape).toEqual([5, 7, 3])
    const pixels = [...bytesOf(fixture['colours.png'].pixels)]
    expect([...data.inputs.subarray(0, 105)]).toEqual(pixels)
    expect([...data.inputs.subarray(105, 210)]).toEqual(pixels)
  })

  it('different sizes need one to be named', async () => {
    const folder = folderOf({ 'a/1.png': file('greys.png'), 'a/2.jpg': file('colours.jpg') })
    const error = await refusal(readImageFolder(folder))
    expect(error.code).toBe('image-size')
    expect(error.message).toMatch(/2\.jpg has 24 × 16 pixels.*7 × 5/)
    expect((await readImageFolder(folder, { size: [4, 4] })).inputShape).toEqual([4, 4, 1])
  })

  it.each([
    ['no classes', { 'readme.txt': new Uint8Array() }, 'image-folder', 'no folders'],
    [
      'a class without images',
      { 'a/1.png': file('greys.png'), 'b/x.txt': new Uint8Array() },
      'image-folder',
      '"b"',
    ],
    ['another file', { 'a/1.png': new TextEncoder().encode('GIF89a') }, 'image-kind', '1.png'],
    ['half a file', { 'a/1.png': file('greys.png').slice(0, 60) }, 'image-broken', 'cut off'],
    ['a damaged one', { 'a/1.jpg': file('greys.jpg').slice(0, 100) }, 'image-broken', '1.jpg'],
  ] as const)('%s', async (_, files, code, says) => {
    const error = await refusal(readImageFolder(folderOf(files)))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
  })

  it('a folder that is missing', async () => {
    expect((await refusal(readImageFolder('/nowhere/at/all'))).code).toBe('file-missing')
  })
})
