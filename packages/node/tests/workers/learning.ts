/** A study whose values hang on all trials before: pauses, promotions, and a sampler that looks at the history. */
import { ashaPruner, defineTuning, fromBest } from './from-best.ts'

export default defineTuning({
  sampler: fromBest(),
  pruner: ashaPruner({ maximumSteps: 4, reductionFactor: 2 }),
  objective: async (trial) => {
    const x = trial.float('x', -10, 10)
    const state = await trial.kept()
    for (let step = (state?.[0] ?? 0) + 1; step <= 6; step++) {
      await new Promise((resolve) => setTimeout(resolve, 3))
      await trial.keep(Uint8Array.of(step))
      if ((await trial.report(step, { loss: (x - 3) ** 2 + 1 / step })) !== 'continue') break
    }
    return (x - 3) ** 2
  },
})
