/** A main process that can be killed: node main.ts <module> <file> <total trials> <workers> <seed> */
import { optimizeInProcesses, SqliteStudyStore } from '@regimen/node'

const [module = '', file = '', total = '', workers = '', seed = ''] = process.argv.slice(2)
const store = new SqliteStudyStore(file)
const there = (await store.find('study')) ? (await store.trials('study')).length : 0
store.close()
await optimizeInProcesses(module, {
  file,
  trials: Number(total) - there,
  workers: Number(workers),
  seed: Number(seed),
  onTrial: ({ number, state }) => {
    if (state !== 'paused') console.log(number)
  },
})
