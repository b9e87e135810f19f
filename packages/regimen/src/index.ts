/** Regimen: a training laboratory for neural networks in TypeScript. */
export * from './errors.ts'
