/** What the recipe tells: for each of its six steps what was done, what was seen, and what was decided and why. */
import type { Part, PartName, Task } from '../../data/dataset.ts'
import type { ScalingKind, ScalingScope } from '../../data/scaling.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import type { Metrics } from '../../train/events.ts'
import type { Importance } from '../importance.ts'
import type { TrialRecord } from '../trial.ts'
import type { Candidate } from './candidate.ts'
import type { CurveReading } from './curves.ts'
import type { TestReading } from './sealed-test.ts'
import type { SearchSpace } from './space.ts'

/** The steps in their order. */
export const recipeSteps = [
  'data',
  'initialLoss',
  'overfitSample',
  'learningRates',
  'coarseSearch',
  'refinement',
] as const

/** One of the six steps. */
export type RecipeStep = (typeof recipeSteps)[number]

/** A number of a curve; `null` where it was NaN or infinite, since results are JSON. */
export type Seen = number | null

/** Why the recipe stopped, or what it warns of. The sentence is made where it is shown. */
export const diagnosisCodes = [
  /** The target has one value only. `{ value }` */
  'constantTarget',
  /** A feature is the target, or one of its classes each. `{ features, kind: 'equal' | 'affine' | 'indicators' }` */
  'featureEqualsTarget',
  /** Warning: a feature alone tells every row's target. `{ features, kind: 'values' | 'thresholds' | 'monotone', of }` */
  'featureDeterminesTarget',
  /** Rows of a later part that occur in an earlier one. `{ count, rows, share, dropped, between }` */
  'duplicatesAcrossParts',
  /** Warning: rows repeat within the training part as often as across parts. `{ count, ownShare, share }` */
  'rowsRepeat',
  /** Warning: images that are nearly those of another part. `{ count, between }`: `between` the two parts with most of them. */
  'nearDuplicatesAcrossParts',
  /** Fewer rows than what is measured on them can bear: with next to none it stops, else it warns. `{ part, rows, enough }` */
  'fewRows',
  /** The first loss is not near what chance gives. `{ loss, theory, least, most }` */
  'initialLossOff',
  /** All units of a layer have the same weights and always will. `{ layer, units, initializer }` */
  'zeroInitialisation',
  /** `{ learningRate, works }`: with the rate `works` the loss falls. */
  'learningRateTooLow',
  /** `{ learningRate, works }`. */
  'learningRateTooHigh',
  /** The validation rows are predicted no better than by chance, though the training loss falls. `{ metric, value, chance, probability, trials }` */
  'labelsLookRandom',
  /** A small sample is not learnt by heart. `{ rows, accuracy, loss, target }` */
  'cannotOverfit',
  /** NaN or infinite. `{ step, learningRate }` */
  'lossNotFinite',
  /** No learning rate makes the loss fall. `{ low, high }` */
  'noLearningRate',
  /** No trial of a search came to an end. `{ trials, error }` */
  'noTrialFinished',
  /** Warning: the final curves show it. `{ reading }` */
  'curves',
  /** Warning: longer training came to no better validation loss than the coarse search. `{ coarse, final }` */
  'noGain',
] as const

/** The name of a diagnosis. */
export type DiagnosisCode = (typeof diagnosisCodes)[number]

/** What is wrong, with what was measured. */
export interface Diagnosis {
  readonly step: RecipeStep
  readonly code: DiagnosisCode
  readonly parameters: Settings
}

/** Why something was decided. */
export interface Reason {
  readonly code: ReasonCode
  readonly parameters: Settings
}

/** The reasons there are; what their parameters are stands beside each. */
export const reasonCodes = [
  /** `{ train, validation, test, stratified }` */
  'splitRows',
  /** `{ kind, per }` */
  'scaledByTrain',
  /** `{ exact, near }`: what is left of both, equal ones having been dropped; without `near` nothing of the kind was looked for. */
  'leakageChecked',
  /** `{ features }` */
  'noFeatureTellsTarget',
  /** `{ loss, theory }` */
  'initialLossAsExpected',
  /** `{ learningRate, updates, rows }` */
  'sampleLearnt',
  /** `{ optimizer, low, high, best, updates }` */
  'bracketFound',
  /** `{ trials, pruned, best, value }` */
  'coarseBest',
  /** `{ name, share }` */
  'mostImportant',
  /** `{ name, from, to }` or `{ name, kept }`: around the best third. */
  'narrowed',
  /** `{ metric, value, chance, probability }` */
  'betterThanChance',
  /** `{ trials, pruned, best, value }` */
  'fineBest',
  /** `{ runs, chosen, value, coarse }`: lowest validation loss. */
  'finalChosen',
  /** `{ epoch, epochs }` */
  'bestWeightsKept',
  /** `{ readings }` */
  'testReadOnce',
] as const

