/** Errors of data sets, their splits and batches. */
export const dataMessages = {
  'dataset-length': (p: { dataset: string; what: string; shape: string; expected: number; actual: number }) =>
    `Data set ${p.dataset}: there are ${p.actual} ${p.what}; shape ${p.shape} needs ${p.expected}.`,
  'dataset-targets-type': (p: { dataset: string; task: string; expected: string }) =>
    `Data set ${p.dataset}: the targets of ${p.task} must be in an array of type ${p.expected}.`,
  'dataset-bad-class': (p: { dataset: string; row: number; value: number; classes: number }) =>
    `Data set ${p.dataset}, row ${p.row}: class ${p.value} does not exist; there are ${p.classes} classes, counted from 0.`,
  'dataset-not-finite': (p: { dataset: string; row: number; what: string; value: number }) =>
    `Data set ${p.dataset}, row ${p.row}: ${p.what} is ${p.value}. Fill or drop missing values first; every number must be finite.`,
  'dataset-bad-row': (p: { dataset: string; row: number; size: number }) =>
    `Data set ${p.dataset} has no row ${p.row}; its rows are 0 to ${p.size - 1}.`,
  'split-bad-sizes': (p: { sizes: string; reason: string }) =>
    `Split ${p.sizes}: ${p.reason}. Give fractions between 0 and 1 that add up to 1, or whole numbers of rows; leave out train to give it the rest.`,
  'split-too-few-rows': (p: { dataset: string; rows: number; sizes: string; needed: number }) =>
    `Data set ${p.dataset} has ${p.rows} rows; the split ${p.sizes} needs at least ${p.needed}. Add rows or ask for smaller parts.`,
  'batch-size': (p: { batchSize: number }) =>
    `The batch size is ${p.batchSize}. Expected a whole number of rows, at least 1.`,
  'batch-none': (p: { dataset: string; size: number; batchSize: number }) =>
    `Data set ${p.dataset} has ${p.size} rows, which make no batch of ${p.batchSize}. Use a smaller batch, or keep the last, smaller one.`,
  'batch-array': (p: { what: 'inputs' | 'targets'; needed: number; actual: number }) =>
    `The array for a batch's ${p.what} has room for ${p.actual} values; the batch has ${p.needed}.`,
  'bad-saved-state': (p: { what: string; field: string; expected: string }) =>
    `${p.what} cannot be restored: ${p.field} should be ${p.expected}. The file was damaged, or written by something else.`,
} as const
