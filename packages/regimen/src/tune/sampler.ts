/** The contract of samplers: pure functions of the study's history and a key. */
import type { RandomKey } from '../engine/random.ts'
import type { Domain, Value } from './domain.ts'
import type { Parameter } from './space.ts'
import type { Assignment, Direction, TrialRecord } from './trial.ts'

/** What a sampler knows when it suggests. */
export interface SamplerContext {
  /** The trial that wants values. */
  readonly number: number
  /** All others, in the order of their numbers, those that still run included. */
  readonly trials: readonly TrialRecord[]
  readonly directions: readonly Direction[]
  /** The space, where it was declared beforehand; undefined for trials that are defined by running. */
  readonly space: readonly Parameter[] | undefined
  /** Of this study and trial: for a parameter take `key.child(name)`, so that the order of asking does not matter. */
  readonly key: RandomKey
  /** Of this study, the same for all its trials: for sequences in which each trial has its place. */
  readonly studyKey: RandomKey
}

/** One trial's values, asked for one by one: which ones may depend on those before. */
export interface Suggestions {
  /**
   * A value of the domain. Each name is asked for once.
   * A sampler that decides on several values at once does so in `begin`, from the space or from the history; for a name
   * that is new to it, it draws on its own.
   */
  value(name: string, domain: Domain): Value
}

/** Suggests the values of the next trial: a function of history, space and key alone. */
export interface Sampler {
  /** The technique's name: `tpe`. */
  readonly name: string
  begin(context: SamplerContext): Suggestions
  /**
   * Values that no other trial gets (a point of a grid): they are kept with the trial as it begins, so that all who ask
   * after it see them. Undefined once there is nothing left to suggest. Default: every trial is asked for value by value.
   */
  claim?(context: SamplerContext): Assignment | undefined
}
