/** Errors of the data room, and of the files that it is read from. */

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
const meant = (nearest: string | undefined) => (nearest === undefined ? '' : ` Did you mean "${nearest}"?`)

const tableMessages = {
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

const datasetMessages = {
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
  'scaling-empty': (p: { dataset: string }) =>
    `Data set ${p.dataset}: scaling cannot be fitted on a training part without rows.`,
  'scaling-not-finite': (p: { dataset: string; feature: string }) =>
    `Data set ${p.dataset}: ${p.feature} holds a value that is not finite, so it cannot be scaled. Fill or drop missing values first.`,
  'scaling-shape': (p: { expected: number; actual: number; shape: string }) =>
    `The scaling was fitted on ${p.expected} features; an input of shape ${p.shape} has ${p.actual}.`,
  'episode-classes': (p: { dataset: string; classes: number; ways: number; examples: number }) =>
    `Data set ${p.dataset}: ${p.classes} classes have ${p.examples} examples or more; an episode needs ${p.ways} of them. Use fewer ways, shots or queries.`,
  'batch-size': (p: { batchSize: number }) =>
    `The batch size is ${p.batchSize}. Expected a whole number of rows, at least 1.`,
  'batch-none': (p: { dataset: string; size: number; batchSize: number }) =>
    `Data set ${p.dataset} has ${p.size} rows, which make no batch of ${p.batchSize}. Use a smaller batch, or keep the last, smaller one.`,
  'batch-array': (p: { what: 'inputs' | 'targets'; needed: number; actual: number }) =>
    `The array for a batch's ${p.what} has room for ${p.actual} values; the batch has ${p.needed}.`,
  'bad-saved-state': (p: { what: string; field: string; expected: string }) =>
    `${p.what} cannot be restored: ${p.field} should be ${p.expected}. The file was damaged, or written by something else.`,
} as const

const fileMessages = {
  'file-missing': (p: { file: string }) => `${p.file} does not exist. Check the path.`,
  'file-unreadable': (p: { file: string; reason: string }) => `${p.file} cannot be read: ${p.reason}.`,
  'file-corrupt-gzip': (p: { file: string; reason: string }) =>
    `${p.file} is damaged: it starts like a gzip file and does not decompress (${p.reason}). Fetch it again.`,
  'file-bad-encoding': (p: { file: string; encoding: string }) =>
    `${p.file} is not ${p.encoding} text. Save it as UTF-8, or name its encoding (encoding: "euc-kr", for example).`,
  'csv-malformed': (p: { file: string; line: number; reason: string }) =>
    `${p.file}, line ${p.line}: ${p.reason}.`,
  'stored-value': (p: {
    file: string
    tensor: string
    index: number
    value: string
    low: number
    high: number
  }) =>
    `${p.file}: "${p.tensor}" has the value ${p.value} at element ${p.index}; only those from ${p.low} to ${p.high} can be read.`,
  'idx-bad-magic': (p: { source: string; found: string }) =>
    `${p.source} is not an IDX file: it starts with ${p.found}; expected two zero bytes, an element type (08, 09, 0b, 0c, 0d or 0e) and the number of dimensions. A .gz file must be decompressed first.`,
  'idx-length': (p: { source: string; shape: string; expected: number; actual: number }) =>
    `${p.source} is ${p.actual < p.expected ? 'cut off' : 'too long'}: its header says ${p.shape}, which takes ${p.expected} bytes; it has ${p.actual}.`,
  'idx-wrong-kind': (p: { source: string; found: string; expected: string }) =>
    `${p.source} holds ${p.found}; expected ${p.expected}.`,
  'mnist-counts-differ': (p: { images: string; imageCount: number; labels: string; labelCount: number }) =>
    `${p.images} has ${p.imageCount} images, but ${p.labels} has ${p.labelCount} labels. The two files do not belong together.`,
  'mnist-files-missing': (p: { folder: string; files: readonly string[] }) =>
    `${p.folder} has no MNIST files. Expected ${p.files.join(' and ')} (each may end in .gz), or the same pair starting with t10k.`,
  'omniglot-bad-archive': (p: { file: string; reason: string }) =>
    `${p.file} cannot be read as an archive of Omniglot images: ${p.reason}. Expected a zip of <set>/<alphabet>/<character>/<image>.png, such as images_background_small1.zip.`,
  'download-failed': (p: {
    file: string
    attempts: readonly string[]
    folder: string
    files: readonly string[]
  }) =>
    `${p.file} could not be downloaded: ${p.attempts.join('; ')}. Without a network, put ${p.files.join(', ')} into a folder and name it (--data <folder>), or into ${p.folder}.`,
} as const

export const dataMessages = {
  ...tableMessages,
  ...targetMessages,
  ...datasetMessages,
  ...fileMessages,
} as const
