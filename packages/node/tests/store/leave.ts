/** Begins a trial and goes: node leave.ts <file> */
import { SqliteStudyStore } from '../../src/store/study-store.ts'

const store = new SqliteStudyStore(process.argv[2] ?? '')
const common = { createdAt: 0, notes: {}, tags: [], archived: false }
await store.create({ ...common, name: 's', directions: ['minimize'], seed: 0 })
await store.begin(
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
  { owner: 'gone', until: Number.POSITIVE_INFINITY },
)
