/** Trials whose workers die, hang or block; which ones is told by their numbers. */
import { defineTuning } from 'regimen'

const text = new TextDecoder()

export default defineTuning({
  objective: async (trial) => {
    const x = trial.float('x', 0, 1)
    const state = await trial.kept()
    const before = state ? text.decode(state) : ''
    await trial.keep(new TextEncoder().encode(`${before}${trial.number}`))
    trial.note('before', before)
    if (trial.number === 1 && before === '') process.kill(process.pid, 'SIGKILL')
    if (trial.number === 2) process.exit(7)
    if (trial.number === 3 && before === '') {
      for (;;) {
        // Blocked for ever.
      }
    }
    if (trial.number === 4) throw new Error('no such file')
    return x
  },
})
