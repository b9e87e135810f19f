/** A run of the store. */
import type { SqliteRunStore } from '@regimen/node'
import { csvOf, type MetricPoints, metricNamed, type RunRecord, tuneError } from 'regimen'
import type { Measure, Side } from '../comparing/side-by-side.ts'
import { formatNumber } from '../format.ts'
import { matchName } from '../options/choose.ts'
import { metricNames } from '../options/names.ts'
import type { KeptItem, Shelf } from './kept-item.ts'

export function runShelf(store: SqliteRunStore): Shelf {
  return {
    names: async () => (await store.list()).map(({ name }) => name),
    item: async (name) => {
      const run = await store.find(name)
      if (!run) throw tuneError('run-unknown', { name, known: '' })
      return keptRun(run, store)
    },
    update: (name, changes) => store.update(name, changes),
    remove: (name) => store.remove(name),
    missing: (name, known) => tuneError('run-unknown', { name, known }),
    close: () => store.close(),
  }
}

function keptRun(run: RunRecord, store: SqliteRunStore): KeptItem {
  const { name, tags, archived, outcome } = run
  const metrics = Object.entries(outcome?.metrics ?? {})
  return {
    name,
    tags,
    archived,
    columns: Object.fromEntries(metrics.map(([metric, value]) => [metric, formatNumber(value)])),
    lines: [],
    facts: {},
    whole: async () => ({
      ...run,
      metrics: (await store.metrics(name)).map(({ metric, steps, values }) => ({
        metric,
        steps: [...steps],
        values: [...values],
      })),
    }),
    csv: async () => csvOf([['metric', 'step', 'value'], ...(await store.metrics(name)).flatMap(csvRows)]),
    side: async () => sideOf(run, await store.metrics(name)),
  }
}

function csvRows({ metric, steps, values }: MetricPoints): [string, number, number][] {
  return Array.from(steps, (step, index) => [metric, step, values[index] ?? Number.NaN])
}

function sideOf({ name, settings, outcome }: RunRecord, points: readonly MetricPoints[]): Side {
  const measures = Object.entries(outcome?.metrics ?? {}).map(([metric, value]): [string, Measure] => {
    const better = betterOf(metric)
    return [metric, better === undefined ? { value } : { value, better }]
  })
  const seconds: Measure | undefined = outcome && { value: outcome.seconds, unit: 'seconds' }
  return {
    name,
    settings,
    measures: { ...Object.fromEntries(measures), ...(seconds && { seconds }) },
    found: {},
    curves: Object.fromEntries(
      points.map(({ metric, steps, values }) => [
        metric,
        Array.from(steps, (step, index): [number, number] => [step, values[index] ?? Number.NaN]),
      ]),
    ),
  }
}

/** `validationAccuracy`: accuracy; of a metric of several numbers, such as `validationF1.yes`, the metric. */
function betterOf(measured: string): Measure['better'] {
  const [, own = ''] = /^(?:train|validation|test)([^.]+)/.exec(measured) ?? []
  if (own === 'Loss') return 'lower'
  if (/^Top\d+Accuracy$/.test(own)) return 'higher'
  const name = matchName(own, metricNames)
  return name && metricNamed(name).better
}
