/** From a name or a file to three parts that are encoded but not yet scaled. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readMnist, readTable, resolveMnistFolder, splitMnist } from '@regimen/node'
import {
  type Dataset,
  featureName,
  fileError,
  nearestName,
  type Part,
  quantile,
  RandomKey,
  type Split,
  splitDataset,
  splitTable,
  TableEncoder,
  type Task,
} from 'regimen'
import { digits, iris } from 'regimen/datasets'
import { usageError } from '../errors.ts'
import { type BuiltInDataset, builtInDatasets, type DataSettings, isBuiltIn } from './settings.ts'

export interface LoadedData {
  /** For people: `digits`, `mnist-t10k`, `houses.csv`. */
  readonly name: string
  readonly kind: 'image' | 'table'
  readonly task: Task
  readonly split: Split
  /** How a table of new rows becomes inputs. */
  readonly encoder: TableEncoder
  /** Rows without a target. */
  readonly droppedRows: number
  /** Missing numbers that became medians. */
  readonly filled: number
  readonly unknownCategories: number
  /** Where the files lie that were read, if any: a resumed run reads the same ones. */
  readonly folder?: string
}

/** The options of `loadData`. */
export interface LoadOptions {
  readonly onDownload?: OnDownload
  /** Of a target with one value. Default `refuse`. */
  readonly constantTarget?: 'refuse' | 'keep'
}

export type OnDownload = (file: string, folder: string) => void

/** @throws RegimenError as the readers do; CliError `unknown-dataset` */
export function loadData(settings: DataSettings, options: LoadOptions = {}): Promise<LoadedData> {
  const { dataset } = settings
  return isBuiltIn(dataset)
    ? loadBuiltIn(dataset, settings, options.onDownload)
    : loadCsv(dataset, settings, options.constantTarget)
}

/**
 * What the argument means: a built-in name, or a file made absolute.
 * @throws CliError `unknown-dataset` for a word that is neither; RegimenError `file-missing` for a path
 */
export function resolveDataset(argument: string): string {
  const named = builtInDatasets.find((name) => name === argument.toLowerCase())
  if (named !== undefined) return named
  if (existsSync(argument)) return path.resolve(argument)
  const isPath = /[./\\]/.test(argument)
  if (isPath) throw fileError('file-missing', { file: argument })
  const nearest = nearestName(argument, builtInDatasets)
  throw usageError('unknown-dataset', { dataset: argument, nearest, choices: builtInDatasets })
}

const splitKey = (seed: number) => RandomKey.fromSeed(seed).child('split')

async function loadBuiltIn(
  dataset: BuiltInDataset,
  settings: DataSettings,
  onDownload?: OnDownload,
): Promise<LoadedData> {
  const [train, validation, test] = settings.split
  const key = splitKey(settings.seed)
  if (dataset === 'mnist') {
    const { folder } = settings
    const resolved = await resolveMnistFolder({
      ...(folder === undefined ? {} : { folder }),
      ...(onDownload === undefined ? {} : { onDownload }),
    })
    const split = splitMnist(await readMnist(resolved), { key, validation, test })
    return { ...describeBuiltIn(split, 'image'), folder: path.resolve(resolved) }
  }
  const source: Dataset = dataset === 'digits' ? digits() : iris()
  const split = splitDataset(source, { key, sizes: { train, validation, test } })
  return describeBuiltIn(split, dataset === 'digits' ? 'image' : 'table')
}

function describeBuiltIn(split: Split, kind: LoadedData['kind']): LoadedData {
  const { train } = split
  return {
    name: train.name,
    kind,
    task: train.task,
    split,
    encoder: encoderOf(train),
    droppedRows: 0,
    filled: 0,
    unknownCategories: 0,
  }
}

/** New rows come as CSV, for built-in data too: one numeric column per feature, the label last or left out. */
function encoderOf(train: Part<'train'>): TableEncoder {
  const features = train.inputs.length / train.size
  const median = (feature: number) =>
    quantile(
      Float64Array.from(
        { length: train.size },
        (_, row) => train.inputs[row * features + feature] ?? 0,
      ).sort(),
      0.5,
    )
  return TableEncoder.fromJSON({
    hasHeader: train.featureNames !== undefined,
    columnCount: features + 1,
    targetPosition: features,
    missing: ['', 'NA', 'N/A', 'nan', 'NaN', 'null', '?'],
    decimal: '.',
    columns: Array.from({ length: features }, (_, feature) => ({
      kind: 'numeric',
      name: train.featureNames?.[feature] ?? featureName(train, feature),
      position: feature,
      fill: median(feature),
    })),
  })
}

async function loadCsv(
  file: string,
  settings: DataSettings,
  constant: LoadOptions['constantTarget'] = 'refuse',
): Promise<LoadedData> {
  const { drop, categorical, delimiter, decimal, encoding, header, target, task, seed } = settings
  const [train, validation, test] = settings.split
  // As the reader would write it: messages about the file name it so.
  const table = await readTable(path.relative('', file), {
    source: path.basename(file),
    ...(drop && { drop }),
    ...(categorical && { categorical }),
    ...(delimiter && { delimiter }),
    ...(decimal && { decimal }),
    ...(encoding && { encoding }),
    ...(header === undefined ? {} : { header }),
  })
  const { split, encoder, droppedRows, filled, unknownCategories } = splitTable(table, {
    key: splitKey(seed),
    sizes: { train, validation, test },
    constant,
    ...(drop && { drop }),
    ...(target === undefined ? {} : { target }),
    ...(task && { task }),
  })
  const name = path.basename(file)
  const { task: found } = split.train
  return { name, kind: 'table', task: found, split, encoder, droppedRows, filled, unknownCategories }
}
