/** The hyperparameters that are searched, with their ranges, and how an assignment becomes a candidate. */
import type { Domain } from '../domain.ts'
import type { Trial } from '../live-trial.ts'
import type { Assignment } from '../trial.ts'
import { type Candidate, publishedCandidate, type RecipeOptimizer } from './candidate.ts'

/** Names of hyperparameters with their ranges; those of an optimizer begin with its name: `adamW.learningRate`. Plain JSON. */
export interface SearchSpace {
  readonly domains: { readonly [name: string]: Domain }
  /** Hyperparameters that are not searched. */
  readonly fixed: Partial<Candidate>
}

/** Asks a trial for all hyperparameters of a space. */
export function sampleCandidate(_trial: Trial, { fixed }: SearchSpace): Candidate {
  return { ...publishedCandidate, ...fixed }
}

/** A candidate as the values of a trial; those outside the space are left out. */
export function assignmentOf(_candidate: Candidate, _space: SearchSpace): Assignment {
  return {}
}

/** The candidate that a finished trial ran. */
export function candidateOf(_parameters: Assignment, { fixed }: SearchSpace): Candidate {
  return { ...publishedCandidate, ...fixed }
}

export type { RecipeOptimizer }
