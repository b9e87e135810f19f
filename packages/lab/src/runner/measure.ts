/** Carries out a task in this process. */
import { RandomKey } from 'regimen'
import { experimentById } from '../experiments/index.ts'
import { kept } from '../json.ts'
import { type Images, loadImages } from '../parts/images.ts'
import type { Measurement, Task } from './task.ts'

/** @throws RangeError for an experiment that is not there, and where a measurement has a number that is not finite. */
export async function measureTask({ id, seed, settings, images }: Task): Promise<Measurement> {
  const experiment = experimentById(id)
  if (!experiment) throw new RangeError(`no experiment ${id}`)
  const key = RandomKey.fromSeed(seed).child(id)
  const started = performance.now()
  const values = await experiment.measure({ settings, seed, key, images: () => imagesNamed(id, images) })
  return { seed, seconds: (performance.now() - started) / 1000, values: kept(values) }
}

async function imagesNamed(id: string, name: Task['images']): Promise<Images> {
  if (name === 'none') throw new RangeError(`${id} asks for images that its record does not name`)
  return loadImages(name)
}
