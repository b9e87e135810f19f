import { MemoryRunStore } from '../../src/train/memory-run-store.ts'
import { runStoreContract } from './run-store-contract.ts'

runStoreContract('memory', () => new MemoryRunStore())
