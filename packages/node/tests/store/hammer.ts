/** Writes as fast as it can, together with others: node hammer.ts <file> <rounds> <index> */
import { RegimenError } from 'regimen'
import { SqliteRunStore } from '../../src/store/run-store.ts'
import { SqliteStudyStore } from '../../src/store/study-store.ts'
import * as fresh from './fresh.ts'

const [file = '', rounds = '', index = ''] = process.argv.slice(2)
const [studies, runs] = [new SqliteStudyStore(file), new SqliteRunStore(file)]

async function unlessThere(create: Promise<void>): Promise<void> {
  try {
    await create
  } catch (error) {
    if (!(error instanceof RegimenError)) throw error
  }
}

await unlessThere(studies.create({ ...fresh.study, name: 's' }))
await unlessThere(
  runs.create({ name: 'r', settings: {}, createdAt: 0, notes: {}, tags: [], archived: false }),
)

const owner = `process ${index}`
const numbers: number[] = []
for (let round = 0; round < Number(rounds); round++) {
  const lease = { owner, until: Date.now() + 60_000 }
  const trial = await studies.begin('s', fresh.trial, { lease })
  if (!trial) throw new Error('no trial')
  numbers.push(trial.number)
  await studies.keep('s', trial.number, new Uint8Array(1000), owner)
  await studies.trials('s')
  await studies.write('s', { ...trial, state: 'completed', values: [trial.number] }, owner)
  const event = { type: 'evaluated', step: round, epoch: Number(index), split: 'train', metrics: {} } as const
  await runs.appendEvents('r', [event])
}
console.log(JSON.stringify(numbers))
