/** `regimen explain` */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { modelFromConfig, type Settings, type Shape, type Task } from 'regimen'
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
import { buildModel, buildTrainOptimizer, stepsPerEpoch } from '../training/build.ts'
import { compiledStep } from '../training/compiled-step.ts'
import { resolveDataset } from '../training/load-data.ts'
import { prepareData } from '../training/prepare-data.ts'
import { RunFolder, readConfig, runFiles, writeWhole } from '../training/run-folder.ts'
import { parseRun } from '../training/saved-run.ts'
import type { TrainSettings } from '../training/settings.ts'
import { downloadNote } from './train.ts'

export interface ExplainRequest {
  readonly source:
    | { readonly kind: 'config'; readonly file: string; readonly backend: BackendSettings }
    | { readonly kind: 'data'; readonly settings: TrainSettings }
  /** File of the report in HTML. */
  readonly report?: string
}

/** The config.json that an argument means, if it means one: the folder of a run, or a file of JSON. */
export function configFile(argument: string): string | undefined {
  const isThere = existsSync(argument)
  if (isThere && statSync(argument).isDirectory()) return RunFolder.open(argument).file('config')
  return /\.json$/i.test(argument) || path.basename(argument) === runFiles.config ? argument : undefined
}

interface Described {
  readonly name: string
  readonly settings: TrainSettings
  readonly task: Task
  readonly inputShape: Shape
  readonly rows: number
  /** Of a run that has one; else it follows from the settings. */
  readonly architecture?: Settings
}

export async function explainCommand(
  { source, report: page }: ExplainRequest,
  terminal: Terminal,
): Promise<ExplainedStep> {
  const described =
    source.kind === 'config' ? await fromConfig(source) : await fromData(source.settings, terminal)
  const step = await explain(described, terminal)
  const { words } = terminal
  sayStep(step, terminal)
  if (page !== undefined) {
    await writeWhole(page, renderExplainReport(step, words, terminal.language))
    terminal.say(words.explain.saved({ report: page }))
  }
  const { report, ...rest } = step
  const { flops, bytes } = step
  const { memory } = report
  const counts = { flops: formatCount(flops), bytes: formatCount(bytes), memory: formatCount(memory) }
  terminal.result({ ...rest, ...report }, terminal.paint.bold(words.explain.total(counts)))
  return step
}

/** Everything is in the file; the data are not read. */
async function fromConfig({ file, backend }: { file: string; backend: BackendSettings }): Promise<Described> {
  const run = parseRun(await readConfig(file), file)
  const { name, settings, task, inputShape, trainRows: rows, architecture } = run
  return { name, settings: { ...settings, ...backend }, task, inputShape, rows, architecture }
}

async function fromData(asked: TrainSettings, terminal: Terminal): Promise<Described> {
  const settings = { ...asked, dataset: resolveDataset(asked.dataset) }
  const { name, task, scaled } = await prepareData(settings, downloadNote(terminal))
  return { name, settings, task, inputShape: scaled.train.inputShape, rows: scaled.train.size }
}

async function explain(
  { name, settings, task, inputShape, rows, architecture }: Described,
  terminal: Terminal,
): Promise<ExplainedStep> {
  const backend = buildBackend(settings, terminal)
  const model = architecture
    ? modelFromConfig(architecture)
    : buildModel(settings, inputShape, task, settings.seed)
  const optimizer = buildTrainOptimizer(settings)
  const fullBatch = stepsPerEpoch(optimizer, settings.batchSize, rows) === 1
  const batchSize = fullBatch ? rows : Math.min(settings.batchSize, rows)
  const report = await compiledStep({ model, optimizer, task, inputShape, rows, batchSize, backend })
  const total = (of: 'flops' | 'bytes') => report.kernels.reduce((sum, kernel) => sum + kernel[of], 0)
  return {
    dataset: name,
    batchSize,
    widths: [inputShape.join('×'), ...settings.hidden, model.outputShape.join('×')].join(' → '),
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
