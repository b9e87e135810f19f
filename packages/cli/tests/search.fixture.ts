/** A study for the tests of `regimen tune`. */
import { defineTuning, medianPruner } from 'regimen'

export default defineTuning({
  pruner: medianPruner(),
  firstTrials: [{ x: 2, kind: 'b' }],
  objective: async (trial) => {
    const x = trial.float('x', -10, 10)
    const rate = trial.float('rate', 1e-4, 1, { log: true })
    const kind = trial.categorical('kind', ['a', 'b'])
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.TRIAL_MILLISECONDS ?? 0)))
    const loss = (x - 2) ** 2 + Math.abs(Math.log10(rate) + 2) + (kind === 'a' ? 1 : 0)
    await trial.report(1, { loss })
    return loss
  },
})
