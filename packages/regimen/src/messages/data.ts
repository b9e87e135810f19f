/** Errors of data sets, their splits and batches. */
export const dataMessages = {
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
} as const
