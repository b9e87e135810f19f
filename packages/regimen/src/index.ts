/** Regimen: a training laboratory for neural networks in TypeScript. */
export * from './engine/index.ts'
export * from './errors.ts'
