/** `regimen train` */
import path from 'node:path'
import type { Metrics } from 'regimen'
import type { ConfigParts } from '../config/apply-config.ts'
import { formatCount, formatElapsed, formatMetric } from '../format.ts'
import { warningsOf } from '../report/warnings.ts'
import { formatCurves } from '../terminal/curves.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { buildTrainOptimizer } from '../training/build.ts'
import { resolveDataset } from '../training/load-data.ts'
import { defaultFolder } from '../training/run-folder.ts'
import type { TrainSettings } from '../training/settings.ts'
import {
  abandon,
  type FinishedRun,
  type PreparedRun,
  prepareNewRun,
  prepareResumedRun,
  trainRun,
} from '../training/train-run.ts'
import { keepRun } from '../tuning/import-runs.ts'

export interface TrainRequest {
  /** `dataset` as it was typed. */
  readonly settings: TrainSettings
  readonly out?: string
  readonly force: boolean
  /** SQLite file that lists runs. Default: none is told. */
  readonly store?: string
  /** Of the config file, where there is one. */
  readonly parts?: ConfigParts
}

/** What `train --json` prints, and result.json holds. */
export interface TrainResult {
  readonly dataset: string
  readonly task: 'classification' | 'regression'
  readonly seed: number
  readonly splits: { readonly train: number; readonly validation: number; readonly test: number }
  readonly parameters: number
  /** Epochs trained; the weights kept may be of an earlier one. */
  readonly epochs: number
  readonly validation: Metrics
  readonly test: Metrics
  readonly seconds: number
  readonly out: string
}

export async function trainCommand(
  { settings, out, force, store, parts = {} }: TrainRequest,
  terminal: Terminal,
): Promise<TrainResult> {
  const dataset = resolveDataset(settings.dataset)
  const folder = out ?? defaultFolder(path.basename(dataset))
  const run = await prepareNewRun({ ...settings, dataset }, folder, force, downloadNote(terminal), parts)
  return finish(run, terminal, store)
}

export async function resumeCommand(
  folder: string,
  terminal: Terminal,
  store?: string,
): Promise<TrainResult> {
  const run = await prepareResumedRun(folder, downloadNote(terminal))
  const { train } = terminal.words
  const step = run.resume?.header.step
  if (!run.resume) terminal.say(train.startedOver)
  else if (typeof step === 'number') terminal.say(train.resumed({ step }))
  return finish(run, terminal, store)
}

export function downloadNote({ note, words }: Terminal) {
  return (file: string, folder: string) => note(words.progress.downloading({ file, folder }))
}

async function finish(prepared: PreparedRun, terminal: Terminal, store?: string): Promise<TrainResult> {
  sayPlan(prepared, terminal)
  const finished = await trainRun(prepared, terminal)
  const result = resultOf(finished)
  const { renderTrainReport } = await import('../report/train-report.ts')
  try {
    await finished.folder.writeJson('result', result)
    await finished.folder.write('report', renderTrainReport(finished, terminal.words, terminal.language))
  } catch (error) {
    abandon(prepared, error)
    throw error
  }
  if (store !== undefined) await keepRun(finished.folder.path, store, terminal)
  sayCurves(finished, terminal)
  for (const warning of warningsOf(finished.data, terminal.words))
    terminal.say(terminal.paint.yellow(warning))
  sayResult(finished, terminal)
  terminal.result(result, terminal.paint.bold(lastLine(finished, terminal)))
  return result
}

function resultOf({
  data,
  settings,
  model,
  epochsDone,
  validation,
  test,
  seconds,
  folder,
}: FinishedRun): TrainResult {
  const { train, validation: held, test: final } = data.split
  return {
    dataset: data.name,
    task: data.task.kind,
    seed: settings.seed,
    splits: { train: train.size, validation: held.size, test: final.size },
    parameters: model.summary().parameters,
    epochs: epochsDone,
    validation,
    test,
    seconds: Number(seconds.toFixed(3)),
    out: folder.path,
  }
}

function sayPlan({ data, model, settings, parts }: PreparedRun, { say, words }: Terminal): void {
  const { train, validation, test } = data.split
  say(
    words.train.data({
      dataset: data.name,
      task: words.tasks[data.task.kind],
      train: train.size,
      validation: validation.size,
      test: test.size,
    }),
  )
  const { inputShape, parameters, layers } = model.summary()
  const outputs = layers.at(-1)?.outputShape ?? model.outputShape
  const optimizer = buildTrainOptimizer(settings, parts)
  const between = parts.network ? layers.slice(0, -1).map(({ kind }) => kind) : settings.hidden
  say(
    words.train.network({
      widths: [inputShape.join('×'), ...between, outputs.join('×')].join(' → '),
      ...(parts.network ? {} : { activation: settings.activation }),
      parameters: formatCount(parameters),
      optimizer: optimizer.name,
      ...('learningRate' in optimizer ? { rate: String(optimizer.learningRate(0)) } : {}),
    }),
  )
}

function sayCurves({ history }: FinishedRun, { say, words, columns, paint }: Terminal): void {
  const names = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics)))]
  for (const name of names) {
    const curve = (split: 'train' | 'validation') => ({
      name: words.parts[split],
      values: history
        .filter((event) => event.split === split)
        .map(({ metrics }) => metrics[name] ?? Number.NaN),
    })
    const title = words.report.curveLabel({ metric: words.metrics(name) })
    const drawn = formatCurves(title, [curve('validation'), curve('train')], { width: columns, paint })
    if (drawn !== '') say(`\n${drawn}`)
  }
}

function sayResult(run: FinishedRun, { say, words, columns }: Terminal): void {
  const { bestEpoch, epochsDone, reason, validation, test, data, folder } = run
  if (reason === 'converged') say(`\n${words.train.converged({ epoch: epochsDone })}`)
  if (bestEpoch !== undefined && reason === 'earlyStopping') {
    say(`\n${words.train.stoppedEarly({ epoch: epochsDone, best: bestEpoch })}`)
  } else if (bestEpoch !== undefined && bestEpoch < epochsDone) {
    say(`\n${words.train.keptBest({ best: bestEpoch })}`)
  }
  const names = Object.keys(test)
  const row = (part: 'validation' | 'test', metrics: Metrics) => [
    words.parts[part],
    formatCount(data.split[part].size),
    ...names.map((name) => formatMetric(name, metrics[name] ?? Number.NaN)),
  ]
  const titles = [
    { title: words.train.part },
    { title: words.train.rows, align: 'right' },
    ...names.map((name) => ({ title: words.metrics(name), align: 'right' }) as const),
  ] as const
  say(`\n${formatTable(titles, [row('validation', validation), row('test', test)], columns)}\n`)
  say(words.train.saved({ report: folder.file('report') }))
}

function lastLine({ data, test, epochsDone, seconds, folder }: FinishedRun, { words }: Terminal): string {
  const metric = data.task.kind === 'classification' ? 'accuracy' : 'rootMeanSquaredError'
  return words.train.result({
    dataset: data.name,
    metric: words.metrics(metric),
    value: formatMetric(metric, test[metric] ?? Number.NaN),
    loss: formatMetric('loss', test.loss ?? Number.NaN),
    epochs: epochsDone,
    time: formatElapsed(seconds),
    out: folder.path,
  })
}
