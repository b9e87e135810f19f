/** What a measurement hangs on: the code of its experiment, but not what judges and draws what was measured. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { experiments } from '../src/experiments/index.ts'
import { measuringCode } from '../src/runner/code-version.ts'

const runner = path.join(import.meta.dirname, '..', 'src', 'runner')

/** In a process of its own: the test runner changes the code that it runs. */
const script = `
import { readFileSync } from 'node:fs'
import { experiments } from '../experiments/index.ts'
import { measuringCode } from './code-version.ts'
const rows = experiments.map((experiment) => {
  const { family, id, rule, figures, numbers } = experiment
  const code = readFileSync(\`../experiments/\${family}/\${id}.ts\`, 'utf8')
  const removed = [rule.judge, figures, numbers].filter((each) => each !== undefined)
  const expected = removed.reduce((left, each) => left - each.toString().length, code.length)
  const rest = measuringCode(code, experiment)
  return { id, left: rest.length, expected, measures: /\\bmeasure\\b/.test(rest) }
})
console.log(JSON.stringify(rows))`

describe('the code that counts', () => {
  it('is that of each experiment without its rule, figures and numbers', () => {
    const flags = ['--conditions=regimen-source', '--input-type=module', '--eval', script]
    const { stdout, stderr } = spawnSync(process.execPath, flags, { cwd: runner, encoding: 'utf8' })
    expect(stderr).toBe('')
    const rows: { id: string; left: number; expected: number; measures: boolean }[] = JSON.parse(stdout)
    expect(rows.map(({ id }) => id)).toEqual(experiments.map(({ id }) => id))
    expect(rows.filter(({ left, expected }) => left !== expected)).toEqual([])
    expect(rows.filter(({ measures }) => !measures)).toEqual([])
  })

  const [any] = experiments
  const figures = () => []
  const code = (drawn: string, measured: string) =>
    `const record = { figures: ${drawn}, measure: async () => ${measured} }`
  const version = (drawn: string, measured: string) =>
    any && measuringCode(code(drawn, measured), { ...any, figures })

  it('changes with what measures, and where a function is not found', () => {
    const own = figures.toString()
    expect(version(own, '1')).toBe(code('', '1'))
    expect(version(own, '2')).toBe(code('', '2'))
    expect(version('() => [2]', '1')).toBe(code('() => [2]', '1'))
  })

  it('finds functions whose types were made blank', () => {
    expect(any && measuringCode('x = (): Picture[] => [] + 1', { ...any, figures: blank })).toBe('x =  + 1')
  })
})

/** As Node runs `(): Picture[] => []`. */
function blank(): [] {
  return []
}
blank.toString = () => '()            => []'
