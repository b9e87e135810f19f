/** What a run folder remembers of its model, and the model made from it again. */
import { encodeCheckpoint, loadCheckpoint } from '@regimen/node'
import {
  FittedScaler,
  type Model,
  modelFromConfig,
  SavedFields,
  type Settings,
  type Shape,
  TableEncoder,
  type Task,
} from 'regimen'
import type { PreparedData } from './prepare-data.ts'
import type { RunFolder } from './run-folder.ts'
import { settingsFromJson, settingsToJson, type TrainSettings } from './settings.ts'
import type { TargetScale } from './target-scale.ts'

const formatVersion = 1

export interface SavedRun {
  readonly settings: TrainSettings
  readonly name: string
  readonly kind: 'image' | 'table'
  readonly task: Task
  /** Of one example, and how many the training part has. */
  readonly inputShape: Shape
  readonly trainRows: number
  readonly digest: string
  readonly encoder: TableEncoder
  readonly scaler: FittedScaler
  readonly targetScale: TargetScale | undefined
  /** As `modelFromConfig` takes it. */
  readonly architecture: Settings
  /** SHA-256 of the config file that the run was started with, if any. */
  readonly configDigest: string | undefined
}

/** The content of config.json. */
export function describeRun(
  settings: TrainSettings,
  data: Omit<PreparedData, 'scaled' | 'duplicates'>,
  architecture: Settings,
  configDigest?: string,
) {
  const { name, kind, task, split, digest, encoder, scaler, targetScale } = data
  const { train, validation, test } = split
  return {
    format: formatVersion,
    settings: settingsToJson(settings),
    data: {
      name,
      kind,
      task: task.kind,
      ...(task.kind === 'classification' ? { classes: task.classes } : { target: task.target }),
      inputShape: train.inputShape,
      splits: { train: train.size, validation: validation.size, test: test.size },
      digest,
    },
    preparation: { encoder, scaler, ...(targetScale && { targetScale }) },
    architecture,
    ...(configDigest === undefined ? {} : { configDigest }),
  }
}

/** @throws CliError `not-a-run`, `config-damaged`; RegimenError `bad-saved-state` */
export async function readRun(folder: RunFolder): Promise<SavedRun> {
  return parseRun(await folder.readJson('config'), 'config.json')
}

/** @throws RegimenError `bad-saved-state`, naming the file. */
export function parseRun(json: unknown, file: string): SavedRun {
  const saved = new SavedFields(file, json)
  saved.require(saved.number('format') === formatVersion, 'format', String(formatVersion))
  const data = saved.object('data')
  const field = (record: unknown, name: string): unknown =>
    typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined
  const preparation = field(json, 'preparation')
  const kind = data.oneOf('task', ['classification', 'regression'])
  const scale = field(preparation, 'targetScale')
  const configDigest = field(json, 'configDigest')
  return {
    settings: settingsFromJson(field(json, 'settings')),
    name: data.string('name'),
    kind: data.oneOf('kind', ['image', 'table']),
    task:
      kind === 'classification'
        ? { kind, classes: data.strings('classes') }
        : { kind, target: data.string('target') },
    inputShape: data.numbers('inputShape'),
    trainRows: data.object('splits').number('train'),
    digest: data.string('digest'),
    encoder: TableEncoder.fromJSON(field(preparation, 'encoder')),
    scaler: FittedScaler.fromJSON(field(preparation, 'scaler')),
    targetScale: scale === undefined ? undefined : readTargetScale(scale),
    architecture: readArchitecture(field(json, 'architecture')),
    configDigest: typeof configDigest === 'string' ? configDigest : undefined,
  }
}

function readArchitecture(json: unknown): Settings {
  new SavedFields('config.json, architecture', json)
  return isSettings(json) ? json : {}
}

/** What JSON.parse gives for an object has no other values than settings have. */
function isSettings(json: unknown): json is Settings {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function readTargetScale(json: unknown): TargetScale {
  const saved = new SavedFields('config.json, targetScale', json)
  return { mean: saved.number('mean'), deviation: saved.number('deviation') }
}

/** Parameters and buffers under their paths: plain safetensors, with a checksum in the metadata. */
export function encodeModel(model: Model): Uint8Array {
  return encodeCheckpoint({
    tensors: { ...model.state.parameters, ...model.state.buffers },
    header: { kind: 'model' },
  })
}

/** @throws RegimenError `safetensors-*`, `checkpoint-corrupt`, `architecture-mismatch`, `file-missing` */
export async function readModel(folder: RunFolder, { architecture }: SavedRun): Promise<Model> {
  const model = modelFromConfig(architecture)
  const { tensors } = await loadCheckpoint(folder.file('model'))
  const pick = (buffers: boolean) =>
    Object.fromEntries(Object.entries(tensors).filter(([path]) => path in model.state.buffers === buffers))
  model.load({ parameters: pick(false), buffers: pick(true) })
  return model
}
