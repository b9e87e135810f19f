/** The chosen model's weights in a recipe's store. */
import type { Model } from '../../nn/model.ts'
import { decodeSafetensors, encodeSafetensors } from '../../train/safetensors.ts'
import type { RecipeStore } from './store.ts'

const file = 'model.safetensors'
const prefixes = ['parameters', 'buffers'] as const

/** Writes parameters and buffers. */
export async function keepModel(store: RecipeStore, { state }: Model): Promise<void> {
  const tensors = prefixes.flatMap((prefix) =>
    Object.entries(state[prefix]).map(([path, tensor]) => [`${prefix}/${path}`, tensor] as const),
  )
  await store.write(file, encodeSafetensors(Object.fromEntries(tensors), {}))
}

/** Puts kept weights into a model of the same architecture; false where none were kept. @throws RegimenError `architecture-mismatch`. */
export async function recallModel(store: RecipeStore, model: Model): Promise<boolean> {
  const bytes = await store.read(file)
  if (!bytes) return false
  const { tensors } = decodeSafetensors(bytes, file)
  const below = (prefix: string) =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    )
  model.load({ parameters: below('parameters'), buffers: below('buffers') })
  return true
}
