/** A sampler that draws near the best trial so far: it would notice any difference in the history. */
import { randomSampler, type Sampler } from 'regimen'

export { ashaPruner, defineTuning } from 'regimen'

export function fromBest(): Sampler {
  const random = randomSampler()
  return {
    name: 'fromBest',
    begin(context) {
      const drawn = random.begin(context)
      const sum = context.trials.reduce(
        (total, { values, reports }) => total + (values[0] ?? 0) + reports.length,
        0,
      )
      return {
        value(name, domain) {
          const value = drawn.value(name, domain)
          if (typeof value !== 'number' || domain.kind === 'categorical') return value
          const share = (value - domain.low) / (domain.high - domain.low)
          return domain.low + ((share + sum) % 1) * (domain.high - domain.low)
        },
      }
    },
  }
}
