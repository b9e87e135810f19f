/** A few lines of TypeScript that train the found model again, to the same weights. */
import type { Candidate, FinalRun, RecipeResult } from 'regimen'
import type { LoadedData } from '../training/load-data.ts'
import { type DataSettings, scalingFor } from '../training/settings.ts'
import { imageShapes } from './recipe-data.ts'

/** Undefined where no model was found. */
export function rebuildCode(
  settings: DataSettings,
  loaded: Pick<LoadedData, 'kind' | 'task'>,
  { steps, candidate }: Pick<RecipeResult, 'steps' | 'candidate'>,
): string | undefined {
  const { refinement, data } = steps
  const run = refinement?.saw.finals[refinement.decided.run ?? -1]
  if (!run || !candidate || !data) return undefined
  const source = sourceOf(settings, loaded)
  const network = networkOf(candidate, loaded)
  const rate = rateOf(candidate, run, data.decided.rows.train)
  const { seed } = settings
  const batchSize = Math.min(candidate.batchSize, data.decided.rows.train)
  const fromLibrary = [
    ...source.library,
    network.from,
    ...rate.library,
    candidate.optimizer,
    'createModel',
    'fit',
    'prepareRecipeData',
  ]
  return [
    importLine(fromLibrary, 'regimen'),
    ...source.imports,
    '',
    `const split = ${source.split}`,
    `const { train, validation, test${network.usesImage ? ', image' : ''} } = prepareRecipeData(split, ${source.options})`,
    `const network = ${network.code}`,
    `const model = createModel(network, { input: train.inputShape, seed: ${seed} })`,
    `const optimizer = ${candidate.optimizer}({ learningRate: ${rate.code}, weightDecay: { decoupled: ${candidate.weightDecay} } })`,
    `await fit(model, { train, validation }, { optimizer, epochs: ${run.bestEpoch}, batchSize: ${batchSize}, seed: ${seed} })`,
    'console.log(test.read(model).metrics)',
  ].join('\n')
}

function importLine(names: readonly string[], from: string): string {
  return `import { ${[...new Set(names)].sort((a, b) => a.localeCompare(b)).join(', ')} } from '${from}'`
}

/** An object or array as it would be written by hand. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, each]) => `${name}: ${literal(each)}`)
    return `{ ${fields.join(', ')} }`
  }
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return JSON.stringify(value)
}

interface Source {
  readonly imports: readonly string[]
  /** What it takes of the library's main entry. */
  readonly library: readonly string[]
  /** The call that divides the rows, and how they are prepared. */
  readonly split: string
  readonly options: string
}

function sourceOf(settings: DataSettings, { kind }: Pick<LoadedData, 'kind'>): Source {
  const { dataset, seed, split } = settings
  const [, validation, test] = split
  const image = imageShapes[dataset]
  const options = literal({
    seed,
    scaling: scalingFor(settings, kind).kind,
    ...(image ? { image } : {}),
  })
  const sizes = literal({ validation, test })
  const key = `RandomKey.fromSeed(${seed}).child('split')`
  if (dataset === 'digits' || dataset === 'iris') {
    return {
      imports: [importLine([dataset], 'regimen/datasets')],
      library: ['RandomKey', 'splitDataset'],
      split: `splitDataset(${dataset}(), { sizes: ${sizes}, key: ${key} })`,
      options,
    }
  }
  if (dataset === 'mnist') {
    const folder = literal(settings.folder ?? '')
    return {
      imports: [importLine(['readMnist', 'splitMnist'], '@regimen/node')],
      library: ['RandomKey'],
      split: `splitMnist(await readMnist(${folder}), { key: ${key}, validation: ${validation}, test: ${test} })`,
      options,
    }
  }
  const table = `await readTable(${[literal(dataset), ...given(readingOf(settings))].join(', ')})`
  const dividing = literal({
    sizes: { train: split[0], validation, test },
    ...(settings.drop && { drop: settings.drop }),
    ...(settings.target === undefined ? {} : { target: settings.target }),
    ...(settings.task && { task: settings.task }),
  })
  return {
    imports: [importLine(['readTable'], '@regimen/node')],
    library: ['RandomKey', 'splitTable'],
    split: `splitTable(${table}, { key: ${key}, ${dividing.slice(2)}).split`,
    options,
  }
}

/** What `readTable` is told beside the file. */
function readingOf(settings: DataSettings): Readonly<Record<string, unknown>> {
  const { drop, categorical, delimiter, decimal, encoding, header } = settings
  return Object.fromEntries(
    Object.entries({ drop, categorical, delimiter, decimal, encoding, header }).filter(
      ([, value]) => value !== undefined,
    ),
  )
}

const given = (options: object) => (Object.keys(options).length > 0 ? [literal(options)] : [])

interface NetworkCode {
  readonly from: 'multilayerPerceptron' | 'candidateNetwork'
  readonly code: string
  readonly usesImage: boolean
}

function networkOf(candidate: Candidate, { task }: Pick<LoadedData, 'task'>): NetworkCode {
  if (candidate.architecture === 'convolutional') {
    const code = `candidateNetwork(${literal(candidate)}, { train, image })`
    return { from: 'candidateNetwork', code, usesImage: true }
  }
  const { width, depth, activation, initializer, batchNorm, dropout } = candidate
  const outputs = task.kind === 'classification' ? task.classes.length : 1
  const settings = literal({
    hidden: new Array<number>(depth).fill(width),
    outputs,
    activation,
    ...(initializer === undefined ? {} : { initializer }),
    batchNorm,
    dropout,
  })
  const code = `multilayerPerceptron({ inputs: train.inputShape, ${settings.slice(2)})`
  return { from: 'multilayerPerceptron', code, usesImage: false }
}

/** The weights kept are those after the best epoch; the schedule knows how many had been planned. */
function rateOf({ learningRate, batchSize }: Candidate, { schedule, planned }: FinalRun, rows: number) {
  if (schedule === 'constant') return { library: [], code: String(learningRate) }
  const steps = planned * Math.ceil(rows / Math.min(batchSize, rows))
  return {
    library: ['cosineSchedule'],
    code: `cosineSchedule({ learningRate: ${learningRate}, steps: ${steps} })`,
  }
}
