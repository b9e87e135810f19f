/** Rows that are the same, or nearly so, in different parts: pictures side by side, rows of tables as values. */
import { findNearDuplicates, type Leak, type PartName } from 'regimen'
import { type GreyImage, imagePair } from '../charts/grey-image.ts'
import { formatCount, formatNumber, formatPercent } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import type { PreparedData } from '../training/prepare-data.ts'
import * as page from './page.ts'

/** So many are shown; the others are counted. */
const mostImages = 24
const mostRows = 50
const mostColumns = 8

/** Two rows, by their parts and their numbers in the data set. */
interface AlikePair {
  readonly between: readonly [PartName, PartName]
  readonly rows: readonly [number, number]
  /** The largest difference of two pixels, position and brightness taken out, as a share of the range. */
  readonly distance: number
}

/** The section, or nothing where no rows are alike. */
export function alikeSection(data: PreparedData, words: Dictionary): string[] {
  const image = imageShape(data)
  const range = rangeOf(data)
  const pairs = image ? alikeImages(data, image, range) : exactPairs(data)
  if (pairs.length === 0) return []
  const { report } = words
  const shown = pairs.slice(0, image ? mostImages : mostRows)
  const lead = report.alikeLead({ count: formatCount(pairs.length), shown: formatCount(shown.length) })
  const content = image
    ? page.gallery(...shown.map((pair) => drawPair(pair, data, { image, range }, words)))
    : rowTable(shown, data, words)
  return [page.section(report.alike, page.paragraph(lead), content)]
}

type ImageShape = readonly [height: number, width: number]

/** Built-in images are square and stored flat. */
function imageShape({ kind, split }: PreparedData): ImageShape | undefined {
  const side = Math.sqrt(split.train.inputShape.reduce((product, size) => product * size, 1))
  return kind === 'image' && Number.isInteger(side) && side >= 4 ? [side, side] : undefined
}

function leaksOf<L extends Leak>(report: {
  readonly trainValidation: L
  readonly trainTest: L
  readonly validationTest: L
}): readonly L[] {
  return [report.trainTest, report.validationTest, report.trainValidation]
}

function exactPairs({ duplicates }: PreparedData): AlikePair[] {
  return leaksOf(duplicates).flatMap(({ between, pairs }) =>
    pairs.map((rows) => ({ between, rows, distance: 0 })),
  )
}

/** The most alike first. Pictures of one colour resemble nothing, but may be equal. */
function alikeImages(data: PreparedData, image: ImageShape, { least, largest }: Range): AlikePair[] {
  const near = leaksOf(findNearDuplicates(data.split, { image })).flatMap(({ between, details }) =>
    details.map(({ rows, residual }) => ({ between, rows, distance: residual / (largest - least) })),
  )
  const known = new Set(near.map(({ rows }) => rows[1]))
  const equal = exactPairs(data).filter(({ rows }) => !known.has(rows[1]))
  return [...equal, ...near].sort((a, b) => a.distance - b.distance)
}

/** Of the training part's numbers: what is drawn from white to black. */
interface Range {
  readonly least: number
  readonly largest: number
}

function rangeOf({ split }: PreparedData): Range {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of split.train.inputs) {
    if (value < least) least = value
    if (value > largest) largest = value
  }
  return { least, largest }
}

interface Drawing {
  readonly image: ImageShape
  readonly range: Range
}

function drawPair(pair: AlikePair, data: PreparedData, drawing: Drawing, words: Dictionary): string {
  const [first, second] = pair.between
  const { parts, report } = words
  const caption = report.alikePair({
    first: `${parts[first]} ${pair.rows[0]}`,
    second: `${parts[second]} ${pair.rows[1]}`,
    distance: formatPercent(pair.distance),
  })
  const picture = (place: 0 | 1) => greyImage(valuesOf(data, pair.between[place], pair.rows[place]), drawing)
  return page.figure(imagePair([picture(0), picture(1)], caption), caption)
}

function greyImage(values: Float32Array, { image, range: { least, largest } }: Drawing): GreyImage {
  const [height, width] = image
  const range = largest > least ? largest - least : 1
  return { height, width, darkness: values.map((value) => (value - least) / range) }
}

/** The inputs of a row, by its number in the data set. */
function valuesOf({ split }: PreparedData, name: PartName, row: number): Float32Array {
  const part = split[name]
  const place = part.rows.indexOf(row)
  const features = part.inputs.length / Math.max(1, part.size)
  return part.inputs.subarray(place * features, (place + 1) * features)
}

function rowTable(pairs: readonly AlikePair[], data: PreparedData, { parts, report }: Dictionary): string {
  const names = data.encoder.featureNames.slice(0, mostColumns)
  const more = data.encoder.featureNames.length > names.length ? ['…'] : []
  const rows = pairs.map(({ between: [first, second], rows }) => {
    const values = Array.from(valuesOf(data, first, rows[0]).subarray(0, names.length), formatNumber)
    return [`${parts[first]} ${rows[0]}`, `${parts[second]} ${rows[1]}`, ...values, ...more]
  })
  return page.table([report.alikeFirst, report.alikeSecond, ...names, ...more], rows)
}
