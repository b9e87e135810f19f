/** MNIST (LeCun, Cortes, Burges 1998): found on this machine, or downloaded once into the cache folder. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import {
  asPart,
  type Dataset,
  fileError,
  mnistFromIdx,
  type RandomKey,
  type RegimenError,
  type Split,
  splitDataset,
} from 'regimen'
import { cacheFolder, type Environment, variable } from './cache-folder.ts'
import { download } from './download.ts'
import { readBytes } from './read-bytes.ts'

/** Where MNIST can be downloaded. */
export interface MnistSource {
  /** Addresses to which a file's name is appended, tried in order. */
  readonly mirrors: readonly string[]
  /** SHA-256 of each file, in hexadecimal. */
  readonly files: Readonly<Record<string, string>>
}

/** The public mirrors of MNIST, and the checksums of its files. */
export const mnistSource: MnistSource = {
  mirrors: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://raw.githubusercontent.com/fgnt/mnist/master/',
  ],
  files: {
    'train-images-idx3-ubyte.gz': '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    'train-labels-idx1-ubyte.gz': '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    't10k-images-idx3-ubyte.gz': '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    't10k-labels-idx1-ubyte.gz': 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
}

/** MNIST as read from a folder. */
export interface MnistFiles {
  readonly folder: string
  /** The 60,000 training images ('mnist-train'); `undefined` where the folder does not have them. */
  readonly train: Dataset | undefined
  /** The 10,000 test images ('mnist-t10k'); `undefined` where the folder does not have them. */
  readonly test: Dataset | undefined
}

const prefixes = { train: 'train', test: 't10k' } as const
const endings = {
  images: ['-images-idx3-ubyte', '-images.idx3-ubyte'],
  labels: ['-labels-idx1-ubyte', '-labels.idx1-ubyte'],
}

interface FilePair {
  readonly images: string
  readonly labels: string
}

/**
 * Reads the MNIST files of a folder, both pairs or the one that is there. Pixels are 0 to 255, not scaled. Other
 * sets in the same layout (Fashion-MNIST, KMNIST) are read as well.
 *
 * @throws RegimenError `mnist-files-missing`, `file-corrupt-gzip`, `idx-bad-magic`, `idx-length`, `mnist-counts-differ`
 */
export async function readMnist(folder: string): Promise<MnistFiles> {
  const pairs = { train: findPair(folder, prefixes.train), test: findPair(folder, prefixes.test) }
  if (!pairs.train && !pairs.test) throw filesMissing(folder)
  return {
    folder,
    train: pairs.train && (await readPair(pairs.train, 'mnist-train')),
    test: pairs.test && (await readPair(pairs.test, 'mnist-t10k')),
  }
}

/** The options of `splitMnist`. */
export interface MnistSplitOptions {
  /** `RandomKey.fromSeed(seed).child('split')` */
  readonly key: RandomKey
  /** Fraction or number of rows. Default: 0.1. */
  readonly validation?: number
  /** Fraction or number of rows, used only where one of the two files is missing. Default: 0.1. */
  readonly test?: number
}

/**
 * The three parts. With both files: the test file is the test part, and train and validation come from the
 * training file. With one file: all three come from it, seeded and stratified, and the parts' name says which.
 */
export function splitMnist(
  files: MnistFiles,
  { key, validation = 0.1, test = 0.1 }: MnistSplitOptions,
): Split {
  const { train, test: held } = files
  if (train && held) {
    return { ...splitDataset(train, { key, sizes: { validation, test: 0 } }), test: asPart(held, 'test') }
  }
  const only = train ?? held
  if (!only) throw filesMissing(files.folder)
  return splitDataset(only, { key, sizes: { validation, test } })
}

/** The options of `resolveMnistFolder`. */
export interface ResolveMnistOptions {
  /** A folder named by the user: used, or refused, but never searched past. */
  readonly folder?: string
  readonly environment?: Environment
  readonly source?: MnistSource
  /** Called before each file is downloaded. */
  readonly onDownload?: (file: string, folder: string) => void
}

/**
 * The folder to read MNIST from: the one named; else `$REGIMEN_DATA/mnist` where it holds a pair of files; else
 * the `mnist` folder of the cache, into which missing files are downloaded first.
 *
 * @throws RegimenError `mnist-files-missing` for a named folder without them, `download-failed`
 */
export async function resolveMnistFolder(options: ResolveMnistOptions = {}): Promise<string> {
  const { folder, environment = process.env, source = mnistSource, onDownload } = options
  if (folder !== undefined) {
    if (!holdsMnist(folder)) throw filesMissing(folder)
    return folder
  }
  const data = variable(environment, 'REGIMEN_DATA')
  const named = data === undefined ? undefined : path.join(data, 'mnist')
  if (named !== undefined && holdsMnist(named)) return named
  const cached = path.join(cacheFolder(environment), 'mnist')
  for (const [file, sha256] of Object.entries(source.files)) {
    const target = path.join(cached, file)
    if (existsSync(target)) continue
    onDownload?.(file, cached)
    const urls = source.mirrors.map((mirror) => mirror + file)
    const { done, attempts } = await download({ urls, sha256, target })
    if (done) continue
    throw fileError('download-failed', {
      file,
      attempts,
      folder: cached,
      files: Object.keys(source.files),
    })
  }
  return cached
}

function holdsMnist(folder: string): boolean {
  return Object.values(prefixes).some((prefix) => findPair(folder, prefix) !== undefined)
}

function filesMissing(folder: string): RegimenError {
  const files = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']
  return fileError('mnist-files-missing', { folder, files })
}

function findPair(folder: string, prefix: string): FilePair | undefined {
  const find = (names: readonly string[]) =>
    names
      .flatMap((name) => [`${name}.gz`, name])
      .map((name) => path.join(folder, prefix + name))
      .find((file) => existsSync(file))
  const [images, labels] = [find(endings.images), find(endings.labels)]
  return images === undefined || labels === undefined ? undefined : { images, labels }
}

async function readPair({ images, labels }: FilePair, name: string): Promise<Dataset> {
  const [imageBytes, labelBytes] = await Promise.all([readBytes(images), readBytes(labels)])
  return mnistFromIdx({ bytes: imageBytes, source: images }, { bytes: labelBytes, source: labels }, name)
}
