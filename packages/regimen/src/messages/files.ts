/** Errors of the files that data are read from. */
import { errorsOf } from './errors.ts'

export const fileMessages = {
  'file-missing': (p: { file: string }) => `${p.file} does not exist. Check the path.`,
  'file-unreadable': (p: { file: string; reason: string }) => `${p.file} cannot be read: ${p.reason}.`,
  'file-corrupt-gzip': (p: { file: string; reason: string }) =>
    `${p.file} is damaged: it starts like a gzip file and does not decompress (${p.reason}). Fetch it again.`,
  'file-bad-encoding': (p: { file: string; encoding: string }) =>
    `${p.file} is not ${p.encoding} text. Save it as UTF-8, or name its encoding (encoding: "euc-kr", for example).`,
  'csv-malformed': (p: { file: string; line: number; reason: string }) =>
    `${p.file}, line ${p.line}: ${p.reason}.`,
  'stored-value': (p: {
    file: string
    tensor: string
    index: number
    value: string
    low: number
    high: number
  }) =>
    `${p.file}: "${p.tensor}" has the value ${p.value} at element ${p.index}; only those from ${p.low} to ${p.high} can be read.`,
  'idx-bad-magic': (p: { source: string; found: string }) =>
    `${p.source} is not an IDX file: it starts with ${p.found}; expected two zero bytes, an element type (08, 09, 0b, 0c, 0d or 0e) and the number of dimensions. A .gz file must be decompressed first.`,
  'idx-length': (p: { source: string; shape: string; expected: number; actual: number }) =>
    `${p.source} is ${p.actual < p.expected ? 'cut off' : 'too long'}: its header says ${p.shape}, which takes ${p.expected} bytes; it has ${p.actual}.`,
  'idx-wrong-kind': (p: { source: string; found: string; expected: string }) =>
    `${p.source} holds ${p.found}; expected ${p.expected}.`,
  'mnist-counts-differ': (p: { images: string; imageCount: number; labels: string; labelCount: number }) =>
    `${p.images} has ${p.imageCount} images, but ${p.labels} has ${p.labelCount} labels. The two files do not belong together.`,
  'mnist-files-missing': (p: { folder: string; files: readonly string[] }) =>
    `${p.folder} has no MNIST files. Expected ${p.files.join(' and ')} (each may end in .gz), or the same pair starting with t10k.`,
  'omniglot-bad-archive': (p: { file: string; reason: string }) =>
    `${p.file} cannot be read as an archive of Omniglot images: ${p.reason}. Expected a zip of <set>/<alphabet>/<character>/<image>.png, such as images_background_small1.zip.`,
  'download-failed': (p: {
    file: string
    attempts: readonly string[]
    folder: string
    files: readonly string[]
  }) =>
    `${p.file} could not be downloaded: ${p.attempts.join('; ')}. Without a network, put ${p.files.join(', ')} into a folder and name it (--data <folder>), or into ${p.folder}.`,
} as const

/** An error of files of data, for packages that read them. */
export const fileError = /* @__PURE__ */ errorsOf(fileMessages)
