/** Everything the command says, in English. The Korean twin has the type of this one. */

import { recipeEnglish } from './recipe-en.ts'

const quoted = (names: readonly string[]) => names.join(', ')
const meant = (nearest: string | undefined) => (nearest === undefined ? '' : ` Did you mean ${nearest}?`)
const rows = (count: number) => (count === 1 ? '1 row' : `${count} rows`)

const help = {
  program:
    'Trains neural networks on tables and images, compares the ways to train them, and uses what was learnt.',
  titles: {
    usage: 'Usage:',
    arguments: 'Arguments:',
    options: 'Options:',
    globalOptions: 'Options of every command:',
    commands: 'Commands:',
  },
  examples: 'Examples:',
  firstSteps: `New here? Try:
  regimen train iris                    find good settings for flowers, with reasons (2 minutes)
  regimen train houses.csv --target price
  regimen predict runs/<folder> new-houses.csv
  regimen compare --data digits         which optimizer learns fastest?`,
  more: 'regimen <command> --help shows the options of a command.',
  help: 'show this help',
  helpCommand: 'show the help of a command',
  version: 'show the version',
  json: 'print the result as JSON, alone on stdout; progress goes to stderr',
  lang: 'language: en or ko (default: from the environment)',
  seed: 'whole number from which all randomness grows; the same seed gives the same result (default: 0)',
  train: {
    summary: 'train a network on a built-in data set or a CSV file',
    description: `Trains a network. With the data alone it finds good settings by the six steps of the recipe within a budget (2 minutes) and says why each choice was made. With any option of the network or its training (--hidden, --activation, --initializer, --batch-norm, --dropout, --optimizer, --learning-rate, --weight-decay, --l2, --batch-size, --epochs, --patience, --no-early-stopping, --metrics, --config) it trains that one network. Either way: splits the data into training, validation and test rows, scales the inputs by what the training rows say, keeps the weights that were best on the validation rows, measures them once on the test rows, and leaves a folder with the model, its settings, all events and a report.`,
    data: 'digits, iris, mnist, or the path of a CSV file',
    target: 'column to predict, by name or by number counted from 0 (default: the last)',
    task: 'classification or regression (default: told from the target column)',
    drop: 'columns to leave out, with commas between them',
    categorical: 'columns whose values are names even where they look like numbers',
    delimiter: 'what stands between the values: comma, semicolon or tab (default: told from the file)',
    decimal: 'what stands before the decimals: . or , (default: .)',
    encoding: 'of the file, such as euc-kr (default: utf-8)',
    noHeader: 'the first line is data (default: told from the file)',
    folder: 'folder of the MNIST files (default: $REGIMEN_DATA/mnist, else downloaded once)',
    split: 'percent of rows for training, validation and test (default: 80,10,10)',
    scaling:
      'of the inputs: zscore (mean 0, deviation 1), minmax (0 to 1), robust (median, quartiles) or none (default: zscore for tables, minmax for images)',
    hidden: 'widths of the hidden layers; none for a linear model (default: 100,100)',
    activation: 'after each hidden layer (default: relu)',
    initializer: 'of the weights, such as he or xavier (default: by the activation)',
    batchNorm: 'normalise over the batch before each activation',
    dropout: 'share of hidden units dropped in each update, 0 to 1 (default: 0)',
    optimizer: 'what turns gradients into updates (default: adam)',
    learningRate: "size of the updates (default: the optimizer's own)",
    weightDecay: 'decoupled weight decay: weights shrink beside the update, as in AdamW (default: 0)',
    l2: 'coupled weight decay: an L2 penalty added to the loss (default: 0)',
    epochs: 'passes over the training rows at most (default: about 2,000 updates, 20 to 200 epochs)',
    batchSize: 'rows per update (default: 32)',
    patience:
      'stop after so many epochs without a better validation loss (default: a fifth of the epochs, at least 10)',
    noEarlyStopping: 'train for all epochs and keep the last weights',
    metrics: 'measured beside accuracy or RMSE, such as f1,rocAuc or r2',
    out: 'folder for the run (default: runs/<data>-<date>-<time>)',
    force: 'write into a folder that holds other files',
    resume: 'go on with an interrupted run; its own settings are used',
    config:
      'TypeScript, JavaScript or JSON file with the network, the optimizer and settings; options given here come before its own',
    examples: [
      'regimen train digits',
      'regimen train houses.csv --target price --budget 10m',
      'regimen train iris --hidden 16 --seed 1',
      'regimen train houses.csv --target price --dropout 0.2 --out runs/houses',
      'regimen train mnist --config conv.ts',
      'regimen train --resume runs/houses',
    ],
  },
  backend: {
    backend:
      'what computes: wasm, native (large matrix products by the BLAS of this machine) or reference (float64, slow) (default: wasm)',
    threads: 'threads that compute together, 1 to 64 (default: as many as there are cores, up to 8)',
    deterministic: 'the same bits on every machine, somewhat slower',
  },
  predict: {
    summary: 'use a trained network on new rows',
    description:
      'Reads a run folder and a CSV file with the columns that the network was trained on (the target may be left out), and prints a prediction for each row as CSV.',
    run: 'folder that train has left',
    file: 'CSV file; - reads standard input',
    probabilities: 'add the probability of every class',
    delimiter: 'what stands between the values: comma, semicolon or tab (default: told from the file)',
    encoding: 'of the file, such as euc-kr (default: utf-8)',
    noHeader: 'the first line is data (default: told from the file)',
    examples: [
      'regimen predict runs/iris new-flowers.csv',
      'cat new-flowers.csv | regimen predict runs/iris - --probabilities',
    ],
  },
  export: {
    summary: 'write a trained network for other tools',
    description:
      "Writes the network of a run as ONNX (for onnxruntime and others), or its weights under PyTorch's names: safetensors for load_state_dict, npz for NumPy. The network takes inputs as the run scaled them.",
    run: 'folder that train has left',
    format: 'onnx, safetensors or npz',
    out: 'file to write (default: model.onnx, model.pytorch.safetensors or model.npz in the folder of the run)',
    examples: [
      'regimen export runs/iris --format onnx',
      'regimen export runs/iris --format safetensors --out iris.safetensors',
    ],
  },
  import: {
    summary: 'take over weights that were trained elsewhere',
    description:
      "Makes a new run with the data, scaling and architecture of another and the weights of a file, under PyTorch's names (a state_dict of the same layers in nn.Sequential) or Regimen's own. predict and export then use them.",
    run: 'folder of a run with the same architecture',
    file: 'safetensors or npz file',
    out: 'folder for the new run',
    examples: ['regimen import runs/iris tuned.safetensors --out runs/iris-tuned'],
  },
  compare: {
    summary: 'compare optimizers on the same problem',
    description:
      'Trains the same network with several optimizers, with the same initial weights and the same batches for all, and leaves the loss curves and a ranking (compare.html, compare.svg, compare.json).',
    optimizers: 'names with commas between them (default: sgd,momentum,adagrad,adam)',
    data: 'mnist, digits or iris (default: digits)',
    folder: 'folder of the MNIST files (default: $REGIMEN_DATA/mnist, else downloaded once)',
    seeds: 'number of repetitions, each with its own initial weights and batches (default: 3)',
    steps: 'updates in each run (default: 2000 for mnist, 500 for the others)',
    batchSize: 'rows per update, drawn with replacement (default: 128)',
    hidden: 'widths of the hidden layers (default: 100,100,100,100)',
    activation: 'after each hidden layer (default: relu)',
    learningRate: "name=value, once or more often (default: each optimizer's own)",
    out: 'folder for the results (default: runs/compare-<data>-<date>-<time>)',
    force: 'write into a folder that holds other files',
    examples: [
      'regimen compare',
      'regimen compare --data mnist --optimizers sgd,adam --seeds 5',
      'regimen compare --learning-rate sgd=0.1 --learning-rate adam=0.003',
    ],
  },
  techniques: {
    summary: 'list every technique in the library',
    description:
      'Lists every technique with its kind, default values and paper, and the ids of the catalogue rows that it settles.',
    kind: 'only this kind, such as optimizer or initializer',
  },
  info: {
    summary: 'show what this machine offers, and what would make training faster',
    description:
      'Shows versions, cores, vector instructions, threads, backends and the BLAS (a library of fast matrix products) that is in use; where there is none, what to install. The environment variable REGIMEN_BLAS names another library, or none.',
  },
  explain: {
    summary: 'show what a training step is compiled to',
    description:
      'Compiles one training step and shows what each pass of the compiler does: how many operations are left after it, and for each kernel its shapes, operations, bytes and addresses in memory. Given the folder of a run, or its config.json, it reads no data. A config file alone is explained on the first of digits, iris and mnist that its network takes.',
    config:
      'folder of a run, its config.json, a config file of train, or, with the options of train, digits, iris, mnist or a CSV file',
    report: 'write an HTML file with the kernels and a picture of the memory',
    pass: 'print what one pass of the compiler made of the step: trace, simplify, lower, fuse, schedule, memory or emit',
    examples: [
      'regimen explain digits',
      'regimen explain runs/houses --backend native',
      'regimen explain mnist --hidden 512,256 --batch-size 128 --report step.html',
      'regimen explain houses.csv --config houses.ts',
    ],
  },
  tune: {
    summary: 'search good hyperparameters for an objective of your own',
    description:
      'Runs trials of the study that a TypeScript or JavaScript file describes (its default export is made with defineTuning) in worker processes, keeps them in a store, and leaves a report with its plots. Ctrl-C once ends after the trials under way, twice at once; --resume goes on either way.',
    config: 'file whose default export is made with defineTuning',
    trials: 'trials in the whole study (default: 100)',
    seconds: 'begin no trial after so many seconds',
    workers: 'processes that run trials (default: as many as there are cores)',
    trialSeconds: 'a trial may take so long, then its worker is ended (default: any time)',
    retries: 'how often a trial is begun anew whose worker ended; then it has failed (default: 3)',
    leaseSeconds: 'a worker that gives no sign of life for so long is ended (default: 60)',
    resume: 'go on with the study of this name',
    name: "name of the study (default: the tuning's own, else that of the file)",
    store: 'SQLite file of studies and runs (default: $REGIMEN_STORE, else runs/regimen.sqlite)',
    report: 'HTML file (default: beside the store)',
    examples: [
      'regimen tune search.ts --trials 50',
      'regimen tune search.ts --trials 200 --resume --workers 2',
    ],
  },
  recipe: {
    summary: 'the six steps of train one by one, or with settings that stay fixed',
    description:
      'Does what regimen train does without options: checks the data, the initial loss, that a small sample can be learnt by heart, and the learning rates; searches coarsely, then finely; trains long, and reads the test rows once. With --step it does one step alone, with what it needs of earlier ones. Options of the network and the optimizer stay as they are given here; all others are searched.',
    step: 'only this step, 1 to 6, with what it needs of those before',
    budget:
      'for the search without options of the network: a time (90s, 2m, 1h) or trials ("50 trials") (default: 2m)',
    workers: 'processes that run trials of the search (default: as many as there are cores)',
    despite:
      'diagnoses in spite of which the search goes on, by their codes with commas between them (default: none)',
    examples: [
      'regimen recipe digits --step 3',
      'regimen recipe houses.csv --target price --optimizer adamW --budget 5m',
      'regimen recipe --resume runs/houses',
    ],
  },
  kept: {
    studies: 'list, compare, rename, tag, archive and export studies',
    runs: 'list, compare, rename, tag, archive and export runs',
    action: 'list, show, compare, rename, tag, archive, restore, export or remove (default: list)',
    names: 'of what it is about; behind it the new name, or tags',
    all: 'list archived ones too',
    format: 'of export: json or csv (default: csv)',
    report: 'of compare: write an HTML file with the numbers and the curves laid over each other',
    studiesExamples: [
      'regimen studies',
      'regimen studies compare first-search search --report searches.html',
      'regimen studies rename search first-search',
      'regimen studies export search --format csv',
    ],
    runsExamples: [
      'regimen runs',
      'regimen runs compare iris-1 iris-2 --report iris.html',
      'regimen runs tag iris-1 paper',
    ],
  },
  lab: {
    summary: 'run experiments that judge what lecture notes claim',
    description:
      'Each claim about training networks is an experiment: a measurement over seeds, a rule that was fixed before it, and a verdict. What was measured is kept in a folder and not measured again as long as nothing changes; the lab book (book.html) there holds everything.',
    list: 'list the experiments, with the verdicts that are known',
    run: 'run experiments and write the lab book',
    show: 'show an experiment: its claim, rule, verdict and numbers',
    names: 'ids of experiments, families, or all',
    id: 'id of an experiment',
    family: 'only this family, such as optimizers',
    seeds:
      "seeds of each experiment that is random (default: the experiment's own, at least 5); the first is that of --seed",
    quick: 'a first pass: at most 3 seeds, smaller settings, wider intervals',
    jobs: 'processes that measure at once (default: as many as there are cores)',
    resume: 'go on with the run that was interrupted',
    fresh: 'measure anew what was measured before',
    out: 'folder of measurements and lab book (default: runs/lab)',
    examples: [
      'regimen lab list',
      'regimen lab run sgd-zigzags-in-narrow-valleys',
      'regimen lab run optimizers --quick',
      'regimen lab show sgd-zigzags-in-narrow-valleys',
    ],
  },
  demo: {
    summary: 'see it work: compare four optimizers, train with the best',
    description:
      'Compares four optimizers on the handwritten digits, trains a network with the one whose training loss is lowest, and leaves both reports. Takes about a minute.',
    out: 'folder for the results (default: runs/demo-<date>-<time>)',
  },
}

