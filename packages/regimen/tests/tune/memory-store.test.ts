import { expect, it } from 'vitest'
import { ChangeLog } from '../../src/tune/change-log.ts'
import { MemoryStudyStore } from '../../src/tune/memory-store.ts'
import type { StudyStore } from '../../src/tune/store.ts'
import { studyContract } from './study-contract.ts'
import { studyStoreContract } from './study-store-contract.ts'

studyStoreContract('memory', () => {
  const store = new MemoryStudyStore()
  return { store, reopened: () => store }
})

studyContract('memory', () => {
  const store = new MemoryStudyStore()
  return () => store
})

/** Answers after a while, now longer, now shorter: others come in between. */
function delayed(store: StudyStore): StudyStore {
  let calls = 0
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...parameters: readonly unknown[]) => {
        const wait = (calls++ * 7) % 4
        for (let turn = 0; turn < wait; turn++) await new Promise((resolve) => setImmediate(resolve))
        const answer: unknown = await Reflect.apply(method, target, parameters)
        for (let turn = wait; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
        return answer
      }
    },
  })
}

studyContract('a store that is far away', () => {
  const store = new MemoryStudyStore()
  return () => delayed(store)
})

it('a log of changes names each number once, however often it has changed', () => {
  const log = new ChangeLog()
  for (const number of [0, 1, 2]) log.add(number)
  const before = log.revision
  expect([before, log.after(before), log.after(0)]).toEqual([3, [], [0, 1, 2]])
  for (let round = 0; round < 1000; round++) log.add(round % 2 ? 2 : 0)
  log.add(3)
  expect(log.revision).toBe(1004)
  expect([log.after(before), log.after(0), log.after(1003)]).toEqual([[0, 2, 3], [0, 1, 2, 3], [3]])
})
