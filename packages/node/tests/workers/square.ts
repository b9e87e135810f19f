/** A study of short trials whose values hang on seed and number alone. */
import { defineTuning, randomSampler } from 'regimen'

export default defineTuning({
  seed: 11,
  sampler: randomSampler(),
  objective: async (trial) => {
    const x = trial.float('x', -10, 10)
    const n = trial.integer('n', 1, 100, { log: true })
    trial.note('process', process.pid)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await trial.report(1, { loss: x ** 2 + n })
    await new Promise((resolve) => setTimeout(resolve, 5))
    return x ** 2 / n
  },
})
