/** From a data set to the two parts that may be seen, scaled by the first, and the sealed third. */
import type { Dataset, Part, Split } from '../../data/dataset.ts'
import { findNearDuplicates } from '../../data/near-duplicates.ts'
import { type FittedScaler, type ScalingKind, scalers } from '../../data/scaling.ts'
import { type SplitSizes, splitDataset } from '../../data/split.ts'
import { RandomKey } from '../../engine/random.ts'
import { type Shape, sizeOf } from '../../engine/types.ts'
import { constantFeatures, type FeatureLeak, findFeatureLeaks, isTarget } from './feature-leaks.ts'
import { SealedTest } from './sealed-test.ts'
import { type SharedRowsFinding, separateParts, summarize } from './shared-rows.ts'
import { measureTargets, standardiseTargets, type TargetScale } from './target-scale.ts'
import type { DataSaw, Diagnosis, NearSearch, Reason, SearchData, SharedRows, StepResultOf } from './types.ts'

/** The options of `prepareRecipeData`. */
export interface RecipeDataOptions {
  /** Of the split. Default 0. */
  readonly seed?: number
  /** Of a data set that is not yet split. Default: 80 %, 10 %, 10 %. */
  readonly sizes?: SplitSizes
  /** Default: images to [0, 1] over all pixels, tables to mean 0 and standard deviation 1 per column. */
  readonly scaling?: ScalingKind
  /** [height, width] or [height, width, channels] of rows that are stored flat. Default: the data's own shape. */
  readonly image?: Shape
}

/** Data that has been divided, checked and scaled: what `recipe` takes. */
export interface RecipeData extends SearchData {
  readonly test: SealedTest
  readonly scaler: FittedScaler
  /** Regression only. */
  readonly targetScale?: TargetScale
  /** What was found while the test rows could still be looked at: the result of the first step. */
  readonly inspection: StepResultOf<'data'>
}

const defaultSizes: SplitSizes = { validation: 0.1, test: 0.1 }
/** Pairs of images beyond which looking for near duplicates takes more than seconds. */
const mostPairs = 1e8
/** Below `warn` a part says little, below `stop` nothing. */
const fewestRows = { train: { warn: 20, stop: 5 }, validation: { warn: 10, stop: 2 } } as const

/**
 * Divides (a `Split` is taken as it is), checks for leakage, and scales by the training part. Findings are not thrown:
 * they are the first step's result, on which `recipe` acts.
 * @throws RegimenError `split-bad-sizes`, `split-too-few-rows`, `scaling-empty`, `scaling-not-finite`, `technique-option`.
 */
export function prepareRecipeData(source: Dataset | Split, options: RecipeDataOptions = {}): RecipeData {
  const startedAt = performance.now()
  const { seed = 0, sizes = defaultSizes } = options
  const split =
    'train' in source ? source : splitDataset(source, { sizes, key: RandomKey.fromSeed(seed).child('split') })
  const image = imageOf(split.train, options.image)
  const shared = separateParts(split)
  const nearSearch = nearSearchOf(shared.split, image)
  const near = image && nearSearch === 'searched' ? nearRows(shared.split, image) : undefined
  const { train, validation, test } = shared.split
  const scaling = {
    kind: options.scaling ?? (image ? 'minMax' : 'zScore'),
    per: image ? 'all' : 'feature',
  } as const
  const scaler = scalers[scaling.kind].fit(train, { per: scaling.per })
  const targetScale = train.task.kind === 'regression' ? measureTargets(train) : undefined
  const scaled = <P extends Part<'train' | 'validation' | 'test'>>(part: P): P => scaler.applyTo(part)
  const standardised = <P extends 'train' | 'validation' | 'test'>(part: Part<P>): Part<P> =>
    targetScale ? standardiseTargets(scaled(part), targetScale) : scaled(part)
  const leaks = findFeatureLeaks(train)
  const inspection = inspect({ split, shared, near, leaks })
  return {
    name: train.name,
    train: standardised(train),
    validation: standardised(validation),
    ...(image && { image }),
    test: new SealedTest(standardised(test), targetScale),
    scaler,
    ...(targetScale && { targetScale }),
    inspection: {
      ...inspection,
      seconds: (performance.now() - startedAt) / 1000,
      did: {
        name: train.name,
        seed,
        stratified: train.task.kind === 'classification',
        scaling,
        nearDuplicates: nearSearch,
      },
      reasons: [
        ...inspection.reasons,
        { code: 'scaledByTrain', parameters: { kind: scaling.kind, per: scaling.per } },
      ],
    },
  }
}

function imageOf(
  { inputShape }: Dataset,
  given: Shape = inputShape,
): readonly [number, number, number] | undefined {
  const [height = 0, width = 0, channels = 1] = given
  const fits = (given.length === 2 || given.length === 3) && sizeOf(given) === sizeOf(inputShape)
  return fits && height >= 4 && width >= 4 ? [height, width, channels] : undefined
}

/** Of tables nothing is looked for: their rows may be alike by rights, and no rule for all of them tells which are not. */
function nearSearchOf({ train, validation, test }: Split, image: Shape | undefined): NearSearch {
  if (!image) return 'table'
  const pairs = train.size * (validation.size + test.size) + validation.size * test.size
  return pairs > mostPairs ? 'tooManyPairs' : 'searched'
}

function nearRows(split: Split, image: Shape): SharedRows[] {
  if (split.train.size === 0) return []
  const found = findNearDuplicates(split, { image })
  return [found.trainValidation, found.trainTest, found.validationTest].map(summarize)
}

