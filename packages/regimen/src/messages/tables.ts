/** Errors of tables: their rows and columns, the target among them, and the scaling of features. */
import { errorsOf } from './errors.ts'

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
const meant = (nearest: string | undefined) => (nearest === undefined ? '' : ` Did you mean "${nearest}"?`)

const rowMessages = {
  'table-empty': (p: { source: string }) =>
    `${p.source} is empty. Expected rows of values, with the column names in the first line if you like.`,
  'table-no-rows': (p: { source: string }) =>
    `${p.source} has a header and no rows below it. If its only line is data, say that there is no header.`,
  'table-ragged-row': (p: { source: string; line: number; expected: number; actual: number }) =>
    `${p.source}, line ${p.line}: ${p.actual} fields, but the first line has ${p.expected}. Check for a missing value, a stray delimiter, or an unquoted one inside a value.`,
  'table-duplicate-column': (p: { source: string; column: string; first: number; second: number }) =>
    `${p.source}: columns ${p.first} and ${p.second} are both named "${p.column}". Rename one of them.`,
  'table-text-in-numeric': (p: { source: string; line: number; column: string; value: string }) =>
    `${p.source}, line ${p.line}, column "${p.column}": "${p.value}" is not a number, and the column is numeric. Correct the value, leave it empty if it is missing, or declare the column categorical.`,
  'table-number-too-large': (p: { source: string; line: number; column: string; value: string }) =>
    `${p.source}, line ${p.line}, column "${p.column}": ${p.value} does not fit in a 32-bit float (largest 3.4e38). Correct it or drop the column.`,
  'table-decimal-comma': (p: { source: string; line: number; column: string; value: string }) =>
    `${p.source}, line ${p.line}, column "${p.column}": "${p.value}" looks like a number with a decimal comma. Say so (decimal: ","), or declare the column categorical.`,
  'table-unknown-column': (p: {
    source: string
    column: string
    nearest: string | undefined
    columns: readonly string[]
  }) =>
    `${p.source} has no column "${p.column}".${meant(p.nearest)} It has ${quoted(p.columns)}; a number counts columns from 0, or from the end when negative.`,
  'table-missing-columns': (p: { source: string; columns: readonly string[] }) =>
    `${p.source} lacks columns that the model was trained on: ${quoted(p.columns)}. Add them (a value may be left empty), under the same names.`,
  'table-column-count': (p: { source: string; expected: number; actual: number }) =>
    `${p.source} has ${p.actual} columns. Without a header columns are matched by position, and the model was trained on ${p.expected} (the target among them may be left out).`,
  'table-column-all-missing': (p: { source: string; column: string; part: 'table' | 'train' }) =>
    `${p.source}, column "${p.column}": every value is missing${p.part === 'train' ? ' in the training part' : ''}. Drop the column (drop: ["${p.column}"]).`,
  'table-too-many-categories': (p: { source: string; column: string; count: number; limit: number }) =>
    `${p.source}, column "${p.column}": ${p.count} different values, more than the ${p.limit} that are encoded as one column each. Drop it (drop: ["${p.column}"]) or group its values.`,
  'table-no-features': (p: { source: string; target: string }) =>
    `${p.source}: nothing is left to learn from beside the target "${p.target}". Keep at least one other column.`,
} as const

const targetMessages = {
  'target-all-missing': (p: { source: string; column: string }) =>
    `${p.source}, target column "${p.column}": every value is missing. Name another target.`,
  'target-one-class': (p: { source: string; column: string; value: string }) =>
    `${p.source}, target column "${p.column}": every row has the value "${p.value}", so there is nothing to tell apart. Name another target, or add rows of other classes.`,
  'target-constant': (p: { source: string; column: string; value: number }) =>
    `${p.source}, target column "${p.column}": every row has the value ${p.value}, so there is nothing to predict. Name another target.`,
  'target-all-different': (p: { source: string; column: string; rows: number }) =>
    `${p.source}, target column "${p.column}": all ${p.rows} rows have a class of their own. A class needs several rows: name another target (the last column is taken when none is named).`,
  'target-too-many-classes': (p: { source: string; column: string; count: number; limit: number }) =>
    `${p.source}, target column "${p.column}": ${p.count} classes, more than ${p.limit}. Name another target, or treat a numeric one as regression.`,
  'target-not-numeric': (p: { source: string; line: number; column: string; value: string }) =>
    `${p.source}, line ${p.line}, target column "${p.column}": "${p.value}" is not a number, and regression predicts numbers. Use classification, or correct the value.`,
} as const

const scalingMessages = {
  'scaling-empty': (p: { dataset: string }) =>
    `Data set ${p.dataset}: scaling cannot be fitted on a training part without rows.`,
  'scaling-not-finite': (p: { dataset: string; feature: string }) =>
    `Data set ${p.dataset}: ${p.feature} holds a value that is not finite, so it cannot be scaled. Fill or drop missing values first.`,
  'scaling-shape': (p: { expected: number; actual: number; shape: string }) =>
    `The scaling was fitted on ${p.expected} features; an input of shape ${p.shape} has ${p.actual}.`,
} as const

export const tableMessages = { ...rowMessages, ...targetMessages, ...scalingMessages } as const

/** An error of tables, targets and scaling. */
export const tableError = /* @__PURE__ */ errorsOf(tableMessages)
