/** The commands, their arguments and options. */
import { compareCommand, compareDefaults } from './commands/compare.ts'
import { demoCommand } from './commands/demo.ts'
import { exportCommand, exportFormatNames, importCommand } from './commands/export.ts'
import { infoCommand } from './commands/info.ts'
import { type KeptRequest, runsCommand, studiesCommand } from './commands/kept.ts'
import type { LabRunRequest } from './commands/lab.ts'
import { predictCommand } from './commands/predict.ts'
import { techniquesCommand } from './commands/techniques.ts'
import { tuneCommand } from './commands/tune.ts'
import type { Dictionary } from './i18n/index.ts'
import { languages } from './i18n/index.ts'
import { addBackendOptions, type BackendOptions } from './options/backend-options.ts'
import { chooseNames } from './options/choose.ts'
import { addExamples, type Command, createCommand } from './options/command-line.ts'
import { type GlobalOptions, seedOf } from './options/given.ts'
import { activationNames, delimiters, optimizerNames } from './options/names.ts'
import { numberOption, parseNamedRate, parseWidths } from './options/numbers.ts'
import { addCsvOptions, choice } from './options/train-options.ts'
import { addExplain } from './program-explain.ts'
import { addRecipe, addTrain } from './program-train.ts'
import type { Terminal } from './terminal/terminal.ts'
import { checkBackend } from './training/backend.ts'
import { builtInDatasets } from './training/settings.ts'
import { storeFile } from './tuning/store-file.ts'

export interface Program {
  readonly command: Command
  /** The command that was being read when something went wrong. */
  current(): Command
}

/** `version` of the package; `terminal` for what is asked. */
export function createProgram(words: Dictionary, version: string, terminal: Terminal): Program {
  const { help } = words
  const root = createCommand('regimen', words)
    .description(help.program)
    .version(version, '-V, --version', help.version)
    .option('--json', help.json)
    .option('--lang <language>', help.lang, choice('--lang', languages))
    .option('--seed <n>', help.seed, numberOption('--seed', 'integer'))
    .helpCommand('help [command]', help.helpCommand)
    .addHelpText('after', `\n${help.firstSteps}\n\n${help.more}`)
  let current = root
  const add = (name: string, summary: string, description: string) => {
    const command = createCommand(name, words).summary(summary).description(description)
    root.addCommand(command)
    return command
  }
  const follow = (_: Command, subcommand: Command) => {
    current = subcommand
  }
  root.hook('preSubcommand', follow)
  addTrain(add, words, terminal)
  addRecipe(add, words, terminal)
  addPredict(add, words, terminal)
  addExport(add, words, terminal)
  addImport(add, words, terminal)
  addCompare(add, words, terminal)
  addTune(add, words, terminal)
  addKept(add, words, terminal)
  addExplain(add, words, terminal)
  addLab(add, words, terminal).hook('preSubcommand', follow)
  addTechniques(add, words, terminal)
  addInfo(add, words, version, terminal)
  addDemo(add, words, terminal)
  return { command: root, current: () => current }
}

type Add = (name: string, summary: string, description: string) => Command

interface PredictOptions {
  readonly probabilities?: boolean
  readonly delimiter?: keyof typeof delimiters
  readonly encoding?: string
  readonly header: boolean
}

