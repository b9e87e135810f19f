/** What Regimen needs from a machine: files, and data sets on disk. */
export { writeAtomically, writeFileAtomic } from './atomic-file.ts'
export { cacheFolder, type Environment } from './cache-folder.ts'
export { decodeCheckpoint, encodeCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoint-file.ts'
export { type Downloaded, type DownloadRequest, download } from './download.ts'
export { decodeNpz, encodeNpz, type NpzOptions, readNpz, writeNpz } from './formats/npz.ts'
export { type DecodedImage, decodeImage } from './images/decode-image.ts'
export { type ImageFolderOptions, readImageFolder } from './images/read-image-folder.ts'
export {
  type MnistFiles,
  type MnistSource,
  type MnistSplitOptions,
  mnistSource,
  type ResolveMnistOptions,
  readMnist,
  resolveMnistFolder,
  splitMnist,
} from './mnist.ts'
export type { FamilyName as BlasFamily } from './native/families.ts'
export type { BlasInfo } from './native/find-blas.ts'
export type { NativeHint, NativeHints } from './native/hints.ts'
export {
  createNativeBackend,
  type NativeBackend,
  type NativeOptions,
  nativeBlas,
} from './native/native-backend.ts'
export { type OmniglotOptions, readOmniglot } from './omniglot.ts'
export { readBytes } from './read-bytes.ts'
export {
  type CsvOptions,
  type CsvRows,
  type Delimiter,
  readCsv,
  readTable,
  tellDelimiter,
} from './read-csv.ts'
export { readIdx } from './read-idx.ts'
export { SqliteRunStore } from './store/run-store.ts'
export { SqliteStudyStore, type SqliteStudyStoreOptions } from './store/study-store.ts'
export { loadTuning } from './workers/load-tuning.ts'
export { optimizeInProcesses, type ProcessOptions } from './workers/optimize.ts'
export { type ProcessRunnerOptions, processRunner } from './workers/recipe-runner.ts'
export { FolderRecipeStore } from './workers/recipe-store.ts'
