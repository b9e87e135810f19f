/**
 * Augmentation: more data from the data there is, by changes that keep the meaning of a row (LeCun et al. 1998,
 * Simard et al. 2003). A change is made anew in every epoch, as the row is read, and depends on seed, epoch and row
 * alone: a resumed run sees the same pictures as one that was never interrupted.
 */
import type { ImageSize } from '../../engine/backends/wasm/kernels/image-sampling.ts'
import type { Shape } from '../../engine/types.ts'
import { requireOption, show } from '../../nn/options.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../../nn/technique-factory.ts'
import type { Settings, Technique } from '../../technique.ts'
import type { Dataset } from '../dataset.ts'
import type { RowStream } from './row-stream.ts'

export type { ImageSize }

/** Changes the row that begins at `offset`, in place. */
export type ChangeRow = (rows: Float32Array, offset: number, random: RowStream) => void

/**
 * Mixes another row into the one that begins at `offset`, in place.
 * @returns what the row's own target still counts, from 0 to 1; the other row's target counts the rest.
 */
export type MixRow = (rows: Float32Array, offset: number, partner: Float32Array, random: RowStream) => number

/**
 * Draws where each pixel of an image is read, as six numbers: the pixel (x, y) of the new image at
 * x′ = m₀x + m₁y + m₂, y′ = m₃x + m₄y + m₅ of the old one. Changes that are such maps and follow one another are
 * applied as one, so that pixels are interpolated once.
 */
export interface ImageMap {
  readonly size: ImageSize
  /** What lies around the image. Default: nothing that is ever seen. */
  readonly fill?: number
  draw(map: Float64Array, random: RowStream): void
}

/** What changes the rows of one data set: in place, by a map of the places, or by another row. */
export type PreparedChange = { readonly change: ChangeRow } | ImageMap | { readonly mix: MixRow }

/** A way of changing rows, for `fit(…, { augment: [randomShift({ pixels: 2 })] })`. */
export interface Augmentation {
  /** The technique's name: `randomShift`. */
  readonly name: string
  readonly settings: Settings
  /** What changes the rows of this data set. @throws RegimenError `technique-option` when none could. */
  prepare(dataset: Dataset): PreparedChange
}

type Row<S extends Settings> = Omit<TechniqueRow<S>, 'kind' | 'catalogue'> & {
  /** Beside that of augmentation itself. */
  readonly catalogue?: Technique['catalogue']
}

/** @internal */
export function augmentationFactory<S extends Settings>(
  row: Row<S>,
  prepare: (settings: S, dataset: Dataset) => ReturnType<Augmentation['prepare']>,
  check: (settings: S) => void = () => {},
): TechniqueFactory<S, Augmentation> {
  const catalogue = ['R8', ...(row.catalogue ?? [])]
  return techniqueFactory<S, Augmentation>({ ...row, kind: 'data', catalogue }, (settings) => {
    check(settings)
    const prepareFor: Augmentation['prepare'] = (dataset) => prepare(settings, dataset)
    made.add(prepareFor)
    return { name: row.name, settings, prepare: prepareFor }
  })
}

const made = new WeakSet<Augmentation['prepare']>()

/** @internal Whether name and settings say all of an augmentation: one that its user wrote may do anything. */
export function isFromFactory(prepare: Augmentation['prepare']): boolean {
  return made.has(prepare)
}

/** An option of all changes of images. */
export type ImageSettings = {
  /** [height, width] or [height, width, channels] of rows that are stored flat. Default []: the data's own shape. */
  readonly image: readonly number[]
}

/** @internal @throws RegimenError `technique-option` where rows are no images. */
export function imageSize(technique: string, image: readonly number[], { inputShape }: Dataset): ImageSize {
  const shape: Shape = image.length > 0 ? image : inputShape
  const product = (sizes: Shape) => sizes.reduce((total, size) => total * size, 1)
  const [height = 0, width = 0, channels = 1] = shape
  const fits = (shape.length === 2 || shape.length === 3) && product(shape) === product(inputShape)
  const expected = `[height, width] or [height, width, channels] of rows ${show(inputShape)}; for rows that are stored flat, such as image: [8, 8]`
  requireOption(technique, 'image', shape, fits, expected)
  return { height, width, channels }
}

/** @internal A number within bounds. */
export function requireBetween(
  technique: string,
  option: string,
  value: number,
  low: number,
  high: number,
): void {
  const expected = Number.isFinite(high) ? `a number from ${low} to ${high}` : `a number of at least ${low}`
  requireOption(technique, option, value, value >= low && value <= high && Number.isFinite(value), expected)
}
