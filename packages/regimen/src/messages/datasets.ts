/** Errors of data sets that are made from arrays. */
import { errorsOf } from './errors.ts'

export const datasetMessages = {
  'dataset-length': (p: { dataset: string; what: string; shape: string; expected: number; actual: number }) =>
    `Data set ${p.dataset}: there are ${p.actual} ${p.what}; shape ${p.shape} needs ${p.expected}.`,
  'dataset-targets-type': (p: { dataset: string; task: string; expected: string }) =>
    `Data set ${p.dataset}: the targets of ${p.task} must be in an array of type ${p.expected}.`,
  'dataset-bad-class': (p: { dataset: string; row: number; value: number; classes: number }) =>
    `Data set ${p.dataset}, row ${p.row}: class ${p.value} does not exist; there are ${p.classes} classes, counted from 0.`,
  'dataset-not-finite': (p: { dataset: string; row: number; what: string; value: number }) =>
    `Data set ${p.dataset}, row ${p.row}: ${p.what} is ${p.value}. Fill or drop missing values first; every number must be finite.`,
} as const

/** An error of making a data set. */
export const datasetError = /* @__PURE__ */ errorsOf(datasetMessages)
