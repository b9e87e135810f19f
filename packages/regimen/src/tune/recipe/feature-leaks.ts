/** Features that give the target away: those that are it, and those from which alone it can be told. */
import { type Dataset, isClassification } from '../../data/dataset.ts'
import { sizeOf } from '../../engine/types.ts'

/** A feature, or several together, that tell the target. */
export interface FeatureLeak {
  /** `equal`, `affine`, `indicators`: it is the target, written otherwise. The others may be an easy task. */
  readonly kind: 'equal' | 'affine' | 'indicators' | 'values' | 'thresholds' | 'monotone'
  /** Names, or numbers as text. */
  readonly features: readonly string[]
}

/** Fewer rows than this agree by chance. */
const fewestRows = 20
/** What float32 leaves of an exact affine relation, relative to the target's range. */
const rounding = 1e-5
/** Sorting every column of more numbers than this would take seconds. */
const mostSorted = 2e7

/** Whether the leak is the target itself rather than a strong feature. */
export function isTarget({ kind }: FeatureLeak): boolean {
  return kind === 'equal' || kind === 'affine' || kind === 'indicators'
}

/** Looks at every feature of a data set by itself. Time grows linearly with its numbers (with sorting: n log n). */
export function findFeatureLeaks(dataset: Dataset): FeatureLeak[] {
  if (dataset.size < fewestRows) return []
  const columns = sizeOf(dataset.inputShape)
  const name = (feature: number) => dataset.featureNames?.[feature] ?? String(feature)
  const valueAt = (feature: number) => (row: number) => dataset.inputs[row * columns + feature] ?? 0
  const targets = dataset.targets
  const find = isClassification(dataset) ? findClassLeak : findValueLeak
  const leaks = Array.from({ length: columns }, (_, feature): FeatureLeak[] => {
    const kind = find(valueAt(feature), targets, columns)
    return kind ? [{ kind, features: [name(feature)] }] : []
  }).flat()
  const indicators = isClassification(dataset) ? findIndicators(dataset, columns, valueAt) : undefined
  return indicators ? [{ kind: 'indicators', features: indicators.map(name) }, ...leaks] : leaks
}

/** Features with a single value. */
export function constantFeatures({ inputs, inputShape, size, featureNames }: Dataset): string[] {
  const columns = sizeOf(inputShape)
  const constant: string[] = []
  for (let feature = 0; feature < columns; feature++) {
    const first = inputs[feature]
    let row = 1
    while (row < size && inputs[row * columns + feature] === first) row++
    if (row >= size) constant.push(featureNames?.[feature] ?? String(feature))
  }
  return constant
}

type ValueAt = (row: number) => number

function findClassLeak(value: ValueAt, classes: ArrayLike<number>): FeatureLeak['kind'] | undefined {
  const present = new Set(Array.from(classes)).size
  if (present < 2) return undefined
  const distinct = distinctValues(value, classes)
  // As many values as classes: one for each. Values that hardly repeat say nothing by not contradicting each other.
  if (distinct === undefined) return undefined
  if (distinct <= classes.length / 2) return distinct === present ? 'equal' : 'values'
  return hasDisjointRanges(value, classes) ? 'thresholds' : undefined
}

/** Undefined as soon as a value occurs with two classes. */
function distinctValues(value: ValueAt, classes: ArrayLike<number>): number | undefined {
  const known = new Map<number, number>()
  for (let row = 0; row < classes.length; row++) {
    const [x, own] = [value(row), classes[row] ?? 0]
    const before = known.get(x)
    if (before === undefined) known.set(x, own)
    else if (before !== own) return undefined
  }
  return known.size
}

/** Whether each class has a stretch of the line to itself. */
function hasDisjointRanges(value: ValueAt, classes: ArrayLike<number>): boolean {
  const ranges = new Map<number, [least: number, most: number]>()
  for (let row = 0; row < classes.length; row++) {
    const x = value(row)
    const range = ranges.get(classes[row] ?? 0)
    if (!range) ranges.set(classes[row] ?? 0, [x, x])
    else if (x < range[0]) range[0] = x
    else if (x > range[1]) range[1] = x
  }
  const sorted = [...ranges.values()].sort(([a], [b]) => a - b)
  return sorted.every(([least], index) => index === 0 || least > (sorted[index - 1]?.[1] ?? 0))
}

/** One feature for each class (or all but one) that is on for its rows and off for all others: a target in one-hot code. */
function findIndicators(
  { targets, task }: Dataset,
  columns: number,
  valueAt: (feature: number) => ValueAt,
): number[] | undefined {
  const present = new Set(Array.from(targets)).size
  if (task.kind !== 'classification' || present < 3) return undefined
  const features = new Map<number, number>()
  for (let feature = 0; feature < columns; feature++) {
    const indicated = indicatedClass(valueAt(feature), targets)
    if (indicated !== undefined && !features.has(indicated)) features.set(indicated, feature)
  }
  return features.size >= present - 1 ? [...features.values()] : undefined
}

/** The class whose rows have one value while all others have another. */
function indicatedClass(value: ValueAt, classes: ArrayLike<number>): number | undefined {
  const first = value(0)
  const withFirst = new Set<number>()
  const withOther = new Set<number>()
  let other: number | undefined
  for (let row = 0; row < classes.length; row++) {
    const x = value(row)
    if (x !== first) other ??= x
    if (x !== first && x !== other) return undefined
    const [own, rest] = x === first ? [withFirst, withOther] : [withOther, withFirst]
    if (rest.has(classes[row] ?? 0)) return undefined
    own.add(classes[row] ?? 0)
  }
  const single = [withFirst, withOther].find(({ size }) => size === 1)
  return single && [...single][0]
}

function findValueLeak(
  value: ValueAt,
  targets: ArrayLike<number>,
  columns: number,
): FeatureLeak['kind'] | undefined {
  const line = lineThrough(value, targets)
  if (line) return line.slope === 1 && line.offset === 0 ? 'equal' : 'affine'
  return columns * targets.length <= mostSorted && isMonotone(value, targets) ? 'monotone' : undefined
}

/** The line on which all rows lie. */
function lineThrough(value: ValueAt, targets: ArrayLike<number>) {
  let [least, most] = [0, 0]
  for (let row = 1; row < targets.length; row++) {
    if (value(row) < value(least)) least = row
    if (value(row) > value(most)) most = row
  }
  const width = value(most) - value(least)
  const height = (targets[most] ?? 0) - (targets[least] ?? 0)
  if (width === 0 || height === 0) return undefined
  const slope = height / width
  const offset = (targets[least] ?? 0) - slope * value(least)
  for (let row = 0; row < targets.length; row++) {
    if (Math.abs(slope * value(row) + offset - (targets[row] ?? 0)) > rounding * Math.abs(height))
      return undefined
  }
  return { slope, offset }
}

/** Whether the target rises or falls strictly with the feature, all of whose values differ. */
function isMonotone(value: ValueAt, targets: ArrayLike<number>): boolean {
  const order = Array.from(targets, (_, row) => row).sort((a, b) => value(a) - value(b))
  let direction = 0
  for (let place = 1; place < order.length; place++) {
    const [before, row] = [order[place - 1] ?? 0, order[place] ?? 0]
    const step = Math.sign((targets[row] ?? 0) - (targets[before] ?? 0))
    if (value(row) === value(before) || step === 0 || (direction !== 0 && step !== direction)) return false
    direction = step
  }
  return true
}
