/** Errors of the tune room. */
import { errorsOf } from './errors.ts'

export const tuneMessages = {
  'tune-range': (p: { range: string; expected: string }) =>
    `The range ${p.range} is not one. Expected ${p.expected}.`,
  'tune-parameter-changed': (p: { name: string }) =>
    `The hyperparameter "${p.name}" is asked for twice in a trial, with different ranges. Give each its own name.`,
  'tune-manual-value': (p: { name: string; value: string; expected: string }) =>
    `The hyperparameter "${p.name}" cannot be ${p.value}. Expected ${p.expected}.`,
  'tune-values': (p: { values: string; expected: number }) =>
    `The objective gave ${p.values || 'no value'}. Expected as many numbers as the study has directions (${p.expected}).`,
  'tune-grid-space': (p: { option: string }) =>
    `A grid must know its parameters beforehand. Give the study a space, or the sampler ${p.option} for each parameter.`,
  'study-exists': (p: { name: string }) =>
    `There is a study named "${p.name}" already. Continue it, or choose another name.`,
  'study-unknown': (p: { name: string; known: string }) =>
    `There is no study named "${p.name}". There are: ${p.known}.`,
  'study-mismatch': (p: { name: string; expected: string; actual: string }) =>
    `The study "${p.name}" was begun with ${p.expected}, now it is opened with ${p.actual}. Choose another name, or open it as it was begun.`,
  'study-duplicates': (p: { duplicates: string }) =>
    `With duplicates: '${p.duplicates}' a study must know its space beforehand: whether values have been tried is decided before a trial begins. Give the study its space, or leave duplicates out.`,
  'trial-lost': (p: { study: string; number: number }) =>
    `Trial ${p.number} of the study "${p.study}" is no longer held here: it has ended, or another process has taken it up.`,
  'trial-abandoned': (p: { times: number; reason: string }) =>
    `Given up after ${p.times === 1 ? 'one attempt' : `${p.times} attempts`}: ${p.reason}.`,
  'run-exists': (p: { name: string }) => `There is a run named "${p.name}" already. Choose another name.`,
  'run-unknown': (p: { name: string; known: string }) =>
    `There is no run named "${p.name}". There are: ${p.known}.`,
  'store-unreadable': (p: { file: string; reason: string }) =>
    `${p.file} cannot be used as a store: ${p.reason}. Choose another file, or move this one away.`,
  'store-newer': (p: { file: string; version: number; known: number }) =>
    `${p.file} was written by a newer Regimen (version ${p.version} of its tables; this one knows ${p.known}). Update Regimen, or choose another file.`,
  'tuning-module': (p: { module: string; problem: string }) =>
    `${p.module} does not say what to tune: ${p.problem}.`,
  'recipe-changed': (p: { what: string }) =>
    `This recipe cannot be gone on with: the ${p.what} differ from those that it was begun with. Begin a new one elsewhere, or go back to what it was begun with.`,
  'workers-failed': (p: { reason: string }) =>
    `The worker processes could not work: ${p.reason}. Nothing is lost: correct it and go on.`,
  'pruner-option': (p: { pruner: string; option: string; value: string; expected: string }) =>
    `The option ${p.option} of the pruner ${p.pruner} cannot be ${p.value}. Expected ${p.expected}.`,
} as const

/** An error of the tune room, for packages that keep studies. */
export const tuneError = /* @__PURE__ */ errorsOf(tuneMessages)
