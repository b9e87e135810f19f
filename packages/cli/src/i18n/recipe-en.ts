/** What the recipe says, in English: its steps, its reasons and its diagnoses. */

/** Parameters of a reason or diagnosis, as text. */
export type Shown = Readonly<Record<string, string | undefined>>

const several = (count: string | undefined, one: string) => (count === '1' ? `1 ${one}` : `${count} ${one}s`)
const rows = (count: string | undefined) => several(count, 'row')

const tells: Readonly<Record<string, string>> = {
  equal: 'is the target itself',
  affine: 'is the target in another unit',
  indicators: 'say the class outright, one for each class',
}
const determines: Readonly<Record<string, string>> = {
  values: 'each of its values stands for one target',
  thresholds: 'thresholds on it alone separate the classes',
  monotone: 'the target rises or falls with it without an exception',
}
const readings: Readonly<Record<string, string>> = {
  healthy: 'they look healthy',
  divergence: 'the loss rose far above where it began',
  learningRateTooHigh: 'the loss jumped about; a lower learning rate would be calmer',
  plateau: 'the loss stood still for long; the learning rate or the initialisation may be off',
  underfit:
    'the training loss was still falling, or both losses stayed high; a larger --budget or network may learn more',
  overfit: 'the training loss fell on while the validation loss rose; the weights before that are the best',
}
const partNames: Readonly<Record<string, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
}

