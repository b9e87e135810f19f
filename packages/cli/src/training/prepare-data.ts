/** The parts as the network sees them: scaled by what the training part says, and checked for leakage. */
import { createHash } from 'node:crypto'
import { type DuplicateReport, type FittedScaler, findDuplicates, type Split, scalers } from 'regimen'
import { type LoadedData, loadData, type OnDownload } from './load-data.ts'
import { type DataSettings, scalingFor } from './settings.ts'
import { measureTarget, standardise, type TargetScale } from './target-scale.ts'

export interface PreparedData extends LoadedData {
  /** Inputs scaled; regression targets standardised. */
  readonly scaled: Split
  readonly scaler: FittedScaler
  readonly targetScale: TargetScale | undefined
  readonly duplicates: DuplicateReport
  /** SHA-256 of all parts: a resumed run must read the same. */
  readonly digest: string
}

export async function prepareData(settings: DataSettings, onDownload?: OnDownload): Promise<PreparedData> {
  const loaded = await loadData(settings, onDownload ? { onDownload } : {})
  const { split, task, kind } = loaded
  const scaling = scalingFor(settings, kind)
  const scaler = scalers[scaling.kind].fit(split.train, { per: scaling.per })
  const targetScale = task.kind === 'regression' ? measureTarget(split.train) : undefined
  return {
    ...loaded,
    scaled: scaleSplit(split, scaler, targetScale),
    scaler,
    targetScale,
    duplicates: findDuplicates(split),
    digest: digestOf(split),
  }
}

function scaleSplit(split: Split, scaler: FittedScaler, targetScale: TargetScale | undefined): Split {
  const [train, validation, test] = [
    scaler.applyTo(split.train),
    scaler.applyTo(split.validation),
    scaler.applyTo(split.test),
  ]
  if (!targetScale) return { train, validation, test }
  return {
    train: standardise(train, targetScale),
    validation: standardise(validation, targetScale),
    test: standardise(test, targetScale),
  }
}

/** SHA-256 of all parts. */
export function digestOf({ train, validation, test }: Split): string {
  const hash = createHash('sha256')
  for (const { inputs, targets } of [train, validation, test]) {
    for (const { buffer, byteOffset, byteLength } of [inputs, targets]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
  return hash.digest('hex')
}
