/** The search for leaked images, over a split of MNIST where its files are, else of numbers of the same shape. */
import { findDuplicates, findNearDuplicates, RandomKey, splitDataset } from 'regimen'
import type { Build } from '../../runner/serve.ts'
import { digitImages } from './examples.ts'

export async function openDuplicates(images: number): Promise<Build> {
  const data = await digitImages(images)
  const split = splitDataset(data, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
  return () => ({
    run: (count) => {
      for (let repetition = 0; repetition < count; repetition++) {
        findDuplicates(split)
        findNearDuplicates(split, { image: [28, 28] })
      }
    },
  })
}