export const recipeEnglish = {
  start: (p: { dataset: string; budget: string; workers: number; folder: string }) =>
    `${p.dataset}: six steps within ${p.budget}, ${p.workers === 1 ? '1 worker' : `${p.workers} workers`}; everything goes to ${p.folder}`,
  startStep: (p: { dataset: string; number: number; budget: string }) =>
    `${p.dataset}: step ${p.number} alone, with what it needs of earlier ones, within ${p.budget}`,
  defaultBudget: 'That is the default; --budget 10m searches longer, --budget 30s shorter.',
  resumed: (p: { folder: string; budget: string }) =>
    `Going on in ${p.folder}: finished steps and trials are taken from there; ${p.budget} in all`,
  interrupting:
    'Finishing what is under way, then stopping (press Ctrl-C again to stop at once; both can be resumed)',
  heading: (p: { number: number; name: string }) => `${p.number}/6  ${p.name}`,
  steps: {
    data: 'Data and leakage',
    initialLoss: 'Initial loss',
    overfitSample: 'Overfitting a sample',
    learningRates: 'Learning rates',
    coarseSearch: 'Coarse search',
    refinement: 'Refinement and test',
  },
  labels: { did: 'Did', saw: 'Saw', decided: 'So', why: 'Why', warning: 'Note', stopped: 'Stopped' },
  scalings: {
    minMax: 'to the range 0 to 1',
    zScore: 'to mean 0 and deviation 1',
    robust: 'by median and quartiles',
    none: 'not at all',
  } as Readonly<Record<string, string>>,
  losses: { crossEntropy: 'cross-entropy', meanSquaredError: 'mean squared error' },
  did: {
    data: (p: { seed: string; stratified: boolean; scaling: string; near: boolean }) =>
      `Divided the rows by seed ${p.seed} into training, validation and test${p.stratified ? ', each class in the same share' : ''}; looked for rows that stand in two parts${p.near ? ', also slightly changed images,' : ''} and for features that give the target away; scaled the inputs ${p.scaling}, measured on the training rows only.`,
    initialLoss: (p: { seeds: string; rows: string }) =>
      `Computed the loss of ${several(p.seeds, 'fresh network')} on ${rows(p.rows)} before any update, with weight decay off.`,
    overfitSample: (p: { rows: string; updates: string }) =>
      `Trained the first network on ${rows(p.rows)} alone, for at most ${several(p.updates, 'update')}: what works learns them by heart.`,
    learningRates: (p: { rates: string; updates: string; batch: string }) =>
      `Trained ${several(p.rates, 'learning rate')}, each for ${several(p.updates, 'update')} of ${rows(p.batch)}, on all training rows.`,
    coarseSearch: (p: { trials: string; epochs: string; sampler: string; pruner: string; rows: string }) =>
      `Tried ${several(p.trials, 'setting')} over the whole space (${p.sampler}), at most ${several(p.epochs, 'epoch')} each on ${rows(p.rows)}; the hopeless were stopped early (${p.pruner}).`,
    refinement: (p: { trials: string; epochs: string; finals: string }) =>
      `Tried ${several(p.trials, 'setting')} around the best (at most ${several(p.epochs, 'epoch')} each)${p.finals === '0' ? '' : `, then trained the best ${p.finals === '1' ? 'one' : p.finals} for long, stopping early and keeping the weights with the lowest validation loss`}.`,
  },
  notSearched: {
    table: 'Not looked for: rows that are nearly equal, as those of a table may be by rights.',
    tooManyPairs: 'Not looked for: slightly changed images (there are more than 100,000,000 pairs).',
  },
  saw: {
    rows: (p: { train: string; validation: string; test: string }) =>
      `${p.train} training, ${p.validation} validation and ${p.test} test ${p.test === '1' ? 'row' : 'rows'}`,
    classes: (p: { count: string; least: string; most: string }) =>
      p.count === '1'
        ? `one class of ${several(p.most, 'training row')}`
        : p.least === p.most
          ? `${p.count} classes of ${several(p.most, 'training row')} each`
          : `${p.count} classes of ${p.least} to ${p.most} training rows`,
    target: (p: { name: string; mean: string; deviation: string }) =>
      `target ${p.name} with mean ${p.mean} and deviation ${p.deviation}`,
    constant: (p: { features: string }) => `constant and therefore useless features: ${p.features}`,
    noneShared: 'no row stands in two parts',
    noneNear: 'no image is nearly like one of another part',
    near: (p: { count: string; between: string; and: string }) =>
      `${several(p.count, 'image')} of ${p.and} nearly like one of ${p.between}`,
    shared: (p: { count: string; between: string; and: string }) =>
      `${rows(p.count)} of ${p.and} also in ${p.between}`,
    initialLoss: (p: { losses: string; theory: string; least: string; most: string }) =>
      `First losses ${p.losses}; chance gives ${p.theory}, and ${p.least} to ${p.most} is fine.`,
    penalty: (p: { penalty: string }) => `Weight decay of 0.1 would have added ${p.penalty} and hidden this.`,
    attempt: (p: { rate: string; initializer: string; first: string; last: string; updates: string }) =>
      `Learning rate ${p.rate}, ${p.initializer} weights: loss ${p.first} → ${p.last} in ${several(p.updates, 'update')}`,
    attemptAccuracy: (p: { accuracy: string }) => `accuracy ${p.accuracy}`,
    probe: 'tried to find out why',
    sweep: (p: { optimizer: string; falling: string; rates: string; initial: string; lowest: string }) =>
      p.falling === '0'
        ? `${p.optimizer}: with none of ${several(p.rates, 'rate')} the loss fell far enough from ${p.initial}; the lowest was ${p.lowest}.`
        : `${p.optimizer}: with ${p.falling} of ${several(p.rates, 'rate')} the loss fell from ${p.initial}, to ${p.lowest} at best.`,
    search: (p: { completed: string; pruned: string; failed: string; best: string }) =>
      `${several(p.completed, 'setting')} trained to the end, ${p.pruned} stopped early, ${p.failed} failed; lowest validation loss ${p.best}.`,
    importance: (p: { shares: string }) => `What mattered: ${p.shares}.`,
    final: (p: { runs: string; best: string; epoch: string }) =>
      `${p.runs === '1' ? 'The long run' : `Of ${p.runs} long runs the best`} reached a validation loss of ${p.best} at epoch ${p.epoch}.`,
    validation: (p: { metric: string; value: string }) => `Validation ${p.metric} ${p.value}.`,
    test: (p: { metric: string; value: string; rows: string }) =>
      `Test ${p.metric} ${p.value} on ${rows(p.rows)}.`,
  },
  decided: {
    data: (p: { loss: string; metric: string }) =>
      `Minimise ${p.loss}, report ${p.metric}; the test rows are sealed until the end.`,
    dropped: (p: { train: string; validation: string }) =>
      `Left out, as a later part has the same: ${several(p.train, 'training row')}, ${several(p.validation, 'validation row')}.`,
    initialLoss: 'The network starts where theory says: outputs, loss and labels fit together.',
    overfitSample: (p: { rate: string }) =>
      `Network, loss and gradients work; learning rate ${p.rate} learns the sample.`,
    bracket: (p: { optimizer: string; low: string; high: string; best: string }) =>
      `${p.optimizer}: search between ${p.low} and ${p.high}, best so far ${p.best}.`,
    coarseSearch: (p: { candidate: string }) =>
      `Best so far: ${p.candidate}. The ranges are narrowed around the best third.`,
    refinement: (p: { candidate: string }) => `Kept: ${p.candidate}.`,
    nothing: 'It cannot go on from here.',
    interrupted: 'Interrupted; what is done is kept.',
  },
  candidate: {
    dense: (p: { depth: string; width: string }) =>
      `${p.depth === '1' ? '1 dense layer' : `${p.depth} dense layers`} of ${p.width}`,
    convolutional: (p: { depth: string; width: string }) =>
      `${p.depth === '1' ? '1 pair' : `${p.depth} pairs`} of convolutions, from ${p.width} channels on`,
    batchNorm: 'batch norm',
    dropout: (p: { rate: string }) => `dropout ${p.rate}`,
    initializer: (p: { name: string }) => `${p.name} weights`,
    optimizer: (p: { name: string; rate: string; decay: string; batch: string }) =>
      `${p.name} at ${p.rate}, weight decay ${p.decay}, batches of ${p.batch}`,
  },
  settings: {
    architecture: 'architecture',
    width: 'width',
    depth: 'depth',
    activation: 'activation',
    initializer: 'initializer',
    batchNorm: 'batch norm',
    dropout: 'dropout',
    optimizer: 'optimizer',
    learningRate: 'learning rate',
    weightDecay: 'weight decay',
    batchSize: 'batch size',
  } as Readonly<Record<string, string>>,
  narrowed: (p: { list: string }) => `The best third of the trials has ${p.list}.`,
  defaultInitializer: 'default',
  reasons: {
    splitRows: (_: Shown) => 'A network is judged by rows that it has not seen.',
    scaledByTrain: (_: Shown) =>
      'Scaling measured on all rows would let the test rows take part in the training.',
    leakageChecked: (p: Shown) =>
      `Rows of two parts would be learnt by heart, not understood: ${p.exact} equal${p.near === undefined ? '' : ` and ${p.near} nearly equal`} ones remain.`,
    noFeatureTellsTarget: (p: Shown) =>
      p.features === '1'
        ? 'The only feature does not give the target away.'
        : `None of ${p.features} features gives the target away.`,
    initialLossAsExpected: (p: Shown) =>
      `A network that knows nothing has loss ${p.theory}; this one ${p.loss}.`,
    sampleLearnt: (p: Shown) =>
      `${rows(p.rows)} ${p.rows === '1' ? 'was' : 'were'} learnt by heart after ${several(p.updates, 'update')} at learning rate ${p.learningRate}.`,
    bracketFound: (p: Shown) =>
      `With ${p.optimizer} the loss falls within ${several(p.updates, 'update')} from ${p.low} to ${p.high}; below it is too slow, above it blows up.`,
    coarseBest: (p: Shown) => `Trial ${p.best} of ${p.trials} has the lowest validation loss, ${p.value}.`,
    mostImportant: (p: Shown) => `What made most of the difference: ${p.name} (${p.share} by itself).`,
    narrowed: (p: Shown) => (p.kept === undefined ? `${p.name} ${p.from} to ${p.to}` : `${p.name} ${p.kept}`),
    betterThanChance: (p: Shown) =>
      `Validation ${p.metric} ${p.value} against ${p.chance} by chance: the odds of luck are ${p.probability}.`,
    fineBest: (p: Shown) => `Trial ${p.best} of ${p.trials} has the lowest validation loss, ${p.value}.`,
    finalChosen: (p: Shown) =>
      `The lowest validation loss of ${several(p.runs, 'long run')}, ${p.value}; the coarse search had come to ${p.coarse}.`,
    bestWeightsKept: (p: Shown) =>
      `The weights of epoch ${p.epoch} of ${p.epochs} are kept: there the validation loss was lowest.`,
    testReadOnce: (p: Shown) =>
      `The test rows were read ${p.readings === '1' ? 'once' : `${p.readings} times`}.`,
  },
  diagnoses: {
    constantTarget: (p: Shown) =>
      `The target has the same value in every row (${p.value}), so there is nothing to learn. Name another column with --target.`,
    featureEqualsTarget: (p: Shown) =>
      `Leakage: the ${p.kind === 'indicators' ? 'features' : 'feature'} ${p.features} ${tells[p.kind ?? ''] ?? 'gives the target away'}, so the network would copy ${p.kind === 'indicators' ? 'them' : 'it'} and learn nothing else. Leave ${p.kind === 'indicators' ? 'them' : 'it'} out with --drop "${p.features}", or keep it out of the data.`,
    featureDeterminesTarget: (p: Shown) =>
      `The feature ${p.features} alone tells every target (${determines[p.kind ?? ''] ?? 'without an error'}). If it is only known together with the target, leave it out: --drop "${p.features}".`,
    duplicatesAcrossParts: (p: Shown) =>
      `${rows(p.count)} (${p.share}) in two parts (${p.between}); ${p.dropped === '1' ? '1 copy was' : `${p.dropped} copies were`} left out of the earlier part, so that the later one stays unseen. See where they come from: results measured on copies are too good.`,
    rowsRepeat: (p: Shown) =>
      `${rows(p.count)} in two parts, as often as rows repeat within the training part (${p.ownShare}): the table repeats itself, ${p.count === '1' ? 'it is' : 'they are'} kept.`,
    nearDuplicatesAcrossParts: (p: Shown) =>
      `${p.count === '1' ? '1 image is' : `${p.count} images are`} nearly like one of another part (${p.between}): moved, lit or noisy. The results may be that much too good.`,
    fewRows: (p: Shown) =>
      `The ${partNames[p.part ?? ''] ?? p.part} part has ${p.rows === '0' ? 'no rows' : `only ${rows(p.rows)}`}, where ${p.enough} would be few: what is measured there is rough. More rows, or another --split, would help.`,
    initialLossOff: (p: Shown) =>
      `The first loss is ${p.loss}, where a network that knows nothing has ${p.theory} (${p.least} to ${p.most} would be fine). The initial weights are too large, or the inputs are not scaled: choose another --initializer or --scaling.`,
    zeroInitialisation: (p: Shown) =>
      `All ${p.units} units of layer ${p.layer} start with the same weights (${p.initializer}), get the same gradients and stay the same for ever: the layer is worth one unit. Start from random weights: leave out --initializer, or use he or xavier.`,
    learningRateTooLow: (p: Shown) =>
      `The learning rate ${p.learningRate} is too low: the loss does not move. With ${p.works} the same network learns. Leave out --learning-rate, or raise it.`,
    learningRateTooHigh: (p: Shown) =>
      `The learning rate ${p.learningRate} is too high: the loss blows up or jumps about. With ${p.works} the same network learns. Leave out --learning-rate, or lower it.`,
    labelsLookRandom: (p: Shown) =>
      `The labels look random: the training loss falls, but on the validation rows ${p.metric} is ${p.value} where chance gives ${p.chance} (of ${several(p.trials, 'trial')}, the best would be so good by luck with probability ${p.probability}). Check that inputs and targets belong to the same rows, and that the features can tell anything about the target.`,
    cannotOverfit: (p: Shown) =>
      `The network cannot learn ${rows(p.rows)} by heart: loss ${p.loss}${p.accuracy === undefined ? '' : `, accuracy ${p.accuracy}`}, where ${p.target} is wanted. Equal rows with different targets, a network that is too small or strong dropout do this.`,
    lossNotFinite: (p: Shown) =>
      `The loss became infinite or NaN at update ${p.step} with learning rate ${p.learningRate}. Lower --learning-rate, or check the data for huge values.`,
    noLearningRate: (p: Shown) =>
      `No learning rate from ${p.low} to ${p.high} makes the loss fall within 100 updates. Check the scaling of the inputs and whether they say anything about the target.`,
    noTrialFinished: (p: Shown) =>
      `${p.trials === '0' ? 'No trial was begun' : p.trials === '1' ? 'The only trial came to no end' : `None of ${p.trials} trials came to an end`}${p.error === undefined ? '' : ` (${p.error})`}. Give a larger --budget.`,
    curves: (p: Shown) => `Reading the curves: ${readings[p.reading ?? ''] ?? p.reading}.`,
    noGain: (p: Shown) =>
      `Longer training came to a validation loss of ${p.final}, not below the ${p.coarse} of the coarse search.`,
  },
  progress: {
    step: (p: { number: number; name: string }) => `${p.number}/6 ${p.name}`,
    units: {
      data: 'checks',
      initialLoss: 'networks',
      overfitSample: 'attempts',
      learningRates: 'rates',
      coarseSearch: 'trials',
      refinement: 'trials',
      final: 'long runs',
    },
    done: (p: { done: string; of: string; unit: string }) => `${p.done}${p.of} ${p.unit}`,
    rate: (p: { rate: string; unit: string }) => `${p.rate} ${p.unit}/s`,
    left: (p: { time: string }) => `${p.time} left`,
    best: (p: { value: string }) => `best ${p.value}`,
  },
  charts: {
    overfit: 'loss on the sample',
    sweep: (p: { optimizer: string; updates: string }) =>
      `${p.optimizer}: loss after ${several(p.updates, 'update')}`,
    chosen: 'searched',
    notFinite: 'not finite',
    expected: 'chance',
    best: 'best',
    bestSoFar: 'lowest validation loss so far',
    trainLoss: 'training loss',
    validationLoss: 'validation loss',
    trial: 'trial',
    value: 'loss',
    settings: 'settings',
  },
  result: (p: {
    dataset: string
    metric: string
    value: string
    readings: string
    time: string
    out: string
  }) =>
    `${p.dataset}: test ${p.metric} ${p.value} (test rows read ${p.readings === '1' ? 'once' : `${p.readings} times`}); found in ${p.time}; saved in ${p.out}`,
  stepResult: (p: { number: number; name: string; time: string }) =>
    `Step ${p.number}, ${p.name}: done in ${p.time}`,
  use: (p: { out: string }) => `Use it: regimen predict ${p.out} <new rows>.csv`,
  report: {
    title: (p: { dataset: string }) => `The recipe on ${p.dataset}`,
    lead: (p: { metric: string; value: string; rows: string }) =>
      `${p.metric} ${p.value} on ${several(p.rows, 'test row')}, read once, at the very end.`,
    leadStopped: (p: { number: number; name: string }) => `Stopped at step ${p.number}, ${p.name}.`,
    leadInterrupted: (p: { steps: number }) => `Interrupted after ${p.steps} of 6 steps.`,
    readings: 'readings of the test part',
    settingsTried: 'settings tried',
    time: 'time',
    initialCaption:
      'Loss of fresh networks, one bar for each seed. The dashed line is what a network that knows nothing has.',
    networkSeed: 'network (seed)',
    firstLoss: 'first loss',
    chance: (p: { value: string }) => `chance: ${p.value}`,
    overfitCaption: 'The loss on the small sample must fall to almost nothing.',
    overfitAccuracyCaption: 'The accuracy on the small sample must reach 1.',
    update: 'update',
    loss: 'loss',
    attempt: (p: { rate: string; initializer: string }) => `${p.rate}, ${p.initializer}`,
    sweepCaption: (p: { optimizer: string; updates: string }) =>
      `${p.optimizer}: loss after ${several(p.updates, 'update')} for each learning rate. Shaded: the range that is searched. Triangles: higher than shown, or not finite.`,
    sweepCurvesCaption: (p: { optimizer: string }) =>
      `${p.optimizer}: the losses on the way, for some of the rates.`,
    atStart: 'at the start',
    searched: 'searched',
    coarse: 'coarse',
    fine: 'fine',
    pruned: 'stopped early',
    best: 'kept',
    cloudCaption:
      'The coarse search: each point is a setting that was tried; both axes are logarithmic. Darker and larger: lower validation loss. Crosses: stopped early.',
    fineCloudCaption:
      'The fine search lies around the best of the coarse one; both are shown, on the same axes. Darker and larger: lower validation loss. Crosses: stopped early.',
    importanceCaption: 'Share of the differences that each setting explains by itself (fANOVA).',
    bestCaption: 'The validation loss of each trial, and the best so far (line).',
    bestTrials: 'The best settings',
    validationLoss: 'validation loss',
    finalCaption: 'The run that was kept: loss after each epoch.',
    finalMetricCaption: (p: { metric: string }) => `The run that was kept: ${p.metric} after each epoch.`,
    longRuns: 'The long runs',
    run: 'run',
    from: 'from',
    bestEpoch: 'best epoch',
    testOnce: (p: { rows: string }) =>
      `The test part (${rows(p.rows)}) was sealed: no step could read it. It was read once, for the numbers below.`,
    testTimes: (p: { rows: string; readings: string }) =>
      `The test part (${rows(p.rows)}) was read ${several(p.readings, 'time')}.`,
    test: 'The test, read once',
    ofMean: 'RMSE of predicting the mean',
    code: 'The model in a few lines',
    codeCaption:
      'These lines load the data, train the same network with the same settings and measure it on the test rows.',
    footer: (p: { folder: string }) =>
      `Made by Regimen. Model, settings, all trials and numbers are in ${p.folder}.`,
  },
}
