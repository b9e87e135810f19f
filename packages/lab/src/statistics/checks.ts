/** Comparisons of a measured number with what a claim expects: yes, no, or unclear when the interval spans the threshold. */
import type { Judgement, Verdict } from '../experiment.ts'
import type { Words } from '../words.ts'
import type { Estimate } from './estimate.ts'

export type Outcome = 'yes' | 'no' | 'unclear'

/** What is expected of a number. */
export interface Expectation {
  /** The same in every language: `> 0.5`. */
  readonly text: string
  outcome(estimate: Estimate): Outcome
}

/** A comparison and how it came out. */
export interface Check {
  /** What the number is. */
  readonly words: Words
  readonly estimate: Estimate
  readonly expected: string
  readonly outcome: Outcome
}

/** The whole interval lies above the threshold. */
export function above(threshold: number): Expectation {
  return {
    text: `> ${show(threshold)}`,
    outcome: ({ low, high }) => (low > threshold ? 'yes' : high <= threshold ? 'no' : 'unclear'),
  }
}

/** The whole interval lies below the threshold. */
export function below(threshold: number): Expectation {
  return {
    text: `< ${show(threshold)}`,
    outcome: ({ low, high }) => (high < threshold ? 'yes' : low >= threshold ? 'no' : 'unclear'),
  }
}

/** The whole interval lies between two numbers, or on them. */
export function between(least: number, most: number): Expectation {
  const outcome = ({ low, high }: Estimate): Outcome => {
    if (low >= least && high <= most) return 'yes'
    return high < least || low > most ? 'no' : 'unclear'
  }
  return { text: `${show(least)} – ${show(most)}`, outcome }
}

/** The whole interval lies at most `tolerance` from the number. */
export function about(value: number, tolerance: number): Expectation {
  const text = tolerance === 0 ? `= ${show(value)}` : `${show(value)} ± ${show(tolerance)}`
  return { ...between(value - tolerance, value + tolerance), text }
}

export function check(words: Words, estimate: Estimate, expectation: Expectation): Check {
  return { words, estimate, expected: expectation.text, outcome: expectation.outcome(estimate) }
}

/**
 * The claim holds when all of its comparisons do. When one of them clearly does not, the corrected form is looked at in the
 * same way. What is unclear leaves the verdict open.
 */
export function judge(claim: readonly Check[], correction: readonly Check[] = []): Judgement {
  return { verdict: verdictOf(together(claim), together(correction)), claim, correction }
}

function verdictOf(claim: Outcome, correction: Outcome): Verdict {
  if (claim === 'yes') return 'holds'
  if (claim === 'unclear' || correction === 'unclear') return 'inconclusive'
  return correction === 'yes' ? 'holds-with-correction' : 'fails'
}

/** No comparison at all is no confirmation. */
function together(checks: readonly Check[]): Outcome {
  if (checks.length === 0 || checks.some(({ outcome }) => outcome === 'no')) return 'no'
  return checks.every(({ outcome }) => outcome === 'yes') ? 'yes' : 'unclear'
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)))
}
