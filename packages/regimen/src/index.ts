/** Regimen: a training laboratory for neural networks in TypeScript. */
export * from './data/index.ts'
export * from './engine/index.ts'
export * from './errors.ts'
export * from './formats/index.ts'
export type { ErrorCode, ErrorMessages, ErrorParameters } from './messages/index.ts'
export * from './nn/index.ts'
// As the engine's functions of the same names when given a tensor; without one they make a layer.
export { reshape, sigmoid, tanh } from './nn/index.ts'
export * from './optim/index.ts'
export type { Settings, SettingValue, Technique, TechniqueKind } from './technique.ts'
export { techniques } from './techniques.ts'
export * from './train/index.ts'
export * from './tune/index.ts'
