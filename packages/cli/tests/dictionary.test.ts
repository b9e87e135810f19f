import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en.ts'
import { errorsEnglish } from '../src/i18n/errors-en.ts'
import { errorsKorean } from '../src/i18n/errors-ko.ts'
import { environmentLanguage } from '../src/i18n/index.ts'
import { ko } from '../src/i18n/ko.ts'

type Leaf = string | ((parameters: unknown) => unknown)

function leaves(tree: unknown, path = ''): [string, Leaf][] {
  if (typeof tree === 'string') return [[path, tree]]
  if (typeof tree === 'function') return [[path, (parameters) => tree(parameters)]]
  return Object.entries(Object(tree)).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key))
}

/** Calls a sentence and tells which of its parameters it looks at. */
function parametersOf(sentence: (parameters: unknown) => unknown): { used: string[]; text: string } {
  const used = new Set<string>()
  const record = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === 'symbol') return undefined
        used.add(name)
        // Lists and keys of the dictionary are told by their names.
        if (['columns', 'files', 'attempts', 'choices', 'names'].includes(name)) return ['one', 'two']
        if (name === 'expected') return 'integer'
        if (name === 'problem') return 'full'
        if (name === 'what') return 'output'
        return 2
      },
    },
  )
  return { text: String(sentence(record)), used: [...used].sort() }
}

const [english, korean] = [leaves(en), new Map(leaves(ko))]

describe('the dictionary', () => {
  it('has the same keys in both languages', () => {
    expect([...korean.keys()].sort()).toEqual(english.map(([key]) => key).sort())
  })

  it.each(english)('%s says something in both languages', (key, leaf) => {
    const twin = korean.get(key)
    if (typeof leaf === 'string') {
      expect(leaf.trim()).not.toBe('')
      expect(String(twin).trim()).not.toBe('')
    } else if (key === 'metrics') {
      expect(String(leaf('loss'))).toBe('loss')
      expect(typeof twin === 'function' && twin('loss')).toBe('손실')
    } else {
      const [one, other] = [parametersOf(leaf), parametersOf(typeof twin === 'function' ? twin : () => '')]
      expect(other.used).toEqual(one.used)
      for (const { text } of [one, other]) expect(text).not.toMatch(/undefined|\[object|^$/)
    }
  })

  it('speaks Korean in Korean', () => {
    const sentences = [...leaves(ko.errors), ...leaves(ko.train), ...leaves(errorsKorean)]
    for (const [key, leaf] of sentences) {
      const text = typeof leaf === 'string' ? leaf : parametersOf(leaf).text
      expect(text, key).toMatch(/[가-힣]/)
      expect(text, key).not.toMatch(/undefined|\[object/)
    }
  })

  it('errors are one line', () => {
    for (const [key, leaf] of [...leaves(en.errors), ...leaves(errorsEnglish), ...leaves(errorsKorean)]) {
      const text = typeof leaf === 'string' ? leaf : parametersOf(leaf).text
      expect(text, key).not.toContain('\n')
    }
  })

  it('the Korean twin of a library error tells all that the English row of the command tells', () => {
    const twins = new Map(leaves(errorsKorean))
    for (const [key, leaf] of leaves(errorsEnglish)) {
      const twin = twins.get(key)
      if (typeof leaf === 'string' || typeof twin !== 'function') throw new Error(`${key} is no sentence`)
      expect(parametersOf(twin).used, key).toEqual(parametersOf(leaf).used)
    }
  })

  it.each([
    [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }, 'en'],
    [{ LC_ALL: '', LANG: 'ko_KR' }, 'ko'],
    [{}, 'en'],
  ])('takes the language of the environment %j: %s', (environment, language) => {
    expect(environmentLanguage(environment)).toBe(language)
  })
})