/** The name of a reason. */
export type ReasonCode = (typeof reasonCodes)[number]

/** What every step's result has. Everything in it is JSON. */
export interface StepResultOf<S extends RecipeStep> {
  readonly step: S
  /** `stopped`: with a diagnosis. `interrupted`: to be gone on with. */
  readonly status: 'passed' | 'warned' | 'stopped' | 'interrupted'
  readonly seconds: number
  readonly did: StepTables[S]['did']
  readonly saw: StepTables[S]['saw']
  readonly decided: StepTables[S]['decided']
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Diagnosis[]
  /** Why it stopped. */
  readonly diagnosis?: Diagnosis
}

/** The result of any step. */
export type StepResult = { readonly [S in RecipeStep]: StepResultOf<S> }[RecipeStep]

/** The results so far, by step. */
export type StepResults = { readonly [S in RecipeStep]?: StepResultOf<S> }

/** For each step, what its result holds. */
export interface StepTables {
  readonly data: { readonly did: DataDid; readonly saw: DataSaw; readonly decided: DataDecided }
  readonly initialLoss: {
    readonly did: { readonly candidate: Candidate; readonly seeds: readonly number[]; readonly rows: number }
    readonly saw: InitialLossSaw
    readonly decided: Readonly<Record<never, never>>
  }
  readonly overfitSample: {
    readonly did: { readonly rows: number; readonly updates: number; readonly candidate: Candidate }
    readonly saw: { readonly attempts: readonly OverfitAttempt[] }
    /** The rate with which the sample was learnt. */
    readonly decided: { readonly learningRate: number | null }
  }
  readonly learningRates: {
    readonly did: { readonly updates: number; readonly batchSize: number; readonly weightDecay: number }
    readonly saw: { readonly sweeps: readonly LearningRateSweep[] }
    readonly decided: { readonly brackets: readonly Bracket[] }
  }
  readonly coarseSearch: { readonly did: SearchDid; readonly saw: SearchSaw; readonly decided: CoarseDecided }
  readonly refinement: {
    readonly did: SearchDid
    readonly saw: RefinementSaw
    readonly decided: FinalDecided
  }
}

/** How the data was divided and scaled. */
export interface DataDid {
  readonly name: string
  readonly seed: number
  readonly stratified: boolean
  readonly scaling: { readonly kind: ScalingKind; readonly per: ScalingScope }
  /** Whether images that are equal but moved, lit or noisy were looked for; if not, why. */
  readonly nearDuplicates: NearSearch
}

/** `table`: rows are no images. `tooManyPairs`: more than 1e8, which would take long. */
export type NearSearch = 'searched' | 'table' | 'tooManyPairs'

/** Rows that two parts have in common. */
export interface SharedRows {
  readonly between: readonly [PartName, PartName]
  /** Rows of the second part that occur in the first. */
  readonly count: number
  /** The first ten, by their row numbers in the source. */
  readonly examples: readonly (readonly [number, number])[]
}

/** What the data is like. */
export interface DataSaw {
  readonly task: Task['kind']
  readonly inputShape: Shape
  readonly rows: Readonly<Record<PartName, number>>
  /** Classification: rows of each class in each part, `[class]`. Of the test part the counts only. */
  readonly classes?: readonly { readonly name: string; readonly rows: Readonly<Record<PartName, number>> }[]
  /** Regression: of the training part. */
  readonly target?: {
    readonly name: string
    readonly mean: number
    readonly deviation: number
    readonly least: number
    readonly most: number
  }
  /** Features with one value only. */
  readonly constantFeatures: readonly string[]
  readonly exact: readonly SharedRows[]
  readonly near: readonly SharedRows[]
}

/** What the further steps work with. */
export interface DataDecided {
  readonly loss: 'crossEntropy' | 'meanSquaredError'
  readonly metric: 'accuracy' | 'rootMeanSquaredError'
  readonly rows: Readonly<Record<PartName, number>>
  /** Rows left out because a later part has them too. */
  readonly dropped: { readonly train: number; readonly validation: number }
}

/** First losses, weight decay off. */
export interface InitialLossSaw {
  /** ln K, or the variance of the standardised target: what outputs of 0 give. */
  readonly theory: number
  /** Where a first loss may lie: random outputs add a little. */
  readonly least: number
  readonly most: number
  /** One for each seed. */
  readonly losses: readonly Seen[]
  /** What weight decay 0.1 would add to the first of them: ½λ‖W‖². */
  readonly penalty: Seen
}

