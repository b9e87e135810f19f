/** Regimen: a training laboratory for neural networks in TypeScript. */
export * from './data/index.ts'
export * from './engine/index.ts'
export * from './errors.ts'
export type { ErrorCode, ErrorMessages, ErrorParameters } from './messages/index.ts'
export type { Settings, SettingValue, Technique, TechniqueKind } from './technique.ts'
