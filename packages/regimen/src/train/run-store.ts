/**
 * Where runs live: their events, their metrics in bulk, and the files they leave. Every implementation passes the same
 * table of tests. All methods may be called from several processes at once.
 */
import type { Settings } from '../technique.ts'
import type { EndReason, Metrics, TrainingEvent } from './events.ts'

/** What is known of a run beside its events. */
export interface RunRecord {
  /** Unique in its store. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly settings: Settings
  readonly notes: { readonly [name: string]: string }
  readonly tags: readonly string[]
  /** Out of the way: kept, but left out of lists unless asked for. */
  readonly archived: boolean
  /** Once it has ended. */
  readonly outcome?: RunOutcome
}

/** How a run ended. */
export interface RunOutcome {
  readonly reason: EndReason
  readonly seconds: number
  readonly metrics: Metrics
}

/** What may be changed of a run later. */
export type RunChanges = Partial<Pick<RunRecord, 'name' | 'notes' | 'tags' | 'archived' | 'outcome'>>

/** Some of a metric's values, the steps rising. Both of the same length. */
export interface MetricPoints {
  /** `step/loss`, `validation/accuracy`: what measured it, and the metric. */
  readonly metric: string
  readonly steps: Float64Array
  readonly values: Float64Array
}

/** Where runs are kept; safe for several processes at once. */
export interface RunStore {
  /** @throws RegimenError `run-exists`. */
  create(run: RunRecord): Promise<void>
  find(name: string): Promise<RunRecord | undefined>
  /** In the order in which they were created; archived ones too. */
  list(): Promise<readonly RunRecord[]>
  /** @throws RegimenError `run-unknown`; `run-exists` for a new name that is taken. */
  update(name: string, changes: RunChanges): Promise<void>
  /** With all it has. */
  remove(name: string): Promise<void>

  /** Behind those that are there. @throws RegimenError `run-unknown`. */
  appendEvents(run: string, events: readonly TrainingEvent[]): Promise<void>
  events(run: string): Promise<readonly TrainingEvent[]>
  /** Behind the points of the same metric that are there. */
  appendMetrics(run: string, points: readonly MetricPoints[]): Promise<void>
  /** One entry for each metric, sorted by name. */
  metrics(run: string): Promise<readonly MetricPoints[]>
  /** Forgets what was recorded of later steps: a run that goes on from a checkpoint will record them again. */
  cutAfter(run: string, step: number): Promise<void>

  /** A file that the run leaves; one of the same name is replaced. */
  saveArtifact(run: string, name: string, content: Uint8Array): Promise<void>
  artifact(run: string, name: string): Promise<Uint8Array | undefined>
  /** Names, sorted. */
  artifacts(run: string): Promise<readonly string[]>
}

/** Events of later steps than this do not stand before a run that goes on there; nor does the end it had. */
export function standsAfterCut(event: TrainingEvent, step: number): boolean {
  if (event.type === 'started') return true
  return event.type !== 'ended' && event.step <= step
}

/** The points up to a step. */
export function pointsUpTo({ metric, steps, values }: MetricPoints, step: number): MetricPoints {
  const length = steps.findLastIndex((each) => each <= step) + 1
  return { metric, steps: steps.slice(0, length), values: values.slice(0, length) }
}

/** Pieces of several metrics, in order, as one entry each. */
export function joinPoints(pieces: readonly MetricPoints[]): MetricPoints[] {
  const groups = Map.groupBy(pieces, ({ metric }) => metric)
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, own]) => ({
      metric,
      steps: concatenate(own.map(({ steps }) => steps)),
      values: concatenate(own.map(({ values }) => values)),
    }))
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
