/** The program of the thread that reads rows ahead: what it takes part in is in shared-reading.ts. */
import { RandomKey } from '../../engine/random.ts'
import { Augmenter } from './augmenter.ts'
import { augmentationNamed } from './index.ts'
import { type ReadingTask, takePart, words } from './shared-reading.ts'

/** Never comes back: the thread sleeps between orders, and ends with its host's interest in it. */
function serve({ reading, dataset, augmentations, key }: ReadingTask): void {
  const list = augmentations.map(({ name, settings }) => augmentationNamed(name).fromSettings(settings))
  const augmenter = new Augmenter(list, dataset, RandomKey.fromWords(key.word0, key.word1))
  for (;;) {
    const order = Atomics.load(reading.control, words.order)
    takePart(reading, augmenter)
    Atomics.wait(reading.control, words.order, order)
  }
}

const port =
  typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:worker_threads').parentPort
if (port) port.once('message', serve)
else addEventListener('message', ({ data }: MessageEvent<ReadingTask>) => serve(data), { once: true })
