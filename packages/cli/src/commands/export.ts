/** `regimen export` and `regimen import`: trained models to other tools and back. */
import path from 'node:path'
import { encodeNpz, readBytes, readNpz } from '@regimen/node'
import {
  decodeSafetensors,
  encodeOnnx,
  encodeSafetensors,
  loadStateDict,
  type Model,
  modelFromConfig,
  onnxOpset,
  stateDictOf,
  type Tensor,
} from 'regimen'
import { failure } from '../errors.ts'
import { formatCount } from '../format.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { RunFolder, writeWhole } from '../training/run-folder.ts'
import { encodeModel, readModel, readRun } from '../training/saved-run.ts'

interface ExportFormat {
  /** What a file in the run's folder is called. */
  readonly file: string
  encode(model: Model): Uint8Array
}

export const exportFormats = {
  onnx: { file: 'model.onnx', encode: (model) => encodeOnnx(model) },
  safetensors: {
    file: 'model.pytorch.safetensors',
    encode: (model) => encodeSafetensors(stateDictOf(model), { format: 'pt' }),
  },
  npz: { file: 'model.npz', encode: (model) => encodeNpz(stateDictOf(model)) },
} as const satisfies Readonly<Record<string, ExportFormat>>

export type ExportFormatName = keyof typeof exportFormats
export const exportFormatNames: readonly ExportFormatName[] = ['onnx', 'safetensors', 'npz']

export interface ExportRequest {
  readonly run: string
  readonly format: ExportFormatName
  readonly out?: string
}

/** What `export --json` prints. */
export interface ExportResult {
  readonly run: string
  readonly format: ExportFormatName
  readonly file: string
  readonly bytes: number
  /** Version of ONNX's operators. */
  readonly opset?: number
}

export async function exportCommand(
  { run, format, out }: ExportRequest,
  terminal: Terminal,
): Promise<ExportResult> {
  const folder = RunFolder.open(run)
  const saved = await readRun(folder)
  if (!folder.has('model')) throw failure('run-unfinished', { folder: run })
  const bytes = exportFormats[format].encode(await readModel(folder, saved))
  const file = out ?? path.join(run, exportFormats[format].file)
  await writeWhole(file, bytes)
  const result: ExportResult = {
    run,
    format,
    file,
    bytes: bytes.length,
    ...(format === 'onnx' ? { opset: onnxOpset } : {}),
  }
  const { words } = terminal
  if (saved.scaler.kind !== 'none') terminal.note(words.export.scaled({ scaling: saved.scaler.kind }))
  terminal.result(result, terminal.paint.bold(words.export.done({ file, bytes: formatCount(bytes.length) })))
  return result
}

export interface ImportRequest {
  /** A run of the same architecture. */
  readonly run: string
  /** safetensors or .npz. */
  readonly file: string
  readonly out: string
  readonly force: boolean
}

/** What `import --json` prints. */
export interface ImportResult {
  readonly run: string
  readonly file: string
  readonly tensors: number
  readonly out: string
}

/** A new run with the data, scaling and architecture of another and the weights of a file. */
export async function importCommand(request: ImportRequest, terminal: Terminal): Promise<ImportResult> {
  const { run, file, out, force } = request
  const source = RunFolder.open(run)
  const config = await source.readJson('config')
  const { architecture } = await readRun(source)
  const tensors = await readTensors(file)
  const model = modelFromConfig(architecture)
  takeOver(model, tensors)
  const folder = RunFolder.create(out, force)
  try {
    await folder.writeJson('config', config)
    await folder.write('model', encodeModel(model))
  } catch (error) {
    folder.discard()
    throw error
  }
  const result = { run, file, tensors: Object.keys(tensors).length, out }
  terminal.result(result, terminal.paint.bold(terminal.words.import.done(result)))
  return result
}

/** @throws RegimenError as the decoders; CliError `import-ending` */
async function readTensors(file: string): Promise<Readonly<Record<string, Tensor>>> {
  const ending = path.extname(file).toLowerCase()
  if (ending === '.npz') return readNpz(file)
  if (ending === '.safetensors') return decodeSafetensors(await readBytes(file), file).tensors
  throw failure('import-ending', { file })
}

/** Under Regimen's own names, or under PyTorch's. */
function takeOver(model: Model, tensors: Readonly<Record<string, Tensor>>): void {
  const own = { ...model.state.parameters, ...model.state.buffers }
  if (!Object.keys(own).every((name) => Object.hasOwn(tensors, name))) {
    loadStateDict(model, tensors)
    return
  }
  const pick = (record: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => Object.hasOwn(record, name)))
  model.load({ parameters: pick(model.state.parameters), buffers: pick(model.state.buffers) })
}