interface Findings {
  /** As it came, before rows were dropped. */
  readonly split: Split
  readonly shared: SharedRowsFinding
  readonly near: readonly SharedRows[] | undefined
  readonly leaks: readonly FeatureLeak[]
}

function inspect(findings: Findings): Omit<StepResultOf<'data'>, 'did' | 'seconds'> {
  const { split, shared, near = [], leaks } = findings
  const saw = describe(split, shared.exact, near)
  const constant = constantTarget(shared.split)
  const isOnly = sizeOf(split.train.inputShape) === 1
  const told = constant ? [] : leaks.map((leak) => leakFinding(leak, isOnly))
  const stopping = told.filter(({ stops }) => stops).map(({ diagnosis }) => diagnosis)
  const [tooFew] = fewRows(shared.split, 'stop')
  const diagnosis = tooFew ?? constant ?? stopping[0] ?? shared.diagnosis
  const { dropped } = shared
  const total = (found: readonly SharedRows[]) => found.reduce((sum, { count }) => sum + count, 0)
  const equal = dropped.train + dropped.validation > 0 ? 0 : total(shared.exact)
  // Equal images are nearly equal too.
  const nearlyEqual = Math.max(0, total(near) - equal)
  const warnings: Diagnosis[] = [
    ...shared.warnings,
    ...(shared.diagnosis && shared.diagnosis !== diagnosis ? [shared.diagnosis] : []),
    ...told.filter(({ stops }) => !stops).map((each) => each.diagnosis),
    ...(nearlyEqual > 0 ? [nearFinding(near, nearlyEqual)] : []),
    ...(tooFew ? [] : fewRows(shared.split, 'warn')),
  ]
  const { train, validation, test } = shared.split
  const rows = { train: train.size, validation: validation.size, test: test.size }
  const isClasses = train.task.kind === 'classification'
  const reasons: Reason[] = [
    { code: 'splitRows', parameters: { ...saw.rows, stratified: isClasses } },
    { code: 'leakageChecked', parameters: { exact: equal, ...(findings.near && { near: nearlyEqual }) } },
    ...(told.length === 0 && !constant
      ? [{ code: 'noFeatureTellsTarget', parameters: { features: sizeOf(train.inputShape) } } as const]
      : []),
  ]
  return {
    step: 'data',
    status: diagnosis ? 'stopped' : warnings.length > 0 ? 'warned' : 'passed',
    saw,
    decided: {
      loss: isClasses ? 'crossEntropy' : 'meanSquaredError',
      metric: isClasses ? 'accuracy' : 'rootMeanSquaredError',
      rows,
      dropped,
    },
    reasons,
    warnings,
    ...(diagnosis && { diagnosis }),
  }
}

function finding(code: Diagnosis['code'], parameters: Diagnosis['parameters']): Diagnosis {
  return { step: 'data', code, parameters }
}

/** With the parts that have most of them in common. */
function nearFinding(near: readonly SharedRows[], count: number): Diagnosis {
  const worst = near.reduce((a, b) => (b.count > a.count ? b : a))
  return finding('nearDuplicatesAcrossParts', { count, between: worst.between })
}

/** The only feature there is may well be the whole truth: then it is said, and gone on with. */
function leakFinding(leak: FeatureLeak, isOnly: boolean) {
  const { kind, features } = leak
  return isTarget(leak)
    ? { stops: !isOnly, diagnosis: finding('featureEqualsTarget', { features, kind }) }
    : { stops: false, diagnosis: finding('featureDeterminesTarget', { features, kind }) }
}

function constantTarget({ train, validation }: Split): Diagnosis | undefined {
  const values = [...train.targets, ...validation.targets]
  const [first] = values
  if (first === undefined || values.some((value) => value !== first)) return undefined
  const { task } = train
  const value = task.kind === 'classification' ? (task.classes[first] ?? String(first)) : first
  return finding('constantTarget', { value, rows: values.length })
}

function fewRows({ train, validation }: Split, limit: 'warn' | 'stop'): Diagnosis[] {
  return [train, validation]
    .filter(({ part, size }) => size < fewestRows[part][limit])
    .map(({ part, size }) => finding('fewRows', { part, rows: size, enough: fewestRows[part].warn }))
}

function describe(split: Split, exact: readonly SharedRows[], near: readonly SharedRows[]): DataSaw {
  const { train, validation, test } = split
  const { task } = train
  const rows = { train: train.size, validation: validation.size, test: test.size }
  const common = {
    task: task.kind,
    inputShape: train.inputShape,
    rows,
    constantFeatures: constantFeatures(train),
    exact,
    near,
  }
  if (task.kind === 'classification') {
    const counts = [train, validation, test].map((part) => countsOf(part.targets, task.classes.length))
    const classes = task.classes.map((name, index) => {
      const [inTrain = 0, inValidation = 0, inTest = 0] = counts.map((each) => each[index] ?? 0)
      return { name, rows: { train: inTrain, validation: inValidation, test: inTest } }
    })
    return { ...common, classes }
  }
  const { mean, deviation } = measureTargets(train)
  const values = Array.from(train.targets)
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  // What scales a constant target is not its deviation.
  const shown = least === most ? 0 : deviation
  return { ...common, target: { name: task.target, mean, deviation: shown, least, most } }
}

function countsOf(targets: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (let row = 0; row < targets.length; row++) {
    const own = targets[row] ?? 0
    counts[own] = (counts[own] ?? 0) + 1
  }
  return counts
}
