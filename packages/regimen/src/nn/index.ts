/** Layers, activations, initializers, losses, metrics and models. */
export type { Activation, ActivationEntry, ActivationLayer } from './activations/activation.ts'
export { elu } from './activations/elu.ts'
export { type GeluSettings, gelu } from './activations/gelu.ts'
export { hardSigmoid, hardSwish, hardTanh, relu6 } from './activations/hard.ts'
export { identity } from './activations/identity.ts'
export { type ActivationName, activationNamed, activations } from './activations/index.ts'
export { leakyRelu } from './activations/leaky-relu.ts'
export { type Maxout, type MaxoutSettings, maxout } from './activations/maxout.ts'
export { mish } from './activations/mish.ts'
export { type PRelu, type PReluSettings, pRelu } from './activations/p-relu.ts'
export { relu } from './activations/relu.ts'
export { selu } from './activations/selu.ts'
export { sigmoid } from './activations/sigmoid.ts'
export { silu } from './activations/silu.ts'
export { logSoftmax, softmax } from './activations/softmax.ts'
export { softplus } from './activations/softplus.ts'
export { step } from './activations/step.ts'
export { tanh } from './activations/tanh.ts'
export { constantInitializer, zerosInitializer } from './initializers/constant.ts'
export { type GainName, gain } from './initializers/gain.ts'
export { type HeSettings, heNormal, heTruncated, heUniform } from './initializers/he.ts'
export { identityInitializer } from './initializers/identity.ts'
export { type InitializerName, initializerNamed, initializers } from './initializers/index.ts'
export type { Fans, Initializer } from './initializers/initializer.ts'
export { lecunNormal, lecunTruncated, lecunUniform, textbookXavier } from './initializers/lecun.ts'
export {
  type NormalSettings,
  normalInitializer,
  truncatedNormalInitializer,
} from './initializers/normal.ts'
export { type OrthogonalSettings, orthogonalInitializer } from './initializers/orthogonal.ts'
export { type UniformSettings, uniformInitializer } from './initializers/uniform.ts'
export {
  type XavierSettings,
  xavierNormal,
  xavierTruncated,
  xavierUniform,
} from './initializers/xavier.ts'
export type {
  ChannelsShape,
  FlattenedShape,
  Layer,
  LayerPart,
  LayerResult,
  LayerState,
  Mode,
  PooledShape,
  SameShape,
  ShapeRule,
  TensorRecord,
} from './layer.ts'
export { type AlphaDropoutSettings, alphaDropout } from './layers/alpha-dropout.ts'
export { type BatchNormSettings, batchNorm } from './layers/batch-norm.ts'
export { bidirectional } from './layers/bidirectional.ts'
export {
  type ConvTransposed1dOptions,
  type ConvTransposed2dOptions,
  convTransposed1d,
  convTransposed2d,
} from './layers/conv-transposed.ts'
export { type Conv1dOptions, conv1d } from './layers/conv1d.ts'
export { type Conv2dOptions, conv2d } from './layers/conv2d.ts'
export { type DenseOptions, dense } from './layers/dense.ts'
export { dropout } from './layers/dropout.ts'
export { type EmbeddingOptions, embedding } from './layers/embedding.ts'
export { flatten } from './layers/flatten.ts'
export { type FreezeOptions, type FrozenLayer, frozenLayer } from './layers/frozen.ts'
export { type GaussianNoiseSettings, gaussianNoise } from './layers/gaussian-noise.ts'
export {
  globalAveragePool,
  globalAveragePool1d,
  globalMaxPool,
  globalMaxPool1d,
} from './layers/global-pooling.ts'
export { type GraphLayer, graph } from './layers/graph/graph.ts'
export { addNodes, concatenateNodes, type GraphValue, graphInput, LayerNode } from './layers/graph/node.ts'
export { type GroupNormSettings, groupNorm } from './layers/group-norm.ts'
export { type GruOptions, gru } from './layers/gru.ts'
export { type LayerKinds, layerFromConfig, layerKinds } from './layers/index.ts'
export type { LayerConfig, LayerKind } from './layers/layer-kind.ts'
export { type LayerNormSettings, layerNorm } from './layers/layer-norm.ts'
export { type LstmOptions, lstm } from './layers/lstm.ts'
export { type DropoutSettings, originalDropout } from './layers/original-dropout.ts'
export {
  type AveragePoolingOptions,
  averagePool2d,
  maxPool2d,
  type PoolingLayer,
  type PoolingOptions,
} from './layers/pooling.ts'
export {
  type AveragePooling1dOptions,
  averagePool1d,
  maxPool1d,
  type Pooling1dLayer,
  type Pooling1dOptions,
} from './layers/pooling1d.ts'
export type { GateInitializers, RecurrentLayer, RecurrentOptions, RecurrentOver } from './layers/recurrent.ts'
export { reshape } from './layers/reshape.ts'
export { type ResidualOptions, residual } from './layers/residual.ts'
export { sequential } from './layers/sequential.ts'
export type { LayerDoesNotFit } from './layers/shape-flow.ts'
export { type SimpleRnnOptions, simpleRnn } from './layers/simple-rnn.ts'
export { spatialDropout } from './layers/spatial-dropout.ts'
export { type WeightNoiseOptions, weightNoise } from './layers/weight-noise.ts'
export {
  type BinaryCrossEntropySettings,
  binaryCrossEntropy,
  binaryCrossEntropyLoss,
} from './losses/binary-cross-entropy.ts'
export { type ContrastiveSettings, contrastive, contrastiveLoss } from './losses/contrastive.ts'
export { cosineDistance, cosineDistanceLoss } from './losses/cosine-distance.ts'
export { type CrossEntropySettings, crossEntropy, crossEntropyLoss } from './losses/cross-entropy.ts'
export { cosineSimilarity } from './losses/distances.ts'
export { type FocalSettings, focal, focalLoss } from './losses/focal.ts'
export { type HingeSettings, hinge, hingeLoss } from './losses/hinge.ts'
export { type HuberSettings, huber, huberLoss } from './losses/huber.ts'
export { type LossName, losses, lossNamed } from './losses/index.ts'
export { kullbackLeibler, kullbackLeiblerLoss } from './losses/kullback-leibler.ts'
export { logCosh, logCoshLoss } from './losses/log-cosh.ts'
export { type Loss, type LossFunction, meanLoss } from './losses/loss.ts'
export { mae, maeLoss } from './losses/mae.ts'
export { mse, mseLoss } from './losses/mse.ts'
export { sse, sseLoss } from './losses/sse.ts'
export { type TripletSettings, triplet, tripletLoss } from './losses/triplet.ts'
export {
  type MeasuredPart,
  MetricAccumulator,
  type MetricAccumulatorOptions,
  namedValues,
} from './metrics/accumulator.ts'
export { accuracy } from './metrics/accuracy.ts'
export type { AreaSettings } from './metrics/area-under-curve.ts'
export type { AverageSettings } from './metrics/averaged-ratio.ts'
export { confusionMatrix, confusionMatrixMetric } from './metrics/confusion-matrix.ts'
export { type CalibrationSettings, expectedCalibrationError } from './metrics/expected-calibration-error.ts'
export { f1 } from './metrics/f1.ts'
export { type MetricName, metricNamed, metrics } from './metrics/index.ts'
export { logLoss } from './metrics/log-loss.ts'
export { lossMetric } from './metrics/loss-metric.ts'
export { meanAbsoluteError } from './metrics/mean-absolute-error.ts'
export { meanSquaredError } from './metrics/mean-squared-error.ts'
export type { ExactMetric, Metric, MetricFactory, MetricValue } from './metrics/metric.ts'
export { prAuc } from './metrics/pr-auc.ts'
export { precision } from './metrics/precision.ts'
export { r2 } from './metrics/r2.ts'
export { recall } from './metrics/recall.ts'
export { rocAuc } from './metrics/roc-auc.ts'
export { rootMeanSquaredError } from './metrics/root-mean-squared-error.ts'
export { type TopKAccuracySettings, topKAccuracy } from './metrics/top-k-accuracy.ts'
export {
  createModel,
  type Model,
  type ModelFromConfigOptions,
  type ModelOptions,
  modelFromConfig,
} from './model.ts'
export {
  type MonteCarloOptions,
  type MonteCarloPrediction,
  predictMonteCarlo,
} from './monte-carlo-dropout.ts'
export { type MultilayerPerceptronOptions, multilayerPerceptron } from './network.ts'
export { type PopulationStatisticsOptions, populationStatistics } from './population-statistics.ts'
export { formatSummary, type LayerSummary, type ModelSummary } from './summary.ts'
export type { Factory, TechniqueFactory } from './technique-factory.ts'
export { nnTechniques } from './techniques.ts'
export {
  type DiscriminativeRatesOptions,
  discriminativeRates,
  freeze,
  type ReplaceHeadOptions,
  replaceHead,
  takeLayers,
  thaw,
} from './transfer.ts'
