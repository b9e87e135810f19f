/** The ways in which Regimen computes. Those that the library at hand does not offer are told by name. */

import type { Backend } from 'regimen'
import * as regimen from 'regimen'
import { NotOffered } from '../../runner/serve.ts'
import { functionNamed } from './offered.ts'

const variants: Readonly<Record<string, () => Backend | Promise<Backend>>> = {
  wasm: () => made(regimen, 'createWasmBackend', {}),
  // A library that knows no threads has one.
  'wasm-1-thread': () =>
    functionNamed(regimen, 'createWasmBackend')
      ? made(regimen, 'createWasmBackend', { threads: 1 })
      : regimen.wasmBackend,
  deterministic: () => made(regimen, 'createWasmBackend', { deterministic: true }),
  native: async () => made(await import('@regimen/node'), 'createNativeBackend', {}),
}

/** @throws NotOffered */
export function chooseBackend(variant: string): Backend | Promise<Backend> {
  const choose = variants[variant]
  if (!choose) throw new NotOffered(`there is no variant ${variant}`)
  return choose()
}

function made(from: object, name: string, options: object): Backend {
  const create = functionNamed(from, name)
  if (!create) throw new NotOffered(`the library offers no ${name}`)
  const backend = create(options)
  if (!isBackend(backend)) throw new NotOffered(`what ${name} gives is no backend`)
  return backend
}

function isBackend(value: unknown): value is Backend {
  return typeof value === 'object' && value !== null && 'createStore' in value && 'compile' in value
}