function addPredict(add: Add, words: Dictionary, terminal: Terminal): void {
  const { predict } = words.help
  const command = add('predict', predict.summary, predict.description)
    .argument('<run>', predict.run)
    .argument('<file>', predict.file)
    .option('--probabilities', predict.probabilities)
  addCsvOptions(command, predict)
  addExamples(command, words, predict.examples)
  command.action(async (run: string, file: string, options: PredictOptions) => {
    const { probabilities = false, delimiter, encoding, header } = options
    await predictCommand(
      {
        run,
        file,
        probabilities,
        ...(delimiter === undefined ? {} : { delimiter: delimiters[delimiter] }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(header ? {} : { header: false }),
      },
      terminal,
    )
  })
}

function addExport(add: Add, words: Dictionary, terminal: Terminal): void {
  const { export: texts } = words.help
  const command = add('export', texts.summary, texts.description)
    .argument('<run>', texts.run)
    .requiredOption('--format <name>', texts.format, choice('--format', exportFormatNames))
    .option('--out <file>', texts.out)
  addExamples(command, words, texts.examples)
  command.action(
    async (run: string, { format, out }: { format: (typeof exportFormatNames)[number]; out?: string }) => {
      await exportCommand({ run, format, ...(out === undefined ? {} : { out }) }, terminal)
    },
  )
}

function addImport(add: Add, words: Dictionary, terminal: Terminal): void {
  const { import: texts } = words.help
  const command = add('import', texts.summary, texts.description)
    .argument('<run>', texts.run)
    .argument('<file>', texts.file)
    .requiredOption('--out <folder>', texts.out)
    .option('--force', words.help.train.force)
  addExamples(command, words, texts.examples)
  command.action(
    async (run: string, file: string, { out, force = false }: { out: string; force?: boolean }) => {
      await importCommand({ run, file, out, force }, terminal)
    },
  )
}

interface CompareOptions extends BackendOptions {
  readonly optimizers?: string[]
  readonly data?: (typeof builtInDatasets)[number]
  readonly folder?: string
  readonly seeds?: number
  readonly steps?: number
  readonly batchSize?: number
  readonly hidden?: number[]
  readonly activation?: string
  readonly learningRate?: Readonly<Record<string, number>>
  readonly out?: string
  readonly force?: boolean
}

function addCompare(add: Add, words: Dictionary, terminal: Terminal): void {
  const { compare } = words.help
  const command = add('compare', compare.summary, compare.description)
    .option('--optimizers <names>', compare.optimizers, (text) =>
      chooseNames('--optimizers', text, optimizerNames),
    )
    .option('--data <name>', compare.data, choice('--data', builtInDatasets))
    .option('--folder <folder>', compare.folder)
    .option('--seeds <n>', compare.seeds, numberOption('--seeds', 'positiveInteger'))
    .option('--steps <n>', compare.steps, numberOption('--steps', 'positiveInteger'))
    .option('--batch-size <n>', compare.batchSize, numberOption('--batch-size', 'positiveInteger'))
    .option('--hidden <widths>', compare.hidden, parseWidths)
    .option('--activation <name>', compare.activation, choice('--activation', activationNames))
    .option('--learning-rate <name=value>', compare.learningRate, collectRates)
    .option('--out <folder>', compare.out)
    .option('--force', compare.force)
  addBackendOptions(command, words)
  addExamples(command, words, compare.examples)
  command.action(async (options: CompareOptions) => {
    const { learningRate = {}, force = false, ...rest } = options
    checkBackend(rest)
    await compareCommand(
      { ...compareDefaults, ...rest, learningRates: learningRate, seed: seedOf(command), force },
      terminal,
    )
  })
}

interface TuneOptions {
  readonly trials?: number
  readonly seconds?: number
  readonly workers?: number
  readonly trialSeconds?: number
  readonly retries?: number
  readonly leaseSeconds?: number
  readonly resume?: boolean
  readonly name?: string
  readonly store?: string
  readonly report?: string
}

function addTune(add: Add, words: Dictionary, terminal: Terminal): void {
  const { tune } = words.help
  const command = add('tune', tune.summary, tune.description)
    .argument('<config>', tune.config)
    .option('--trials <n>', tune.trials, numberOption('--trials', 'positiveInteger'))
    .option('--seconds <n>', tune.seconds, numberOption('--seconds', 'positive'))
    .option('--workers <n>', tune.workers, numberOption('--workers', 'threads'))
    .option('--trial-seconds <n>', tune.trialSeconds, numberOption('--trial-seconds', 'positive'))
    .option('--retries <n>', tune.retries, numberOption('--retries', 'count'))
    .option('--lease-seconds <n>', tune.leaseSeconds, numberOption('--lease-seconds', 'positive'))
    .option('--resume', tune.resume)
    .option('--name <name>', tune.name)
    .option('--store <file>', tune.store)
    .option('--report <file>', tune.report)
  addExamples(command, words, tune.examples)
  command.action(async (config: string, options: TuneOptions) => {
    const { store, trials = 100, resume = false, ...rest } = options
    const { seed } = command.optsWithGlobals<GlobalOptions>()
    const given = seed === undefined ? {} : { seed }
    await tuneCommand({ ...rest, ...given, config, trials, resume, store: storeFile(store) }, terminal)
  })
}

interface KeptOptions {
  readonly store?: string
  readonly all?: boolean
  readonly format?: KeptRequest['format']
  readonly report?: string
}

function addKept(add: Add, words: Dictionary, terminal: Terminal): void {
  const { kept, tune } = words.help
  const rows = [
    ['studies', kept.studies, kept.studiesExamples, studiesCommand],
    ['runs', kept.runs, kept.runsExamples, runsCommand],
  ] as const
  for (const [name, summary, examples, run] of rows) {
    const command = add(name, summary, summary)
      .argument('[action]', kept.action, 'list')
      .argument('[names...]', kept.names)
      .option('--all', kept.all)
      .option('--format <format>', kept.format, choice('--format', ['json', 'csv'] as const))
      .option('--report <file>', kept.report)
      .option('--store <file>', tune.store)
    addExamples(command, words, examples)
    command.action(async (action: string, names: string[], options: KeptOptions) => {
      const { all = false, format = 'csv', store, ...rest } = options
      await run({ ...rest, action, names, all, format, store: storeFile(store) }, terminal)
    })
  }
}

function collectRates(text: string, previous: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [name, rate] = parseNamedRate(text)
  return { ...previous, [choice('--learning-rate', optimizerNames)(name)]: rate }
}

/** The experiments are loaded only when one of the commands runs. */
function addLab(add: Add, words: Dictionary, terminal: Terminal): Command {
  const { lab } = words.help
  const command = add('lab', lab.summary, lab.description)
  addExamples(command, words, lab.examples)
  const sub = (name: 'list' | 'run' | 'show') => {
    const made = createCommand(name, words).description(lab[name]).option('--out <folder>', lab.out)
    command.addCommand(made)
    return made
  }
  /** The seed, where one was typed: all that is measured or shown begins with it. */
  const withSeed = <T extends object>(options: T, made: Command): T & GlobalOptions =>
    command.parent?.getOptionValueSource('seed') === 'cli' ? { ...options, seed: seedOf(made) } : options
  sub('list')
    .option('--family <name>', lab.family)
    .action(async (options: { readonly family?: string; readonly out?: string }, made: Command) => {
      const { listExperiments } = await import('./commands/lab.ts')
      listExperiments(withSeed(options, made), terminal)
    })
  sub('run')
    .argument('[names...]', lab.names)
    .option('--seeds <n>', lab.seeds, numberOption('--seeds', 'positiveInteger'))
    .option('--quick', lab.quick)
    .option('--jobs <n>', lab.jobs, numberOption('--jobs', 'threads'))
    .option('--resume', lab.resume)
    .option('--fresh', lab.fresh)
    .action(async (names: string[], options: Omit<LabRunRequest, 'names'>, made: Command) => {
      const { runExperiments } = await import('./commands/lab.ts')
      await runExperiments(withSeed({ ...options, names }, made), terminal)
    })
  sub('show')
    .argument('<id>', lab.id)
    .action(async (id: string, options: { readonly out?: string }, made: Command) => {
      const { showExperiment } = await import('./commands/lab.ts')
      showExperiment(id, withSeed(options, made), terminal)
    })
  return command
}

function addTechniques(add: Add, words: Dictionary, terminal: Terminal): void {
  const { techniques } = words.help
  add('techniques', techniques.summary, techniques.description)
    .option('--kind <kind>', techniques.kind)
    .action(({ kind }: { kind?: string }) => {
      techniquesCommand(kind, terminal)
    })
}

function addInfo(add: Add, words: Dictionary, version: string, terminal: Terminal): void {
  const { info } = words.help
  add('info', info.summary, info.description).action(() => {
    infoCommand(version, terminal)
  })
}

function addDemo(add: Add, words: Dictionary, terminal: Terminal): void {
  const { demo, train } = words.help
  const command = add('demo', demo.summary, demo.description)
    .option('--out <folder>', demo.out)
    .option('--force', train.force)
  command.action(async ({ out, force = false }: { out?: string; force?: boolean }) => {
    await demoCommand({ seed: seedOf(command), force, ...(out === undefined ? {} : { out }) }, terminal)
  })
}
