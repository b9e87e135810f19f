/** The engine's public names. */
export type { Backend, Executable, Store } from './backend.ts'
export { referenceBackend } from './backends/reference/index.ts'
export {
  createWasmBackend,
  type ExternalLowering,
  type ExternalProduct,
  externalProductLowering,
  type ProductFunction,
  relaxedVectors,
  type WasmBackend,
  type WasmOptions,
  wasmBackend,
} from './backends/wasm/index.ts'
export {
  gradient,
  valueAndGradient,
  valueAndGradientWith,
  type WithAuxiliary,
} from './differentiate.ts'
export {
  formatReport,
  type KernelReport,
  type OperandReport,
  type PlaceReport,
  type PlanReport,
  type ProgramReport,
  type TurnReport,
  watchCompilation,
} from './explain.ts'
export type { Graph, GraphNode } from './graph.ts'
export { hessianVectorProduct } from './hessian-vector-product.ts'
export { type NumericalGradientOptions, numericalGradient } from './numerical-gradient.ts'
export * from './ops/create.ts'
export * from './ops/elementwise.ts'
export * from './ops/indexing.ts'
export * from './ops/linear-algebra.ts'
export type { Operand } from './ops/operands.ts'
export * from './ops/random.ts'
export * from './ops/reductions.ts'
export {
  convolveTransposed2d,
  type TransposedConvolutionOptions,
} from './ops/transposed-convolution.ts'
export * from './ops/views.ts'
export * from './ops/windows.ts'
export { type PassName, passNames, passText } from './pass-text.ts'
export {
  type BoundFunction,
  compile,
  Program,
  type ProgramOptions,
  type Tables,
  type Transition,
} from './program.ts'
export { RandomKey } from './random.ts'
export { currentBackend, defaultFloat, setBackend, withBackend } from './settings.ts'
export { type NestedNumbers, Tensor } from './tensor.ts'
export { leavesOf, mapTree, type TensorTree } from './tree.ts'
export type { DType, FloatType, Shape, TensorData, TensorType } from './types.ts'
