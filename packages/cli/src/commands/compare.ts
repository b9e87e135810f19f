/** `regimen compare` */
import path from 'node:path'
import {
  type ComparedOptimizer,
  type CompareResult,
  type CompareSettings,
  compareOptimizers,
} from '../comparing/compare-run.ts'
import { ResultFolder } from '../comparing/result-folder.ts'
import { CliError } from '../errors.ts'
import { formatNumber, formatPercent } from '../format.ts'
import { rankingRows, rankingTitles } from '../report/ranking.ts'
import { warningsOf } from '../report/warnings.ts'
import { Progress } from '../terminal/progress.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { type BackendSettings, backendSettings, buildBackend } from '../training/backend.ts'
import { listenForInterrupt } from '../training/interrupt.ts'
import { type PreparedData, prepareData } from '../training/prepare-data.ts'
import { defaultFolder } from '../training/run-folder.ts'
import type { BuiltInDataset, TrainSettings } from '../training/settings.ts'
import { defaultSettings } from '../training/settings.ts'
import { downloadNote } from './train.ts'

export interface CompareRequest extends BackendSettings {
  readonly data: BuiltInDataset
  readonly folder?: string
  readonly optimizers: readonly string[]
  readonly seeds: number
  readonly seed: number
  readonly steps?: number
  readonly batchSize: number
  readonly hidden: readonly number[]
  readonly activation: string
  readonly learningRates: Readonly<Record<string, number>>
  readonly out?: string
  readonly force: boolean
}

/** The textbook's comparison (catalogue E2) for MNIST; the others are smaller and need fewer updates. */
export const compareDefaults = {
  data: 'digits',
  optimizers: ['sgd', 'momentum', 'adaGrad', 'adam'],
  seeds: 3,
  batchSize: 128,
  hidden: [100, 100, 100, 100],
  activation: 'relu',
} as const

const defaultSteps: Readonly<Record<BuiltInDataset, number>> = { mnist: 2000, digits: 500, iris: 500 }

export async function compareCommand(
  request: CompareRequest,
  terminal: Terminal,
): Promise<ComparedOptimizer[]> {
  const out = request.out ?? defaultFolder(`compare-${request.data}`)
  const results = new ResultFolder(out, request.force)
  const data = await prepareData(dataSettings(request), downloadNote(terminal))
  const settings = compareSettings(request)
  const { words, say } = terminal
  say(
    words.compare.plan({
      dataset: data.name,
      optimizers: settings.optimizers.join(', '),
      steps: settings.steps,
      seeds: settings.seeds.length,
    }),
  )
  for (const warning of warningsOf(data, words)) say(terminal.paint.yellow(warning))
  const compared = await runWithProgress(data, settings, terminal)
  const report = await writeResults(results, { compared, settings, data }, terminal)
  sayRanking(compared, report, out, terminal)
  return compared
}

function dataSettings({ data, folder, seed }: CompareRequest): TrainSettings {
  return { ...defaultSettings, dataset: data, seed, ...(folder === undefined ? {} : { folder }) }
}

function compareSettings(request: CompareRequest): CompareSettings {
  const { data, optimizers, seeds, seed, batchSize, hidden, activation, learningRates } = request
  return {
    data: { dataset: data, split: defaultSettings.split },
    optimizers,
    seeds: Array.from({ length: seeds }, (_, index) => seed + index),
    steps: request.steps ?? defaultSteps[data],
    batchSize,
    hidden,
    activation,
    batchNorm: false,
    dropout: 0,
    learningRates,
    ...backendSettings(request),
  }
}

async function runWithProgress(
  data: PreparedData,
  settings: CompareSettings,
  terminal: Terminal,
): Promise<ComparedOptimizer[]> {
  const { words, note } = terminal
  const backend = buildBackend(settings, terminal)
  const interrupt = listenForInterrupt(() => note(words.train.interrupting))
  try {
    const compared = await compareOptimizers(data, settings, {
      backend,
      signal: interrupt.signal,
      listen: (optimizer, seed, run, runs) => {
        const label = words.progress.compareRun({ run, runs, optimizer, seed })
        if (!terminal.interactive) note(label)
        return new Progress(terminal, label)
      },
    })
    if (interrupt.signal.aborted) throw new CliError(130, 'compare-interrupted', {})
    return compared
  } finally {
    interrupt.release()
  }
}

/** Returns the path of the report. */
async function writeResults(
  results: ResultFolder,
  comparison: { compared: ComparedOptimizer[]; settings: CompareSettings; data: PreparedData },
  { words, language }: Terminal,
): Promise<string> {
  const { renderCompareChart, renderCompareReport, standaloneSvg } = await import(
    '../report/compare-report.ts'
  )
  const chart = renderCompareChart(comparison, words)
  const { compared, settings, data } = comparison
  const runs = compared.map(({ losses, ...rest }) => ({ ...rest, losses: losses.map((each) => [...each]) }))
  await results.write({
    'compare.json': `${JSON.stringify({ dataset: data.name, settings, results: compared.map(resultOf), runs })}\n`,
    'compare.svg': standaloneSvg(chart),
    'compare.html': renderCompareReport(comparison, chart, words, language),
  })
  return path.join(results.path, 'compare.html')
}

function resultOf({
  optimizer,
  seeds,
  lossFirst200,
  lossLast100,
  testAccuracy,
}: CompareResult): CompareResult {
  return { optimizer, seeds, lossFirst200, lossLast100, testAccuracy }
}

function sayRanking(
  compared: readonly ComparedOptimizer[],
  report: string,
  out: string,
  terminal: Terminal,
): void {
  const { words, say, columns, paint } = terminal
  const titles = rankingTitles(words).map((title, column) => ({
    title,
    align: column < 2 ? ('left' as const) : ('right' as const),
    flexible: column > 2,
  }))
  const rows = rankingRows(compared, words)
  say(`\n${formatTable(titles, rows, columns)}\n`)
  say(words.compare.saved({ report }))
  const [best] = compared
  const line = words.compare.result({
    best: best?.optimizer ?? '',
    loss: formatNumber(best?.lossLast100 ?? Number.NaN),
    accuracy: formatPercent(best?.testAccuracy.mean ?? Number.NaN, 2),
    out,
  })
  terminal.result(compared.map(resultOf), paint.bold(line))
}
