/** Begins a trial and goes: node leave.ts <file> */
import { SqliteStudyStore } from '../../src/store/study-store.ts'
import * as fresh from './fresh.ts'

const store = new SqliteStudyStore(process.argv[2] ?? '')
await store.create({ ...fresh.study, name: 's' })
await store.begin('s', fresh.trial, { lease: { owner: 'gone', until: Number.POSITIVE_INFINITY } })
