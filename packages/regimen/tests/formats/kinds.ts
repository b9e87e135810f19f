/** The kinds of layers in a layer, with those that it holds, as its settings name them. */
import type { Layer } from '../../src/index.ts'

export function kindsIn({ kind, settings }: Pick<Layer, 'kind' | 'settings'>): string[] {
  const inner = Object.values(settings).flatMap((value) => (Array.isArray(value) ? value : [value]))
  return [kind, ...inner.flatMap((each) => (isConfig(each) ? kindsIn(each) : []))]
}

function isConfig(value: unknown): value is Pick<Layer, 'kind' | 'settings'> {
  return typeof value === 'object' && value !== null && 'kind' in value && 'settings' in value
}
