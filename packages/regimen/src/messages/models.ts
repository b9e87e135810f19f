/** Errors of models that train in another way. */
import { errorsOf } from './errors.ts'

const placementRules = {
  outputNormalized: 'the output of the generator is normalised, so it cannot have the scale of the data',
  hiddenNotNormalized: 'no batch normalisation follows this hidden layer of the generator',
  inputNormalized:
    'the discriminator normalises before its second layer, so it does not see the data as it is',
} as const

export const modelMessages = {
  'episode-classes': (p: { dataset: string; classes: number; ways: number; examples: number }) =>
    `Data set ${p.dataset}: ${p.classes} classes have ${p.examples} examples or more; an episode needs ${p.ways} of them. Use fewer ways, shots or queries.`,
  'gan-batch-norm': (p: {
    network: 'generator' | 'discriminator'
    path: string
    rule: keyof typeof placementRules
  }) =>
    `${p.network}, ${p.path}: ${placementRules[p.rule]}. Move the batch normalisation, or give batchNormPlacement: 'free'.`,
} as const

/** An error of models that train in another way. */
export const modelError = /* @__PURE__ */ errorsOf(modelMessages)