/** An attempt to learn a small sample by heart. */
export interface OverfitAttempt {
  readonly learningRate: number
  readonly initializer: string
  /** `probe`: not with what was asked for, to find out why that failed. */
  readonly role: 'attempt' | 'probe'
  readonly learnt: boolean
  /** One entry for each reading, from before the first update on. */
  readonly updates: readonly number[]
  readonly losses: readonly Seen[]
  /** Classification only. */
  readonly accuracies: readonly Seen[]
}

/** The losses of 100 updates at one learning rate. */
export interface RateTrial {
  readonly learningRate: number
  /** Of each update's batch. */
  readonly losses: readonly Seen[]
  /** Mean over the last tenth; null where a loss was not finite. */
  readonly final: Seen
  readonly falls: boolean
}

/** All rates of one optimizer. */
export interface LearningRateSweep {
  readonly optimizer: Candidate['optimizer']
  /** Mean first loss. */
  readonly initial: Seen
  /** A rate's loss falls when its final one is not above this. */
  readonly threshold: Seen
  readonly rates: readonly RateTrial[]
}

/** The learning rates that make the loss fall. */
export interface Bracket {
  readonly optimizer: Candidate['optimizer']
  readonly low: number
  readonly high: number
  /** With the lowest loss after 100 updates. */
  readonly best: number
}

/** How a search was done. */
export interface SearchDid {
  readonly space: SearchSpace
  readonly sampler: string
  readonly pruner: string
  /** Most epochs of a trial. */
  readonly epochs: number
  /** Training rows that trials see: large parts are searched on a sample. */
  readonly rows: number
  readonly validationRows: number
}

/** What a search came to. */
export interface SearchSaw {
  readonly trials: readonly TrialRecord[]
  readonly importance: readonly Importance[]
  /** Against chance, on the validation rows. */
  readonly chance: Chance | null
}

/** Validation predictions against the same ones with the targets in any other order. */
export interface Chance {
  readonly metric: 'accuracy' | 'rootMeanSquaredError'
  readonly value: number
  /** Of the majority class, or of the training mean. */
  readonly chance: number
  /** That so good a match is luck, for the best of all trials (permutations, Bonferroni). */
  readonly probability: number
  /** Classification: that so many hits are luck, by the binomial distribution, for the best of all trials. */
  readonly binomial?: number
}

/** What the coarse search leaves for the fine one. */
export interface CoarseDecided {
  readonly best: Candidate | null
  readonly value: Seen
  readonly narrowed: SearchSpace | null
}

/** The fine search, and the long runs at its end. */
export interface RefinementSaw extends SearchSaw {
  readonly finals: readonly FinalRun[]
  /** Of the model that was chosen, in the target's own unit. */
  readonly validation: Metrics | null
  /** Null where the recipe was interrupted before, and where there are no test rows. */
  readonly test: TestReading | null
}

/** A long run of a candidate. */
export interface FinalRun {
  readonly candidate: Candidate
  /** Where it comes from. */
  readonly origin: { readonly search: 'coarse' | 'fine'; readonly trial: number }
  /** Of the learning rate; a cosine ends after the epochs that were planned. */
  readonly schedule: 'constant' | 'cosine'
  readonly planned: number
  readonly epochs: readonly number[]
  readonly trainLoss: readonly Seen[]
  readonly validationLoss: readonly Seen[]
  /** Classification: accuracy; regression: root mean squared error of the standardised target. */
  readonly trainMetric: readonly Seen[]
  readonly validationMetric: readonly Seen[]
  /** Of the weights kept. */
  readonly bestEpoch: number
  readonly bestLoss: Seen
  readonly reading: CurveReading
}

/** The model that was chosen. */
export interface FinalDecided {
  readonly candidate: Candidate | null
  /** Its place among the long runs. */
  readonly run: number | null
  readonly epochs: number
}

/** How far a step is: told to a listener. */
export interface RecipeProgress {
  readonly step: RecipeStep
  readonly phase: 'started' | 'progress' | 'ended'
  /** Seeds, attempts, rates, trials or long runs (the one under way as a fraction), of all that are planned. */
  readonly done: number
  readonly of: number | null
  /** Of searches: the lowest validation loss so far. */
  readonly bestSoFar?: number
  /** Of searches: what is being done. */
  readonly part?: 'search' | 'final'
  /** Since the recipe began; and what is left of its time. */
  readonly seconds: number
  readonly secondsLeft?: number
}

/** What trials train on and are measured by. Neither has test rows in it. */
export interface SearchData {
  readonly name: string
  /** Scaled; regression targets standardised. */
  readonly train: Part<'train'>
  readonly validation: Part<'validation'>
  /** [height, width, channels] where rows are images. */
  readonly image?: readonly [number, number, number]
}
