/** Where batch normalisation stands in the two networks of a GAN. */
import type { Shape } from '../engine/types.ts'
import { modelError } from '../messages/models.ts'
import type { Layer } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'

/** A place where the rule is broken. */
export interface PlacementFinding {
  readonly network: 'generator' | 'discriminator'
  /** The layer's path. */
  readonly path: string
  readonly rule: 'outputNormalized' | 'hiddenNotNormalized' | 'inputNormalized'
}

interface Place {
  readonly path: string
  readonly layer: Layer
}

/** Innermost layers in their order. */
function placesOf(layer: Layer, input: Shape, path = ''): Place[] {
  const parts = layer.parts?.(input)
  if (!parts) return [{ path, layer }]
  return parts.flatMap((part) => placesOf(part.layer, part.input, path ? `${path}.${part.path}` : part.path))
}

const isProduct = ({ layer: { kind } }: Place) => kind === 'dense' || kind.startsWith('conv')
const isNormalization = ({ layer: { kind } }: Place) => kind === 'batchNorm'

/**
 * The rule of Radford, Metz & Chintala 2016 (DCGAN, arXiv:1511.06434): batch normalisation behind every hidden
 * product of the generator and not behind its last one, whose scale must be free to be the data's; none in the
 * discriminator before its second product, which must see the data as it is. Empty where the networks keep it.
 */
export function checkBatchNormPlacement(generator: Model, discriminator: Model): PlacementFinding[] {
  const made = placesOf(generator.layer, generator.inputShape)
  const judged = placesOf(discriminator.layer, discriminator.inputShape)
  const products = made.flatMap((place, index) => (isProduct(place) ? [index] : []))
  const findings: PlacementFinding[] = []
  products.forEach((start, index) => {
    const next = products[index + 1]
    const normalization = made.slice(start, next).find(isNormalization)
    const path = made[start]?.path ?? ''
    if (next !== undefined && !normalization)
      findings.push({ network: 'generator', path, rule: 'hiddenNotNormalized' })
    if (next === undefined && normalization)
      findings.push({ network: 'generator', path: normalization.path, rule: 'outputNormalized' })
  })
  const second = judged.flatMap((place, index) => (isProduct(place) ? [index] : []))[1]
  for (const { path } of judged.slice(0, second).filter(isNormalization)) {
    findings.push({ network: 'discriminator', path, rule: 'inputNormalized' })
  }
  return findings
}

/** @internal @throws RegimenError `gan-batch-norm` at the first place where the rule is broken. */
export function requirePlacement(generator: Model, discriminator: Model): void {
  const [finding] = checkBatchNormPlacement(generator, discriminator)
  if (finding) throw modelError('gan-batch-norm', { ...finding })
}
