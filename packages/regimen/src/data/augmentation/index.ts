/** All augmentations by name. */
import { findByName } from '../../nn/options.ts'
import type { Factory } from '../../nn/technique-factory.ts'
import { randomCrop, randomRotation, randomScale } from './affine.ts'
import { type Augmentation, isFromFactory } from './augmentation.ts'
import { elasticDistortion } from './elastic.ts'
import { randomErasing } from './erase.ts'
import { randomFlip } from './flip.ts'
import { cutMix, mixUp } from './mix.ts'
import { inputNoise, jitter } from './noise.ts'
import { randomShift } from './shift.ts'

/** The augmentations, by name. */
export const augmentations = {
  randomShift,
  randomFlip,
  randomRotation,
  randomScale,
  randomCrop,
  randomErasing,
  elasticDistortion,
  inputNoise,
  mixUp,
  cutMix,
  jitter,
} as const satisfies { readonly [name: string]: Factory<Augmentation> }

/** The name of an augmentation. */
export type AugmentationName = keyof typeof augmentations

/** The augmentation of a name, for settings from files. @throws RegimenError `unknown-technique`. */
export function augmentationNamed(name: string): Factory<Augmentation> {
  return findByName<Factory<Augmentation>>('augmentation', augmentations, name)
}

/** Whether this is one of them: another thread can make it from its name and settings. */
export function isKnown({ name, prepare }: Augmentation): boolean {
  return Object.hasOwn(augmentations, name) && isFromFactory(prepare)
}
