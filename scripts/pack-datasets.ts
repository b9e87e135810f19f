/**
 * Writes the embedded data sets from the folder that REGIMEN_DATA names, which holds `uci/digits.csv.gz` (64 pixels
 * and the label in each line) and `uci/iris.csv` (a line of counts and class names, then measurements and label):
 *
 *   REGIMEN_DATA=<folder> node scripts/pack-datasets.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decodePixels, PixelModel, pixelBits } from '../packages/regimen/src/data/embedded/pixel-coding.ts'

const target = path.join(import.meta.dirname, '../packages/regimen/src/data/embedded')
const lineLength = 108

const attributions = {
  digits: `Optical Recognition of Handwritten Digits (the test part, 1797 images of 8x8 pixels, levels 0 to 16).
 * E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49.
 * Licence: Creative Commons Attribution 4.0 (CC BY 4.0). Changed: packed.`,
  iris: `Iris (150 flowers of three species; sepal and petal measures in millimetres).
 * R. A. Fisher, 1936, UCI Machine Learning Repository, https://doi.org/10.24432/C56C76.
 * Licence: Creative Commons Attribution 4.0 (CC BY 4.0). Changed: packed; the two rows that differ from
 * Fisher's article in the repository's file (34 and 37, counted from 0) are as in the article.`,
} as const

function main(): void {
  const folder = process.env.REGIMEN_DATA
  if (folder === undefined)
    throw new Error('Set REGIMEN_DATA to the folder that holds uci/digits.csv.gz and uci/iris.csv')
  const digits = rowsOf(gunzipSync(readFileSync(path.join(folder, 'uci/digits.csv.gz'))).toString())
  const pixels = Uint8Array.from(digits.flatMap((row) => row.slice(0, 64)))
  const packed = encodePixels(pixels, 8, 64)
  if (decodePixels(packed, pixels.length, 8, 64).some((value, index) => value !== pixels[index])) {
    throw new Error('the packed digits do not decode to what they were made from')
  }
  write('digits', { pixels: packed, labels: digits.map((row) => row[64]).join('') })

  const [, ...lines] = readFileSync(path.join(folder, 'uci/iris.csv'), 'utf8').trim().split(/\r?\n/)
  const flowers = rowsOf(lines.join('\n'))
  write('iris', {
    millimetres: flowers
      .map((row) =>
        row
          .slice(0, 4)
          .map((value) => String(Math.round(value * 10)).padStart(2, '0'))
          .join(''),
      )
      .join(''),
    labels: flowers.map((row) => row[4]).join(''),
  })
}

function rowsOf(text: string): number[][] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map(Number))
}

function write(name: keyof typeof attributions, texts: Readonly<Record<string, string>>): void {
  const constants = Object.entries(texts).map(([constant, text]) => {
    const pieces = text.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []
    return `export const ${constant} =\n${pieces.map((piece) => `  '${piece}'`).join(' +\n')}\n`
  })
  const header = `/**\n * ${attributions[name]}\n *\n * Made by scripts/pack-datasets.ts: do not edit.\n */\n`
  writeFileSync(path.join(target, `${name}.generated.ts`), header + constants.join('\n'))
}

/** The inverse of `decodePixels`. */
function encodePixels(pixels: Uint8Array, width: number, imageSize: number): string {
  const model = new PixelModel(width)
  const bytes: number[] = []
  let [low, high] = [0, 0xffffffff]
  pixels.forEach((pixel, index) => {
    const context = model.context(pixels, index, imageSize)
    let node = 1
    for (let depth = pixelBits - 1; depth >= 0; depth--) {
      const bit = (pixel >>> depth) & 1
      const middle = low + Math.floor((high - low) * model.chance(context + node))
      if (bit === 1) high = middle
      else low = middle + 1
      model.learn(context + node, bit)
      node = node * 2 + bit
      while ((low ^ high) >>> 24 === 0) {
        bytes.push(high >>> 24)
        low = (low << 8) >>> 0
        high = ((high << 8) | 255) >>> 0
      }
    }
  })
  for (let shift = 24; shift >= 0; shift -= 8) bytes.push((low >>> shift) & 255)
  return Buffer.from(bytes).toString('base64')
}

main()