/** What a value of an option may be. */
const expected = {
  positiveInteger: 'a whole number of at least 1',
  integer: 'a whole number',
  count: 'a whole number of at least 0',
  positive: 'a number above 0',
  nonNegative: 'a number of at least 0',
  rate: 'a number from 0 to less than 1',
  threads: 'a whole number from 1 to 64',
  widths: 'whole numbers of at least 1 with commas between them, or none',
  split: 'three percentages above 0 that add up to 100, such as 80,10,10',
  rates: 'name=value with a number above 0, such as sgd=0.05',
  step: 'a whole number from 1 to 6',
  budget:
    'a time of at least 5 seconds, such as 90s, 2m or 1h30m, or a number of trials, such as "50 trials"',
}

/** What a field of a config file may be. */
const configValues = {
  positiveInteger: expected.positiveInteger,
  integer: expected.integer,
  positive: expected.positive,
  nonNegative: expected.nonNegative,
  rate: expected.rate,
  truth: 'true or false',
  widths: 'a list of whole numbers of at least 1',
  shares: 'three numbers above 0 that add up to 1, such as [0.8, 0.1, 0.1]',
  patience: 'a whole number of at least 1, or false',
  model: 'a layer, a function that gives one, or its kind and settings',
  optimizer: 'an optimizer of the library, such as adam({ learningRate: 0.001 }), or its name',
  loss: 'a loss of the library, such as mseLoss(), or its name',
  metrics: 'a list of names of metrics',
  activation: 'the name of an activation',
  initializer: 'the name of an initializer',
  scaling: 'the name of a scaling',
  augment: 'a list of augmentations of the library, such as randomShift({ pixels: 1 }), or their names',
  sampleWeights: "'balanced', or a function from the training part to a weight for each row",
  monitor: 'true, or the options of monitor()',
  callbacks: 'a list of callbacks, or a function that gives one',
}

