/** Writes as fast as it can, together with others: node hammer.ts <file> <rounds> <index> */
import { RegimenError } from 'regimen'
import { SqliteRunStore } from '../../src/store/run-store.ts'
import { SqliteStudyStore } from '../../src/store/study-store.ts'

const [file = '', rounds = '', index = ''] = process.argv.slice(2)
const [studies, runs] = [new SqliteStudyStore(file), new SqliteRunStore(file)]

async function unlessThere(create: Promise<void>): Promise<void> {
  try {
    await create
  } catch (error) {
    if (!(error instanceof RegimenError)) throw error
  }
}

const common = { createdAt: 0, notes: {}, tags: [], archived: false }
await unlessThere(studies.create({ ...common, name: 's', directions: ['minimize'], seed: 0 }))
await unlessThere(runs.create({ ...common, name: 'r', settings: {} }))

const owner = `process ${index}`
const numbers: number[] = []
for (let round = 0; round < Number(rounds); round++) {
  const lease = { owner, until: Date.now() + 60_000 }
  const trial = await studies.begin(
    's',
    {
      state: 'running',
      parameters: {},
      domains: {},
      values: [],
      constraints: [],
      reports: [],
      retries: 0,
      startedAt: 0,
      notes: {},
    },
    lease,
  )
  if (!trial) throw new Error('no trial')
  numbers.push(trial.number)
  await studies.keep('s', trial.number, new Uint8Array(1000), owner)
  await studies.trials('s')
  await studies.write('s', { ...trial, state: 'completed', values: [trial.number] }, owner)
  const event = { type: 'evaluated', step: round, epoch: Number(index), split: 'train', metrics: {} } as const
  await runs.appendEvents('r', [event])
}
console.log(JSON.stringify(numbers))
