/** The config file of `regimen train --config`: what it may say, typed. */
import type {
  ActivationName,
  Augmentation,
  AugmentationName,
  Callback,
  FullBatchOptimizer,
  FullBatchOptimizerName,
  InitializerName,
  Layer,
  Loss,
  LossName,
  MetricName,
  MonitorOptions,
  Optimizer,
  OptimizerName,
  Part,
  ScalingKind,
  Settings,
  Shape,
  Task,
} from 'regimen'

/** What is known of the data when the network is made. */
export interface ConfigContext {
  /** Of one example, without the batch: `[784]` for MNIST. */
  readonly inputShape: Shape
  readonly task: Task
  /** Classes, or 1 for regression: the size of the last layer. */
  readonly outputs: number
}

/** An augmentation as a JSON file has it. */
export interface NamedAugmentation {
  readonly name: AugmentationName
  /** Those that are left out have their defaults. */
  readonly settings?: Settings
}

/** A training run in a file. What is left out is as on the command line; an option given there comes first. */
export interface TrainConfig {
  /** The whole network, or how to make it for the data; in a JSON file its `kind` and `settings`. */
  readonly model?: Layer | ((context: ConfigContext) => Layer) | Settings
  /** Widths of the hidden layers, where no `model` is given. Default [100, 100]. */
  readonly hidden?: readonly number[]
  /** After each hidden layer. Default `relu`. */
  readonly activation?: ActivationName
  /** Of the weights. Default: what suits the activation. */
  readonly initializer?: InitializerName
  /** Between each hidden layer and its activation. Default false. */
  readonly batchNorm?: boolean
  /** Share of hidden units dropped in each update. Default 0. */
  readonly dropout?: number
  /** Made by the library, with all its options, or named. Default `adam`. */
  readonly optimizer?: Optimizer | FullBatchOptimizer | OptimizerName | FullBatchOptimizerName
  /** Of an optimizer that is named. Default: its own. */
  readonly learningRate?: number
  /** Decoupled, of an optimizer that is named. Default 0. */
  readonly weightDecay?: number
  /** Coupled, of an optimizer that is named. Default 0. */
  readonly l2?: number
  /** Default: cross-entropy for classes, mean squared error for values. */
  readonly loss?: Loss | LossName
  /** Measured beside the task's own. */
  readonly metrics?: readonly MetricName[]
  /** Passes over the training rows at most. Default: about 2,000 updates. */
  readonly epochs?: number
  /** Rows per update. Default 32. */
  readonly batchSize?: number
  /** Epochs without a better validation loss before the run stops; `false`: never. Default: a fifth of the epochs. */
  readonly patience?: number | false
  /** From which all randomness grows. Default 0. */
  readonly seed?: number
  /** Shares of the rows for training, validation and test, which add up to 1. Default [0.8, 0.1, 0.1]. */
  readonly split?: readonly [train: number, validation: number, test: number]
  /** Of the inputs. Default: `zScore` for tables, `minMax` for images. */
  readonly scaling?: ScalingKind
  /**
   * Changes of the training rows, in this order, drawn anew in each epoch: made by the library, named, or in a JSON
   * file `{ "name": "randomShift", "settings": { "pixels": 1, "image": [28, 28] } }`. Default: none.
   */
  readonly augment?: readonly (Augmentation | AugmentationName | NamedAugmentation)[]
  /**
   * How often the training rows are drawn in relation to one another, with replacement: `balanced` draws every class
   * equally often; a function gives one weight for each row. Default: every row once in each epoch.
   */
  readonly sampleWeights?: 'balanced' | ((train: Part<'train'>) => ArrayLike<number>)
  /** Looks inside the network while it trains; its events are in events.jsonl. Default: no. */
  readonly monitor?: MonitorOptions | true
  /** Further callbacks; a function is called for each run. */
  readonly callbacks?: readonly Callback[] | (() => readonly Callback[])
}

/** Gives its argument back: a config file exports it by default, and the editor checks it. */
export function defineConfig(config: TrainConfig): TrainConfig {
  return config
}