/** What can be wrong with the place to write to. */
const writeProblems = {
  full: 'the disk is full. Free some space, or choose another folder with --out',
  tooLarge: 'the system allows no larger file here. Raise the limit, or choose another folder with --out',
  forbidden: 'permission denied. Choose a folder that you may write to with --out',
  readOnly: 'the file system is read-only. Choose another folder with --out',
  impossible: 'the file system does not allow it here. Choose another folder with --out',
  notFolder: 'a part of its path is a file, not a folder. Choose another folder with --out',
  isFolder: 'it is a folder. Remove it, or choose another folder with --out',
  longName: 'its name is too long. Choose a shorter one with --out',
}

const broken = {
  input: 'the input rows hold a value that is not finite, seen before',
  parameter: 'the first layer with weights that are not finite is',
  output: 'the first layer with outputs that are not finite is',
  loss: 'all layers are finite, the loss is computed from the outputs of',
}

const errors = {
  'unknown-option': (p: { option: string; nearest: string | undefined; command: string }) =>
    `There is no option ${p.option}.${meant(p.nearest)} See ${p.command} --help.`,
  'unknown-command': (p: { name: string; nearest: string | undefined }) =>
    `There is no command "${p.name}".${meant(p.nearest)} See regimen --help.`,
  'missing-value': (p: { option: string }) => `${p.option} needs a value.`,
  'missing-argument': (p: { argument: string; command: string }) =>
    `${p.argument} is missing. See ${p.command} --help.`,
  'too-many-arguments': (p: { command: string }) =>
    `Too many arguments: put quotes around names with spaces. See ${p.command} --help.`,
  'unknown-value': (p: {
    option: string
    value: string
    nearest: string | undefined
    choices: readonly string[]
  }) => `${p.option}: there is no "${p.value}".${meant(p.nearest)} It can be ${quoted(p.choices)}.`,
  'bad-value': (p: { option: string; value: string; expected: keyof typeof expected }) =>
    `${p.option} cannot be "${p.value}". Expected ${expected[p.expected]}.`,
  'unknown-dataset': (p: { dataset: string; nearest: string | undefined; choices: readonly string[] }) =>
    `"${p.dataset}" is neither a built-in data set (${quoted(p.choices)}) nor a file.${meant(p.nearest)}`,
  'option-needs-csv': (p: { option: string; dataset: string }) =>
    `${p.option} is for CSV files; ${p.dataset} is a built-in data set. Leave it out.`,
  'options-exclude': (p: { first: string; second: string }) =>
    `${p.first} and ${p.second} exclude each other: choose one form of weight decay.`,
  'backend-option': (p: { option: string; backend: string }) =>
    `${p.option} means nothing with --backend ${p.backend}. Leave it out, or use --backend wasm.`,
  'options-mix': (p: { model: string; search: string }) =>
    `${p.search} is for the search that train makes when no network is given, and ${p.model} gives one. Leave out one of them, or search around fixed settings with regimen recipe.`,
  'option-not-recipe': (p: { option: string }) =>
    `${p.option} means nothing to the recipe, which searches decoupled weight decay. Use --weight-decay, or regimen train with --l2.`,
  'recipe-widths': (p: { widths: string }) =>
    `--hidden ${p.widths}: the recipe knows hidden layers of one width, such as 64,64. Give them so, or leave the network to the search.`,
  'recipe-stopped': (p: { number: number; name: string; reason: string; despite: string | undefined }) =>
    `Stopped at step ${p.number} (${p.name}). ${p.reason}${p.despite === undefined ? '' : ` To go on all the same: --despite ${p.despite}.`}`,
  'step-interrupted': (_: { folder: string }) => 'Interrupted. With --out <folder> it can be resumed.',
  'config-has-settings': (p: { option: string; config: string }) =>
    `The settings are those of ${p.config}. Leave out ${p.option}, or name the data instead.`,
  'config-needs-data': (p: { config: string; choices: readonly string[] }) =>
    `The network of ${p.config} takes none of ${quoted(p.choices)}. Name the data: regimen explain <data> --config ${p.config}`,
  'config-ending': (p: { file: string; choices: readonly string[] }) =>
    `${p.file} is not a config file. Its name must end in one of ${quoted(p.choices)}.`,
  'config-broken': (p: { file: string; reason: string }) => `${p.file} cannot be used: ${p.reason}.`,
  'config-export': (p: { file: string }) =>
    `${p.file} gives no config. Write: export default defineConfig({ … }), in JSON an object.`,
  'config-field': (p: {
    file: string
    field: string
    value: string
    expected: keyof typeof configValues
    nearest: string | undefined
  }) => `${p.file}: ${p.field} is ${p.value}. Expected ${configValues[p.expected]}.${meant(p.nearest)}`,
  'config-unknown-field': (p: {
    file: string
    field: string
    nearest: string | undefined
    choices: readonly string[]
  }) => `${p.file}: a config has no field "${p.field}".${meant(p.nearest)} It has ${quoted(p.choices)}.`,
  'config-changed': (p: { file: string; folder: string }) =>
    `${p.file} is not what it was when the run in ${p.folder} began. Restore it, or start a new run.`,
  'resume-has-settings': (p: { option: string }) =>
    `--resume uses the settings of the run. Leave out ${p.option}, or start a new run without --resume.`,
  'out-not-empty': (p: { folder: string }) =>
    `${p.folder} holds files that are not of a run. Choose another folder with --out, or write into it with --force.`,
  'not-a-run': (p: { folder: string; file: string }) =>
    `${p.folder} is not the folder of a run: it has no ${p.file}. Give the folder that regimen train has left.`,
  'config-damaged': (p: { file: string; reason: string }) =>
    `${p.file} is damaged (${p.reason}). Train again, or restore the file.`,
  'import-ending': (p: { file: string }) =>
    `${p.file} is no file of weights: its name must end in .safetensors or .npz.`,
  'run-unfinished': (p: { folder: string }) =>
    `${p.folder} has no trained model yet. Finish it with: regimen train --resume ${p.folder}`,
  'data-changed': (p: { dataset: string; folder: string }) =>
    `${p.dataset} is not what it was when the run in ${p.folder} began. Restore the data, or start a new run.`,
  'cannot-write': (p: { file: string; problem: keyof typeof writeProblems }) =>
    `${p.file} cannot be written: ${writeProblems[p.problem]}.`,
  'loss-not-finite': (p: { step: number; loss: string; what: keyof typeof broken; layer: string }) =>
    `The loss became ${p.loss} at step ${p.step}: ${broken[p.what]} ${p.layer}. Try a smaller --learning-rate, or check the data for huge values.`,
  interrupted: (p: { folder: string }) => `Interrupted. Go on with: regimen train --resume ${p.folder}`,
  'compare-interrupted': (_: Record<never, never>) => 'Interrupted. Nothing was written.',
  'no-tuning-file': (p: { file: string }) => `There is no file ${p.file}. Give one that says what to tune.`,
  'study-there': (p: { name: string }) =>
    `There is a study named "${p.name}" already. Go on with it: --resume. Or choose another name: --name.`,
  'no-study': (p: { name: string; store: string }) =>
    `There is no study named "${p.name}" in ${p.store}. Begin it without --resume.`,
  'option-needs-compare': (p: { option: string }) =>
    `${p.option} is for compare alone. Leave it out, or compare.`,
  'compare-needs-two': (p: { count: number }) =>
    `${p.count} to compare. Name at least two; the list shows what there is.`,
  'tune-interrupted': (p: { name: string }) =>
    `Interrupted; all trials so far are kept. Go on with the study "${p.name}" by --resume.`,
  'unknown-experiment': (p: { name: string; nearest: string | undefined }) =>
    `There is no experiment or family "${p.name}".${meant(p.nearest)} See regimen lab list.`,
  'lab-nothing-to-resume': (p: { folder: string }) =>
    `No run was interrupted in ${p.folder}. Begin one: regimen lab run all`,
  'lab-interrupted': (_: Record<never, never>) =>
    'Interrupted; what was measured is kept. Go on with: regimen lab run --resume',
  'lab-failed': (p: { names: readonly string[] }) =>
    `Could not be measured: ${quoted(p.names)}. The lines above say why.`,
  unexpected: (p: { message: string }) =>
    `Unexpected error, a bug in Regimen: ${p.message}. Set REGIMEN_DEBUG=1 for the stack.`,
}

