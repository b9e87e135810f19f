/** The record of an experiment: a claim, how it is measured, and the rule that judges it, fixed before the run. */
import type { RandomKey } from 'regimen'
import type { Drawing } from './figures/drawing.ts'
import type { Json, JsonRecord } from './json.ts'
import type { Images } from './parts/images.ts'
import type { Check } from './statistics/checks.ts'
import type { Estimate } from './statistics/estimate.ts'
import type { Words } from './words.ts'

/** The chapters of the lab book, in their order; each is a folder of `experiments`. */
export const families = [
  'foundations',
  'optimizers',
  'initialization',
  'activations',
  'batch-normalization',
  'regularization',
  'data',
  'hyperparameters',
  'models',
  'textbook',
] as const
export type Family = (typeof families)[number]

/**
 * `holds-with-correction`: the corrected form holds, what the note says does not. `inconclusive`: an interval spans its
 * threshold.
 */
export const verdicts = ['holds', 'holds-with-correction', 'fails', 'inconclusive'] as const
export type Verdict = (typeof verdicts)[number]

/** The lecture notes by number, and the textbook that they follow. */
export type Source = 'S0' | 'S1' | 'S2' | 'S3' | 'S4' | 'BK'

/**
 * What is needed beside the library: nothing; the digits that come with it; the MNIST files; those, or Omniglot's
 * characters, or the digits where they are not.
 */
export type DataNeed = 'none' | 'digits' | 'mnist' | 'mnist-or-digits' | 'omniglot-or-digits'

/** What a measurement is given. */
export interface Context<S> {
  readonly settings: S
  readonly seed: number
  /** From which all randomness of this measurement grows: the seed's, for this experiment. */
  readonly key: RandomKey
  /** The images that the experiment's `data` asks for. */
  images(): Promise<Images>
}

/** What a rule found: each comparison, and what follows for the claim. */
export interface Judgement {
  readonly verdict: Verdict
  /** Of the claim as the note has it. */
  readonly claim: readonly Check[]
  /** Of its corrected form. */
  readonly correction: readonly Check[]
}

/** A picture of the measurements. */
export interface Figure {
  /** Kebab case, unique within the experiment. */
  readonly name: string
  /** A sentence that says what is to be seen. */
  readonly caption: Words
  readonly drawing: Drawing
}

/** A measured number that no comparison of the rule shows. */
export interface NumberRow {
  readonly words: Words
  readonly estimate: Estimate
}

/**
 * An experiment. `S`: its settings. `M`: what it measures for one seed. Its functions are written as methods, so that a table
 * may hold experiments of different measurements; each is only ever given what it has measured itself.
 */
export interface Experiment<S extends JsonRecord = JsonRecord, M extends Json = Json> {
  /** The name of its file: what it shows, in kebab case. */
  readonly id: string
  /** Its folder. */
  readonly family: Family
  /** The catalogue rows that it settles. */
  readonly catalogue: readonly string[]
  readonly sources: readonly Source[]
  /** A heading: what is at issue, in a few words. */
  readonly title: Words
  /** What the note says, in our own words. */
  readonly claim: Words
  /** What is right instead, or what the note leaves out. */
  readonly correction?: Words
  readonly paper?: string
  /** Where the settings are not the textbook's: what was changed, and why. */
  readonly changed?: Words
  readonly settings: S
  /** In place of the same settings with `--quick`. */
  readonly quickSettings?: Partial<S>
  /** Default `none`. */
  readonly data?: DataNeed
  /** 1: nothing is random. Else at least 5; with `--quick` at most 3. */
  readonly seeds: number
  /** The clock is read: measured while nothing else runs, and not the same twice. */
  readonly timing?: boolean
  /** JSON values; null in place of what is not finite. About 50 kB at most: the lab book holds them all. */
  measure(context: Context<S>): Promise<M>
  /** Fixed before the run. */
  readonly rule: Rule<S, M>
  figures(measurements: readonly M[], settings: S): readonly Figure[]
  numbers?(measurements: readonly M[], settings: S): readonly NumberRow[]
  /** About ten lines of TypeScript that show the same with the library alone, and print it. */
  readonly code: string
  /** Ids of other experiments. */
  readonly related: readonly string[]
}

/** How the measurements of all seeds decide about the claim. */
export interface Rule<S extends JsonRecord, M extends Json> {
  readonly words: Words
  judge(measurements: readonly M[], settings: S): Judgement
}

/** Infers the types of settings and measurement from the record. */
export function defineExperiment<const S extends JsonRecord, M extends Json>(
  experiment: Experiment<Widened<S>, M> & { readonly settings: S },
): Experiment<Widened<S>, M> {
  return experiment
}

/** Literal types made ordinary: a setting of 0.1 is a number, for `--quick` may have another. */
type Widened<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : T extends readonly (infer E)[]
        ? readonly Widened<E>[]
        : { readonly [K in keyof T]: Widened<T[K]> }
