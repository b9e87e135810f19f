import { MemoryStudyStore } from '../../src/tune/memory-store.ts'
import { studyStoreContract } from './study-store-contract.ts'

studyStoreContract('memory', () => new MemoryStudyStore())
