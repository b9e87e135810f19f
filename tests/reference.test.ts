/** The API reference has something to say about every name. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readExports } from '../scripts/docs/exports.ts'

const root = path.join(import.meta.dirname, '..')
const entries = [
  'packages/regimen/src/index.ts',
  'packages/regimen/src/datasets.ts',
  'packages/node/src/index.ts',
] as const

describe('the API reference', () => {
  const found = readExports(path.join(root, 'tsconfig.json'), entries)

  it.each(entries)('%s exports nothing without documentation', (entry) => {
    const names = found.get(entry) ?? []
    expect(names.length).toBeGreaterThan(1)
    const silent = names.filter(({ documentation }) => documentation === '')
    expect(silent.map(({ name, file }) => `${name} (${file})`)).toEqual([])
  })
})
