/** Images in folders, one for each class: the usual way to lay out a data set of one's own. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { createDataset, type Dataset, fileError, formatError } from 'regimen'
import { readBytes, reasonOf } from '../read-bytes.ts'
import { type DecodedImage, decodeImage } from './decode-image.ts'
import { resized, withChannels } from './shape-image.ts'

/** The options of `readImageFolder`. */
export interface ImageFolderOptions {
  /** Height and width that every image is brought to. Default: they must all have the size of the first. */
  readonly size?: readonly [height: number, width: number]
  /** 1: grey; 3: red, green, blue; 4: with opacity. Default: those of the first image, without opacity. */
  readonly channels?: 1 | 3 | 4
  /** Default: that of the folder. */
  readonly name?: string
}

const endings = /\.(png|jpe?g)$/i

/**
 * A data set from a folder with one folder of PNG and JPEG files for each class: `cats/1.png`, `dogs/1.jpg`. Classes
 * and files are in the order of their names; rows are [height, width, channels] and hold the pixels as they are, 0 to
 * 255. Hidden files and folders are passed over.
 * @throws RegimenError `image-folder` when there are no classes or a class has no images, `image-size` when sizes
 * differ and none is asked for, and as `decodeImage`; `file-missing`, `file-unreadable`
 */
export async function readImageFolder(folder: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  const { name = path.basename(path.resolve(folder)) } = options
  const classes = list(folder, 'folders')
  if (classes.length === 0) {
    throw formatError('image-folder', { folder, what: 'no folders', expected: 'one for each class' })
  }
  const images: DecodedImage[] = []
  const targets: number[] = []
  for (const [target, each] of classes.entries()) {
    const files = list(path.join(folder, each), 'images')
    if (files.length === 0) {
      const what = `no PNG or JPEG files in "${each}"`
      throw formatError('image-folder', { folder, what, expected: 'at least one for each class' })
    }
    for (const file of files) {
      images.push(await readImage(path.join(folder, each, file), images[0], options))
      targets.push(target)
    }
  }
  return createDataset({
    name,
    task: { kind: 'classification', classes },
    inputShape: shapeOf(images[0]),
    inputs: joined(images),
    targets: Int32Array.from(targets),
  })
}

async function readImage(
  file: string,
  first: DecodedImage | undefined,
  { size, channels }: ImageFolderOptions,
): Promise<DecodedImage> {
  const decoded = decodeImage(await readBytes(file), file)
  const wanted = channels ?? first?.channels ?? (decoded.channels < 3 ? 1 : 3)
  const image = resized(withChannels(decoded, wanted), size ?? [decoded.height, decoded.width])
  if (first && (image.height !== first.height || image.width !== first.width)) {
    throw formatError('image-size', {
      file,
      size: `${image.width} × ${image.height}`,
      expected: `${first.width} × ${first.height}`,
    })
  }
  return image
}

function list(folder: string, what: 'folders' | 'images'): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .filter((entry) => (what === 'folders' ? entry.isDirectory() : endings.test(entry.name)))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw isMissing
      ? fileError('file-missing', { file: folder }, { cause: error })
      : fileError('file-unreadable', { file: folder, reason: reasonOf(error) }, { cause: error })
  }
}

const shapeOf = (image: DecodedImage | undefined) =>
  image ? [image.height, image.width, image.channels] : []

function joined(images: readonly DecodedImage[]): Float32Array {
  const length = images[0]?.data.length ?? 0
  const whole = new Float32Array(images.length * length)
  images.forEach(({ data }, index) => {
    whole.set(data, index * length)
  })
  return whole
}
