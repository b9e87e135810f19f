/** `regimen explain` */
import path from 'node:path'
import { modelFromConfig, type PassName, passText, type Settings, type Shape, type Task } from 'regimen'
import { type ConfigParts, configParts } from '../config/apply-config.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { failure, usageError } from '../errors.ts'
import { formatCount } from '../format.ts'
import {
  type ExplainedStep,
  kernelRows,
  kernelTitles,
  passRows,
  renderExplainReport,
} from '../report/explain-report.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { displayWidth, padEnd } from '../terminal/width.ts'
import { type BackendSettings, buildBackend } from '../training/backend.ts'
import { buildMetrics, buildModel, buildTrainOptimizer, outputsOf, stepsPerEpoch } from '../training/build.ts'
import { compiledStep } from '../training/compiled-step.ts'
import { resolveDataset } from '../training/load-data.ts'
import { prepareData } from '../training/prepare-data.ts'
import { readConfig, writeWhole } from '../training/run-folder.ts'
import { parseRun } from '../training/saved-run.ts'
import { type BuiltInDataset, builtInDatasets, type TrainSettings } from '../training/settings.ts'
import { downloadNote } from './train.ts'

export interface ExplainRequest {
  readonly source: ExplainSource
  /** File of the report in HTML. */
  readonly report?: string
  /** What is printed: what this pass made of the step, instead of a table of kernels. */
  readonly pass?: PassName
}

export type ExplainSource =
  /** The config.json of a run. */
  | { readonly kind: 'run'; readonly file: string; readonly backend: BackendSettings }
  /** A config file that was named instead of data: it is explained on data that its network takes. */
  | { readonly kind: 'config'; readonly settings: TrainSettings; readonly config: LoadedConfig }
  | { readonly kind: 'data'; readonly settings: TrainSettings; readonly config?: LoadedConfig }

interface Described {
  readonly name: string
  readonly settings: TrainSettings
  readonly parts: ConfigParts
  readonly task: Task
  readonly inputShape: Shape
  readonly rows: number
  /** Of a run that has one; else it follows from settings and parts. */
  readonly architecture?: Settings
}

export async function explainCommand(
  { source, report: page, pass }: ExplainRequest,
  terminal: Terminal,
): Promise<ExplainedStep> {
  const step = await explain(await describe(source, terminal), terminal)
  const { words } = terminal
  if (pass === undefined) sayStep(step, terminal)
  if (page !== undefined) {
    await writeWhole(page, renderExplainReport(step, words, terminal.language))
    terminal.say(words.explain.saved({ report: page }))
  }
  if (pass !== undefined) {
    const text = passText(step.report, pass)
    terminal.result({ pass, lines: text.split('\n') }, text)
    return step
  }
  const { report, ...rest } = step
  const { flops, bytes } = step
  const { memory } = report
  const counts = { flops: formatCount(flops), bytes: formatCount(bytes), memory: formatCount(memory) }
  terminal.result({ ...rest, ...report }, terminal.paint.bold(words.explain.total(counts)))
  return step
}

function describe(source: ExplainSource, terminal: Terminal): Promise<Described> | Described {
  if (source.kind === 'run') return fromRun(source)
  const { settings, config } = source
  const parts = config ? partsOf(config) : {}
  if (source.kind === 'data') return fromData(settings, parts, terminal)
  return fromConfig(source.config.file, settings, parts, terminal)
}

/** How often each row is drawn does not change the step, and the step is explained without the rows. */
function partsOf(loaded: LoadedConfig): ConfigParts {
  const { sampleWeights: _, ...config } = loaded.config
  return configParts({ ...loaded, config })
}

/** The data are not read; a config that the run was started with is, for optimizer and loss. */
async function fromRun({ file, backend }: Extract<ExplainSource, { kind: 'run' }>): Promise<Described> {
  const run = parseRun(await readConfig(file), file)
  const { name, settings, task, inputShape, trainRows: rows, architecture, configDigest } = run
  const parts = settings.config === undefined ? {} : partsOf(await loadConfig(settings.config))
  if (parts.digest !== configDigest) {
    throw failure('config-changed', { file: settings.config ?? '', folder: path.dirname(file) })
  }
  return { name, settings: { ...settings, ...backend }, parts, task, inputShape, rows, architecture }
}

