/** `regimen demo`: a comparison and a training run that anyone can start without data or settings. */
import path from 'node:path'
import type { CompareResult } from '../comparing/compare-run.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { defaultFolder } from '../training/run-folder.ts'
import { defaultSettings } from '../training/settings.ts'
import { compareCommand, compareDefaults } from './compare.ts'
import { type TrainResult, trainCommand } from './train.ts'

export interface DemoRequest {
  readonly out?: string
  readonly seed: number
  readonly force: boolean
}

export interface DemoResult {
  readonly compare: readonly CompareResult[]
  readonly train: TrainResult
}

const network = { hidden: [256, 128], batchNorm: true, dropout: 0.2, epochs: 60, batchSize: 64, patience: 15 }

export async function demoCommand(
  { out, seed, force }: DemoRequest,
  terminal: Terminal,
): Promise<DemoResult> {
  const folder = out ?? defaultFolder('demo')
  const { words, paint, say } = terminal
  // The parts print no JSON of their own: it belongs to the whole.
  const inner: Terminal = { ...terminal, result: (_, text) => say(text) }
  say(paint.bold(words.demo.first))
  const compareOut = path.join(folder, 'compare')
  const compared = await compareCommand(
    { ...compareDefaults, learningRates: {}, seed, out: compareOut, force },
    inner,
  )
  const best = compared[0]?.optimizer ?? defaultSettings.optimizer
  say(`\n${paint.bold(words.demo.second({ best }))}`)
  const trainOut = path.join(folder, 'train')
  const settings = { ...defaultSettings, ...network, dataset: 'digits', seed, optimizer: best }
  const train = await trainCommand({ settings, out: trainOut, force }, inner)
  const compare = compared.map(({ optimizer, seeds, lossFirst200, lossLast100, testAccuracy }) => ({
    optimizer,
    seeds,
    lossFirst200,
    lossLast100,
    testAccuracy,
  }))
  const result = { compare, train }
  const pages = { compare: path.join(compareOut, 'compare.html'), train: path.join(trainOut, 'report.html') }
  terminal.result(result, words.demo.done(pages))
  return result
}
