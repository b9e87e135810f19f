/** What a config comes to: settings as the command line makes them, and what only code can say. */
import {
  type Callback,
  type FullBatchOptimizer,
  type Layer,
  type Loss,
  layerFromConfig,
  lossNamed,
  monitor,
  type Optimizer,
  type Part,
  type Settings,
} from 'regimen'
import type { TrainSettings } from '../training/settings.ts'
import { isRecord } from './config-fields.ts'
import type { ConfigContext, TrainConfig } from './define-config.ts'
import { type LoadedConfig, loadConfig } from './load-config.ts'
import { type TrainingRows, trainingRowsOf } from './training-rows.ts'

/** What a run takes from its config beside settings. Without a config all are left out. */
export interface ConfigParts {
  readonly network?: (context: ConfigContext) => Layer
  readonly optimizer?: Optimizer | FullBatchOptimizer
  readonly loss?: Loss
  /** New ones for each run. */
  readonly callbacks?: () => readonly Callback[]
  /** What the rows of the training part become, and how often each is drawn. */
  readonly rows?: (train: Part<'train'>, optimizer: Optimizer | FullBatchOptimizer) => TrainingRows
  readonly digest?: string
}

/** Settings that a config gives; those of the command line come before them. */
export function configSettings({ config }: LoadedConfig): Partial<TrainSettings> {
  const { model: _, loss: __, monitor: ___, callbacks: ____, augment: _____, ...rest } = config
  const { optimizer, sampleWeights: ______, ...plain } = rest
  return {
    ...plain,
    ...(optimizer === undefined
      ? {}
      : { optimizer: typeof optimizer === 'string' ? optimizer : optimizer.name }),
  }
}

export function configParts(loaded: LoadedConfig): ConfigParts {
  const { model, optimizer, loss } = loaded.config
  return {
    digest: loaded.digest,
    callbacks: () => callbacksOf(loaded.config),
    rows: (train, used) => trainingRowsOf(loaded, train, used),
    ...(model === undefined ? {} : { network: (context) => networkOf(loaded, model, context) }),
    ...(optimizer === undefined || typeof optimizer === 'string' ? {} : { optimizer }),
    ...(loss === undefined ? {} : { loss: typeof loss === 'string' ? lossNamed(loss) : loss }),
  }
}

/** The parts of a saved run's settings. @throws CliError as `loadConfig` */
export async function partsOfSettings({ config }: Pick<TrainSettings, 'config'>): Promise<ConfigParts> {
  return config === undefined ? {} : configParts(await loadConfig(config))
}

type Model = NonNullable<TrainConfig['model']>

const isLayer = (model: Model): model is Layer => isRecord(model) && typeof model.apply === 'function'

function networkOf(loaded: LoadedConfig, model: Model, context: ConfigContext): Layer {
  try {
    const made: Layer | Settings = typeof model === 'function' ? model(context) : model
    const layer = isLayer(made) ? made : layerFromConfig(made)
    // Whether its layers fit one another and the data shows here, where the config can still be named.
    layer.outputShape(context.inputShape)
    return layer
  } catch (error) {
    throw loaded.blame(error, 'model') ?? error
  }
}

function callbacksOf({ callbacks = [], monitor: monitored }: TrainConfig): readonly Callback[] {
  const own = typeof callbacks === 'function' ? callbacks() : callbacks
  return monitored === undefined ? own : [monitor(monitored === true ? {} : monitored), ...own]
}
