/** The library's sentences, with the command's options where the library names those of its functions. */
import type { ErrorMessages } from 'regimen'

/** Where a code has no row here, the error's own message is the sentence. */
export const errorsEnglish: Partial<ErrorMessages> = {
  'table-no-rows': (p) =>
    `${p.source} has a header and no rows below it. If its only line is data, add --no-header.`,
  'table-text-in-numeric': (p) =>
    `${p.source}, line ${p.line}, column "${p.column}": "${p.value}" is not a number, and the column is numeric. Correct the value, leave it empty if it is missing, or add --categorical "${p.column}".`,
  'table-decimal-comma': (p) =>
    `${p.source}, line ${p.line}, column "${p.column}": "${p.value}" looks like a number with a decimal comma. Add --decimal , or --categorical "${p.column}".`,
  'table-column-all-missing': (p) =>
    `${p.source}, column "${p.column}": every value is missing${p.part === 'train' ? ' in the training part' : ''}. Leave the column out with --drop "${p.column}".`,
  'table-too-many-categories': (p) =>
    `${p.source}, column "${p.column}": ${p.count} different values, more than the ${p.limit} that are encoded as one column each. Leave it out with --drop "${p.column}", or group its values.`,
  'target-all-missing': (p) =>
    `${p.source}, target column "${p.column}": every value is missing. Name another one with --target.`,
  'target-one-class': (p) =>
    `${p.source}, target column "${p.column}": every row has the value "${p.value}", so there is nothing to tell apart. Name another one with --target, or add rows of other classes.`,
  'target-constant': (p) =>
    `${p.source}, target column "${p.column}": every row has the value ${p.value}, so there is nothing to predict. Name another one with --target.`,
  'target-all-different': (p) =>
    `${p.source}, target column "${p.column}": all ${p.rows} rows have a class of their own. A class needs several rows: name another column with --target (the last is taken when none is named).`,
  'target-too-many-classes': (p) =>
    `${p.source}, target column "${p.column}": ${p.count} classes, more than ${p.limit}. Name another one with --target, or add --task regression if it is numeric.`,
  'target-not-numeric': (p) =>
    `${p.source}, line ${p.line}, target column "${p.column}": "${p.value}" is not a number, and regression predicts numbers. Add --task classification, or correct the value.`,
  'download-failed': (p) =>
    `${p.file} could not be downloaded: ${p.attempts.join('; ')}. Without a network, put ${p.files.join(', ')} into a folder and name it (train: --data <folder>, compare: --folder <folder>), or into ${p.folder}.`,
  'file-bad-encoding': (p) =>
    `${p.file} is not ${p.encoding} text. Save it as UTF-8, or name its encoding with --encoding (euc-kr, for example).`,
}