async function fromData(asked: TrainSettings, parts: ConfigParts, terminal: Terminal): Promise<Described> {
  const settings = { ...asked, dataset: resolveDataset(asked.dataset) }
  const { name, task, scaled } = await prepareData(settings, downloadNote(terminal))
  return { name, settings, parts, task, inputShape: scaled.train.inputShape, rows: scaled.train.size }
}

/** What of the built-in data a network must fit. */
const builtIn: Readonly<Record<BuiltInDataset, { readonly inputs: number; readonly classes: number }>> = {
  digits: { inputs: 64, classes: 10 },
  iris: { inputs: 4, classes: 3 },
  mnist: { inputs: 784, classes: 10 },
}

/** Rows of MNIST's training file. */
const mnistRows = 60_000

/** On the first of the built-in data that the network takes. @throws CliError `config-needs-data` */
function fromConfig(
  file: string,
  asked: TrainSettings,
  parts: ConfigParts,
  terminal: Terminal,
): Promise<Described> | Described {
  const dataset = builtInDatasets.find((name) => takes(name, asked, parts))
  if (dataset === undefined) throw usageError('config-needs-data', { config: file, choices: builtInDatasets })
  const settings = { ...asked, dataset }
  if (dataset !== 'mnist') return fromData(settings, parts, terminal)
  // Its files may not be here, and only their shapes are needed.
  const rows = Math.round(mnistRows * (1 - settings.split[1]))
  return { name: dataset, settings, parts, ...shapesOf(dataset), rows }
}

function shapesOf(name: BuiltInDataset): { readonly inputShape: Shape; readonly task: Task } {
  const { inputs, classes } = builtIn[name]
  const names = Array.from({ length: classes }, (_, index) => String(index))
  return { inputShape: [inputs], task: { kind: 'classification', classes: names } }
}

/** What goes wrong in the config is told when it is explained on data that were named. */
function takes(name: BuiltInDataset, settings: TrainSettings, parts: ConfigParts): boolean {
  const { inputShape, task } = shapesOf(name)
  try {
    const { outputShape } = buildModel(settings, inputShape, task, settings.seed, parts)
    return outputShape.length === 1 && outputShape[0] === outputsOf(task)
  } catch {
    return false
  }
}

async function explain(described: Described, terminal: Terminal): Promise<ExplainedStep> {
  const { name, settings, parts, task, inputShape, rows, architecture } = described
  const backend = buildBackend(settings, terminal)
  const model = architecture
    ? modelFromConfig(architecture)
    : buildModel(settings, inputShape, task, settings.seed, parts)
  const optimizer = buildTrainOptimizer(settings, parts)
  const fullBatch = stepsPerEpoch(optimizer, settings.batchSize, rows) === 1
  const batchSize = fullBatch ? rows : Math.min(settings.batchSize, rows)
  const metrics = buildMetrics(settings, task)
  const step = { model, optimizer, metrics, parts, task, inputShape, rows, batchSize, backend }
  const report = await compiledStep(step)
  const total = (of: 'flops' | 'bytes') => report.kernels.reduce((sum, kernel) => sum + kernel[of], 0)
  const { layers } = model.summary()
  const between = parts.network ? layers.slice(0, -1).map(({ kind }) => kind) : settings.hidden
  return {
    dataset: name,
    batchSize,
    widths: [inputShape.join('×'), ...between, model.outputShape.join('×')].join(' → '),
    optimizer: optimizer.name,
    backend: backend.name,
    report,
    flops: total('flops'),
    bytes: total('bytes'),
  }
}

function sayStep(step: ExplainedStep, { say, words, columns }: Terminal): void {
  say(words.explain.plan({ ...step, batch: step.batchSize }))
  const passes = passRows(step.report, words)
  const width = Math.max(...passes.map(([name]) => displayWidth(name))) + 2
  say(`\n${passes.map(([name, count]) => padEnd(name, width) + count).join('\n')}`)
  const titles = kernelTitles(words).map((title, column) => ({
    title,
    align: numeric.has(column) ? ('right' as const) : ('left' as const),
    flexible: wide.has(column),
  }))
  say(`\n${formatTable(titles, kernelRows(step.report), columns)}\n`)
}

/** Columns of numbers, and those that may be wrapped. */
const numeric = new Set([0, 3, 4, 5])
const wide = new Set([1, 2, 6])
