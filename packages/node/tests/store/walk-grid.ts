/** Enqueues one trial and goes over a grid, together with others: node walk-grid.ts <file> <index> */
import { float, gridSampler, integer, Study } from 'regimen'
import { SqliteStudyStore } from '../../src/store/study-store.ts'

const [file = '', index = ''] = process.argv.slice(2)
const space = { x: float(0, 9), n: integer(1, 4) }
const sampler = gridSampler({ points: 10 })
const study = await Study.open({ store: new SqliteStudyStore(file), space, sampler })
await study.enqueue({ x: Number(index) + 0.5, n: 2 })
const ran: object[] = []
await study.optimize((trial) => {
  const values = trial.sample(space)
  ran.push(values)
  return values.x
})
console.log(JSON.stringify(ran))