const metricNames: Readonly<Record<string, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  rootMeanSquaredError: 'RMSE',
  meanAbsoluteError: 'MAE',
  meanSquaredError: 'MSE',
  r2: 'R²',
  top5Accuracy: 'top-5 accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  rocAuc: 'ROC-AUC',
  prAuc: 'PR-AUC',
  logLoss: 'log loss',
  expectedCalibrationError: 'calibration error',
}

export const en = {
  help,
  expected,
  configValues,
  writeProblems,
  errors,
  recipe: recipeEnglish,
  metricNames,
  metrics: (name: string): string => metricNames[name] ?? name,
  parts: { train: 'training', validation: 'validation', test: 'test' },
  tasks: { classification: 'classification', regression: 'regression' },
  progress: {
    epoch: (p: { epoch: number; epochs: number }) => `epoch ${p.epoch}/${p.epochs}`,
    rate: (p: { rate: string }) => `${p.rate} rows/s`,
    left: (p: { time: string }) => `${p.time} left`,
    downloading: (p: { file: string; folder: string }) => `Downloading ${p.file} into ${p.folder}`,
    compareRun: (p: { run: number; runs: number; optimizer: string; seed: number }) =>
      `run ${p.run}/${p.runs} · ${p.optimizer} · seed ${p.seed}`,
  },
  train: {
    data: (p: { dataset: string; task: string; train: number; validation: number; test: number }) =>
      `${p.dataset}: ${p.task}; ${p.train} training, ${p.validation} validation, ${p.test} test rows`,
    network: (p: {
      widths: string
      /** None where a config gives the network. */
      activation?: string
      parameters: string
      optimizer: string
      /** None where a line search finds the step length. */
      rate?: string
    }) =>
      `Network ${p.widths}${p.activation === undefined ? '' : `, ${p.activation}`}, ${p.parameters} parameters; ${p.optimizer}, ${p.rate === undefined ? 'step length by line search' : `learning rate ${p.rate}`}`,
    resumed: (p: { step: number }) => `Going on after step ${p.step}`,
    startedOver: 'The run had not reached its first checkpoint: starting over with its settings',
    duplicates: (p: { validation: number; test: number; between: number }) =>
      `The same inputs stand in several parts: ${rows(p.validation)} of validation and ${rows(p.test)} of test are in the training part, ${rows(p.between)} of test in validation. The results are that much too good.`,
    onlyTestImages: (p: { images: string }) =>
      `Only the ${p.images} MNIST test images are there, split in three: the results cannot be compared with those of networks trained on the 60,000 training images.`,
    droppedRows: (p: { count: number }) => `Left out, because the target is missing: ${rows(p.count)}`,
    filled: (p: { count: number }) => `Missing numbers replaced by the median of their column: ${p.count}`,
    unknownCategories: (p: { count: number }) =>
      `Values of a category that was not in the training rows: ${p.count}`,
    interrupting: 'Stopping after this step (press Ctrl-C again to stop at once)',
    converged: (p: { epoch: number }) => `Converged after epoch ${p.epoch}: no step lowers the loss any more`,
    stoppedEarly: (p: { epoch: number; best: number }) =>
      `Stopped after epoch ${p.epoch}: the validation loss was lowest after epoch ${p.best}, those weights are kept`,
    keptBest: (p: { best: number }) =>
      `The weights of epoch ${p.best} are kept: there the validation loss was lowest`,
    part: 'part',
    rows: 'rows',
    saved: (p: { report: string }) => `Report: ${p.report}`,
    notKept: (p: { file: string; reason: string }) =>
      `The run could not be added to the list in ${p.file} (${p.reason}); its folder is whole. Name another file with --store.`,
    result: (p: {
      dataset: string
      metric: string
      value: string
      loss: string
      epochs: number
      time: string
      out: string
    }) =>
      `${p.dataset}: test ${p.metric} ${p.value}, loss ${p.loss}; ${p.epochs} epochs in ${p.time}; saved in ${p.out}`,
  },
  predict: {
    prediction: 'prediction',
    done: (p: { rows: number; source: string }) => `Predicted ${rows(p.rows)} of ${p.source}`,
  },
  export: {
    scaled: (p: { scaling: string }) =>
      `The network takes inputs scaled by ${p.scaling}; the numbers are in config.json (preparation.scaler)`,
    done: (p: { file: string; bytes: string }) => `Wrote ${p.file}, ${p.bytes} bytes`,
  },
  import: {
    done: (p: { file: string; tensors: number; out: string }) =>
      `Took over ${p.tensors} tensors of ${p.file}; saved in ${p.out}`,
  },
  compare: {
    plan: (p: { dataset: string; optimizers: string; steps: number; seeds: number }) =>
      `${p.dataset}: ${p.optimizers}; ${p.steps} steps, ${p.seeds} ${p.seeds === 1 ? 'seed' : 'seeds'}, the same batches and initial weights for all`,
    saved: (p: { report: string }) => `Report: ${p.report}`,
    result: (p: { best: string; loss: string; accuracy: string; out: string }) =>
      `Lowest training loss: ${p.best} (${p.loss}), test accuracy ${p.accuracy}; saved in ${p.out}`,
  },
  techniques: {
    name: 'name',
    kind: 'kind',
    defaults: 'defaults',
    paper: 'paper',
    catalogue: 'catalogue',
    count: (p: { count: number }) => `${p.count} techniques`,
  },
  explain: {
    plan: (p: { dataset: string; batch: number; widths: string; optimizer: string; backend: string }) =>
      `${p.dataset}: batch ${p.batch}, network ${p.widths}, ${p.optimizer}; backend ${p.backend}`,
    passes: {
      traced: 'operations traced',
      simplified: 'after simplification',
      planned: 'after planning',
      kernels: 'after fusion: kernels that run',
    },
    kernels: 'Kernels',
    kernel: 'kernel',
    parts: 'operations',
    operands: 'shapes',
    flops: 'FLOPs',
    bytes: 'bytes',
    units: 'units',
    addresses: 'results at',
    total: (p: { flops: string; bytes: string; memory: string }) =>
      `A step: ${p.flops} FLOPs, ${p.bytes} bytes read and written; ${p.memory} bytes of memory`,
    saved: (p: { report: string }) => `Report: ${p.report}`,
    title: (p: { dataset: string }) => `A training step on ${p.dataset}`,
    memory: 'memory',
    picture: 'Addresses over time',
    pictureCaption:
      'Each rectangle is a value in memory: from left to right the order of the kernels, from top to bottom addresses. Blue: state and inputs; orange: what the step computes.',
    address: 'address',
    order: 'order of the kernels',
    footer: 'Made by Regimen. regimen explain --json prints the same numbers.',
  },
  info: {
    version: 'Regimen',
    node: 'Node',
    platform: 'platform',
    cores: 'cores',
    simd: 'vectors',
    simdLevels: {
      strict: '128-bit',
      relaxed: '128-bit, relaxed',
    },
    deterministic: 'deterministic',
    yes: 'yes',
    no: 'no',
    threads: 'threads',
    backends: 'backends',
    blas: 'BLAS',
    none: 'none',
    hints: {
      'blas-off': (_: Record<never, never>) =>
        'Large matrix products would be faster with a BLAS, which is turned off here: unset REGIMEN_BLAS.',
      'koffi-missing': (p: { reason: string }) =>
        `Large matrix products would be faster with the machine's BLAS, which needs the optional package koffi: npm install koffi (${p.reason}).`,
      'blas-missing': (p: { platform: string }) =>
        `Large matrix products would be two to three times as fast with OpenBLAS, and none was found on this machine (${p.platform}). Debian, Ubuntu: apt-get install libopenblas0. Fedora: dnf install openblas. Else name the library: REGIMEN_BLAS=<path>.`,
      'blas-not-loadable': (p: { path: string; reason: string }) =>
        `The BLAS ${p.path} cannot be loaded (${p.reason}). Correct REGIMEN_BLAS, or unset it to have one found.`,
      'blas-no-sgemm': (p: { path: string }) =>
        `${p.path} is no BLAS: it has no function cblas_sgemm. Correct REGIMEN_BLAS, or unset it to have one found.`,
      'blas-unknown': (p: { path: string }) =>
        `The BLAS ${p.path} cannot be told to use one thread, so it is not used. Use OpenBLAS, Intel MKL, BLIS or Accelerate.`,
      'blas-wrong': (p: { path: string; product: string; difference: number }) =>
        `The BLAS ${p.path} computes wrong products (${p.product} is off by ${p.difference}), so it is not used. Install another one and name it: REGIMEN_BLAS=<path>.`,
    },
  },
  tuning: {
    plan: (p: { name: string; trials: number; there: number }) =>
      p.there === 0
        ? `Study ${p.name}: ${p.trials} trials`
        : `Study ${p.name}: ${p.there} of ${p.trials} trials are there`,
    interrupting: 'Stopping after the trials under way (press Ctrl-C again to stop at once)',
    bestLine: (p: { number: number; value: string; parameters: string }) =>
      `Best: ${p.value} (trial ${p.number}: ${p.parameters})`,
    moreBest: (p: { count: number }) => `… and ${p.count} more: see the report`,
    report: (p: { file: string }) => `Report: ${p.file}`,
    result: (p: { name: string; trials: number; time: string }) =>
      `${p.name}: ${p.trials} trials in ${p.time}`,
    trial: 'trial',
    value: 'value',
    best: 'best value',
    bestTrials: 'The best',
    name: 'name',
    tags: 'tags',
    archived: '(archived)',
    none: 'Nothing is kept here yet.',
    done: 'Done.',
    columns: {
      ...{ trials: 'trials', completed: 'completed', pruned: 'pruned', failed: 'failed' },
      ...{ best: 'best', parameters: 'with', front: 'trials on the Pareto front' },
      ...{ seconds: 'time', trialSeconds: 'time of all trials' },
    } as Readonly<Record<string, string>>,
    front: (p: { size: number; members: string }) => `Pareto front of ${p.size}: ${p.members}`,
    compared: {
      title: (p: { names: string }) => `Side by side: ${p.names}`,
      measures: 'What they came to',
      settings: 'Settings in which they differ',
      same: 'Their settings are the same.',
      found: 'Settings of the best trial',
      curves: 'Their curves',
      best: '* the best of its row',
      step: 'step (updates)',
      ofStep: 'while training',
      footer: 'Made by Regimen.',
    },
    states: {
      running: 'running',
      completed: 'completed',
      pruned: 'pruned',
      paused: 'paused',
      failed: 'failed',
    },
    directions: { minimize: 'minimized', maximize: 'maximized' },
    reportTitle: (p: { name: string }) => `Study ${p.name}`,
    reportLead: (p: { count: number }) => `${p.count} trials.`,
    reportFooter: (p: { directions: string }) => `Made by Regimen. Objective: ${p.directions}.`,
    plots: {
      bestSoFar: 'The value of each trial, and the best so far (line).',
      slice: 'The values over one hyperparameter; later trials are lighter.',
      contour: 'The two most important hyperparameters: dark where the value is good.',
      parallelCoordinates: 'Each trial as a line through its hyperparameters; dark where the value is good.',
      importance: 'How much of the variation each hyperparameter explains by itself (fANOVA).',
      intermediateValues: 'What trials reported on their way: completed blue, pruned red, paused pink.',
      paretoFront: 'Two objectives of each trial; those that no other dominates are red.',
    },
    plotWords: {
      trial: 'trial',
      value: 'value',
      best: 'best so far',
      step: 'step',
      importance: 'share of the variance',
      empty: 'no finished trials yet',
    },
  },
  lab: {
    columns: {
      family: 'family',
      id: 'experiment',
      catalogue: 'catalogue',
      verdict: 'verdict',
      number: 'number',
      measured: 'measured [95 % interval]',
      expected: 'expected',
      outcome: 'as expected',
    },
    verdicts: {
      holds: 'holds',
      'holds-with-correction': 'holds with a correction',
      fails: 'fails',
      inconclusive: 'inconclusive',
    },
    outcomes: { yes: 'yes', no: 'no', unclear: 'unclear' },
    notRun: 'not run',
    quick: 'quick run',
    claim: 'claim',
    correction: 'correction',
    rule: 'rule',
    corrected: 'corrected',
    plan: (p: { experiments: number; measurements: number; reused: number }) =>
      `${p.experiments} experiments: ${p.measurements} measurements to make, ${p.reused} known already.`,
    progress: (p: { done: number; all: number; id: string; seed: number; time: string }) =>
      `${p.done}/${p.all} · ${p.id} · seed ${p.seed} · ${p.time}`,
    failed: (p: { id: string; seed: number; reason: string }) => `${p.id}, seed ${p.seed}: ${p.reason}`,
    skipped: (p: { id: string }) =>
      `Skipped: ${p.id} wants the MNIST files. Set REGIMEN_DATA to a folder that has them in mnist/.`,
    substituted: (p: { id: string; missed: string }) =>
      `${p.id} wants ${p.missed}, which is not there: measured on the digits. Set REGIMEN_DATA to a folder that has it.`,
    count: (p: { count: number }) => `${p.count} experiments`,
    summary: (p: { verdicts: string; time: string; book: string }) =>
      `${p.verdicts}. Computing time ${p.time}. The lab book: ${p.book}`,
    runIt: (p: { id: string }) => `Not measured yet: regimen lab run ${p.id}`,
  },
  demo: {
    first: 'First: which optimizer learns the digits fastest?',
    second: (p: { best: string }) =>
      `Second: a network for the digits, trained with ${p.best} (chosen by training loss, never by test accuracy)`,
    done: (p: { compare: string; train: string }) => `Look at ${p.compare} and ${p.train}`,
  },
  report: {
    trainTitle: (p: { dataset: string }) => `Training on ${p.dataset}`,
    trainLead: (p: { metric: string; value: string; rows: string }) =>
      `${p.metric} ${p.value} on ${p.rows} test rows, which were read once, at the end.`,
    curves: 'Curves',
    curveLabel: (p: { metric: string }) => `${p.metric} after each epoch`,
    testRows: 'On the test rows',
    data: 'Data',
    network: 'Network',
    widths: 'network',
    settings: 'Settings',
    numbers: 'The numbers behind it',
    epoch: 'epoch',
    epochs: 'epochs (kept / trained)',
    step: 'step (updates)',
    steps: 'updates per run',
    parameters: 'parameters',
    time: 'training time',
    trainingRows: 'training rows',
    trainingLoss: 'training loss (cross-entropy)',
    actual: 'true class',
    predicted: 'predicted class',
    actualValue: 'true value',
    predictedValue: 'predicted value',
    residual: 'predicted − true value',
    count: 'rows',
    confusionLabel: 'Confusion matrix',
    confusionCaption:
      'Confusion matrix: rows are the true classes, columns the predicted ones. Darker: a larger share of the true class.',
    perClass: 'Each class',
    class: 'class',
    precision: 'precision',
    recall: 'recall',
    scatterCaption: 'Predicted against true values; a perfect prediction lies on the dashed line.',
    histogramCaption: 'How far the predictions are off.',
    targetMean: 'mean of the training targets',
    targetDeviation: 'standard deviation of the training targets',
    dataset: 'data set',
    task: 'task',
    classes: 'classes',
    target: 'target',
    features: 'inputs of the network',
    scaling: 'scaling, fitted on the training part',
    perAll: 'all inputs together',
    perFeature: 'each input by itself',
    duplicates: 'equal inputs in different parts',
    alike: 'Alike in different parts',
    alikeLead: (p: { count: string; shown: string }) =>
      `Rows of one part that are also in another, the same or nearly so: ${p.count}${p.shown === p.count ? '' : `, of which ${p.shown} are shown`}. A network that has seen them while it learnt is measured by its memory. Row numbers are those of the data set, from 0.`,
    alikePair: (p: { first: string; second: string; distance: string }) =>
      `${p.first} · ${p.second} · differ by ${p.distance}`,
    alikeFirst: 'row',
    alikeSecond: 'the same',
    layer: 'layer',
    kind: 'kind',
    shape: 'output shape',
    input: 'input',
    total: 'total',
    activation: 'activation',
    batchSize: 'batch size (with replacement)',
    seeds: 'seeds',
    footer: (p: { folder: string }) => `Made by Regimen. The model and all numbers are in ${p.folder}.`,
    compareTitle: (p: { dataset: string }) => `Optimizers compared on ${p.dataset}`,
    compareLead: (p: { best: string; steps: number; seeds: number }) =>
      `Lowest training loss after ${p.steps} updates: ${p.best}. All optimizers had the same initial weights and the same batches, over ${p.seeds} ${p.seeds === 1 ? 'seed' : 'seeds'}.`,
    compareLabel: 'Training loss of each optimizer over the updates',
    compareCaption:
      'Training loss of each batch, smoothed over 11 updates (Kaiser window, β = 2), logarithmic.',
    compareCaptionSpread:
      'Training loss of each batch, smoothed over 11 updates (Kaiser window, β = 2), logarithmic. Lines: mean over the seeds. Bands: from the smallest to the largest.',
    compareFooter: 'Made by Regimen. The same numbers are in compare.json.',
    ranking: 'Ranking',
    rankingNote:
      'Ranked by the mean training loss over the last 100 updates. Learning rates are defaults, not tuned for this problem: another rate can change the order.',
    optimizer: 'optimizer',
    learningRate: 'learning rate',
    lossFirst200: 'loss, first 200',
    lossLast100: 'loss, last 100',
    diverged: (p: { step: number }) => `not finite from step ${p.step}`,
  },
}
