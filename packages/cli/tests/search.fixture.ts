/** A study for the tests of `regimen tune`, told by its environment to be slow, to hang, or to say who works on it. */
import { appendFileSync } from 'node:fs'
import { defineTuning, medianPruner } from 'regimen'

const { TRIAL_MILLISECONDS, WAITING_TRIAL, BLOCKED_TRIAL, BEGUN_FILE } = process.env

export default defineTuning({
  pruner: medianPruner(),
  firstTrials: [{ x: 2, kind: 'b' }],
  objective: async (trial) => {
    const x = trial.float('x', -10, 10)
    const rate = trial.float('rate', 1e-4, 1, { log: true })
    const kind = trial.categorical('kind', ['a', 'b'])
    if (BEGUN_FILE) appendFileSync(BEGUN_FILE, `${trial.number} ${process.pid}\n`)
    if (trial.number === Number(WAITING_TRIAL)) await new Promise(() => {})
    if (trial.number === Number(BLOCKED_TRIAL)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    await new Promise((resolve) => setTimeout(resolve, Number(TRIAL_MILLISECONDS ?? 0)))
    const loss = (x - 2) ** 2 + Math.abs(Math.log10(rate) + 2) + (kind === 'a' ? 1 : 0)
    await trial.report(1, { loss })
    return loss
  },
})
