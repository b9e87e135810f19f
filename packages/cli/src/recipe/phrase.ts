/** Numbers, settings, reasons and diagnoses of the recipe in words: the same on the terminal and in the report. */
import type { Candidate, Diagnosis, Reason, Seen, Settings, TestReading } from 'regimen'
import { formatCount, formatMetric, formatNumber, formatPercent } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'

/** A setting as it would be typed: 0.003, 1e-5, 64. */
export function showSetting(value: unknown): string {
  if (typeof value !== 'number') return String(value)
  if (!Number.isFinite(value)) return String(value)
  if (Number.isInteger(value)) return Math.abs(value) < 1e6 ? String(value) : value.toExponential(2)
  const size = Math.abs(value)
  return size < 1e-3 || size >= 1e6
    ? value.toExponential(1).replace('.0e', 'e')
    : String(Number(value.toPrecision(3)))
}

/** A measured number; what was not finite is said so. */
export function showSeen(value: Seen | undefined, words: Dictionary): string {
  return value === null || value === undefined ? words.recipe.charts.notFinite : formatNumber(value)
}

const counted = new Set([
  'rows',
  'count',
  'trials',
  'train',
  'validation',
  'test',
  'features',
  'dropped',
  'units',
  'enough',
  'updates',
  'epoch',
  'epochs',
  'exact',
  'near',
  'pruned',
  'runs',
  'step',
  'readings',
])
const shares = new Set(['share', 'ownShare', 'accuracy'])
const measured = new Set(['loss', 'theory', 'least', 'most', 'value', 'chance', 'coarse', 'final'])

/** Parameters of a reason or diagnosis as text. */
export function shown(parameters: Settings, words: Dictionary): Readonly<Record<string, string>> {
  const { metric } = parameters
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name, value]) => !(name === 'error' && value === null))
      .map(([name, value]) => [name, showParameter(name, value, metric, words)]),
  )
}

function showParameter(name: string, value: unknown, metric: unknown, words: Dictionary): string {
  const { recipe, metrics } = words
  if (Array.isArray(value)) {
    return value
      .map((each) => showParameter(name, each, metric, words))
      .join(name === 'between' ? ' + ' : ', ')
  }
  if (name === 'metric') return metrics(String(value))
  if (name === 'between') return partName(String(value), words)
  if (name === 'name') return settingName(String(value), words)
  if (value === null) return recipe.charts.notFinite
  if (typeof value !== 'number') return String(value)
  if (shares.has(name)) return formatPercent(value)
  // Smaller than a number can say.
  if (name === 'probability' && value === 0) return '< 1e-300'
  if (counted.has(name)) return formatCount(value)
  if ((name === 'value' || name === 'chance') && typeof metric === 'string')
    return formatMetric(metric, value)
  return measured.has(name) ? formatNumber(value) : showSetting(value)
}

export function partName(name: string, { parts }: Dictionary): string {
  const known: Readonly<Record<string, string>> = parts
  return known[name] ?? name
}

/** `adamW.learningRate`: `learning rate (adamW)`. */
export function settingName(name: string, { recipe }: Dictionary): string {
  const [first = '', second] = name.split('.')
  if (second === undefined) return recipe.settings[first] ?? first
  return `${recipe.settings[second] ?? second} (${first})`
}

/** `default`: what suits the activation. */
export function initializerName(name: string, { recipe }: Dictionary): string {
  return name === 'default' ? recipe.defaultInitializer : name
}

export function phraseReason({ code, parameters }: Reason, words: Dictionary): string {
  return words.recipe.reasons[code](shown(parameters, words))
}

export function phraseDiagnosis({ code, parameters }: Diagnosis, words: Dictionary): string {
  return words.recipe.diagnoses[code](shown(parameters, words))
}

/** A candidate in one line. */
export function describeCandidate(candidate: Candidate, words: Dictionary): string {
  const { candidate: say } = words.recipe
  const { architecture, depth, width, activation, initializer, dropout, optimizer } = candidate
  return [
    say[architecture]({ depth: String(depth), width: String(width) }),
    activation,
    ...(initializer === undefined ? [] : [say.initializer({ name: initializer })]),
    ...(candidate.batchNorm ? [say.batchNorm] : []),
    ...(dropout > 0 ? [say.dropout({ rate: showSetting(dropout) })] : []),
    say.optimizer({
      name: optimizer,
      rate: showSetting(candidate.learningRate),
      decay: showSetting(candidate.weightDecay),
      batch: String(candidate.batchSize),
    }),
  ].join(', ')
}

/** Accuracy, or root mean squared error. */
export function mainMetric(
  { metrics, confusion }: Pick<TestReading, 'metrics' | 'confusion'>,
  words: Dictionary,
): { readonly metric: string; readonly value: string } {
  const name = confusion ? 'accuracy' : 'rootMeanSquaredError'
  return { metric: words.metrics(name), value: formatMetric(name, metrics[name] ?? Number.NaN) }
}
