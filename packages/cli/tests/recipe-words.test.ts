/** The recipe in words and pictures, from results that are written down: no training. */
import pc from 'picocolors'
import { diagnosisCodes, type NearSearch, reasonCodes, recipeSteps, type SharedRows } from 'regimen'
import { describe, expect, it } from 'vitest'
import { formatCount } from '../src/format.ts'
import { type Dictionary, dictionaries, type Language, languages } from '../src/i18n/index.ts'
import { formatBudget, parseBudget } from '../src/options/budget.ts'
import { narrate } from '../src/recipe/narrate.ts'
import { phraseDiagnosis, phraseReason, showSetting } from '../src/recipe/phrase.ts'
import { renderRecipeReport } from '../src/recipe/report.ts'
import { sayStep } from '../src/recipe/say-steps.ts'
import { formatBars } from '../src/terminal/bars.ts'
import type { Terminal } from '../src/terminal/terminal.ts'
import { displayWidth } from '../src/terminal/width.ts'
import { checkSelfContained, checkWellFormed } from './markup.ts'
import { countedResults, stepResults } from './recipe-results.fixture.ts'

const paint = pc.createColors(false)

describe('a budget', () => {
  it.each([
    ['2m', { seconds: 120 }],
    ['90s', { seconds: 90 }],
    ['90 s', { seconds: 90 }],
    ['1h30m', { seconds: 5400 }],
    ['1 hour 30 minutes', { seconds: 5400 }],
    ['0.5m', { seconds: 30 }],
    ['50 trials', { trials: 50 }],
    ['50trials', { trials: 50 }],
    ['1 Trial', { trials: 1 }],
  ])('%s', (text, budget) => {
    expect(parseBudget(text)).toEqual(budget)
    expect(parseBudget(formatBudget(budget))).toEqual(budget)
  })

  it.each([
    '',
    '2',
    '0s',
    '-1m',
    '3x',
    '2m of time',
    '0 trials',
    '1.5 trials',
    'trials',
    '1s',
    '1e9h',
    'NaNs',
    'm',
  ])('"%s" is none', (text) => {
    expect(() => parseBudget(text)).toThrow('--budget')
  })
})

describe('settings and numbers', () => {
  it.each([
    [0.003, '0.003'],
    [1e-5, '1e-5'],
    [0.0031622, '0.00316'],
    [64, '64'],
    [1e3, '1000'],
    [1e-9, '1e-9'],
    [true, 'true'],
    [Number.NaN, 'NaN'],
  ])('%s as %s', (value, text) => {
    expect(showSetting(value)).toBe(text)
  })
})

function listeningTerminal(
  language: Language,
  columns: number,
): { terminal: Terminal; lines: () => string[] } {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const nothing = () => {}
  const terminal: Terminal = {
    language,
    words: dictionaries[language],
    json: false,
    interactive: false,
    columns,
    paint,
    say,
    note: nothing,
    rewrite: nothing,
    result: nothing,
  }
  return { terminal, lines: () => said.join('\n').split('\n') }
}

describe.each(languages)('the terminal (%s)', (language) => {
  it.each([60, 61, 80, 125, 200])('no line of any step is wider than %i columns', (columns) => {
    for (const kind of ['classification', 'regression'] as const) {
      const { terminal, lines } = listeningTerminal(language, columns)
      const results = stepResults(kind)
      for (const step of recipeSteps) {
        const result = results[step]
        if (result) sayStep(result, terminal)
      }
      const wide = lines().filter((line) => displayWidth(line) > columns)
      expect(wide).toEqual([])
      expect(lines().join('\n')).not.toMatch(/undefined|NaN|Infinity|\[object/)
    }
  })

  it('a step that stops says why, and decides nothing', () => {
    const { terminal, lines } = listeningTerminal(language, 100)
    const { learningRates } = stepResults()
    if (!learningRates) throw new Error('the fixture has no sweep')
    const diagnosis = {
      step: 'learningRates',
      code: 'learningRateTooHigh',
      parameters: { learningRate: 1000, works: 0.001 },
    } as const
    sayStep({ ...learningRates, status: 'stopped', diagnosis }, terminal)
    const text = lines().join('\n').replaceAll(/\s+/g, ' ')
    expect(text).toContain(terminal.words.recipe.labels.stopped)
    expect(text).toContain('--learning-rate')
    expect(text).toContain('0.001')
    expect(text).not.toContain(`${terminal.words.recipe.labels.decided} `)
  })
})

describe.each(languages)('every code (%s)', (language) => {
  const words = dictionaries[language]

  it('what the data step tells of near duplicates', () => {
    const { data } = stepResults()
    if (!data) throw new Error('the fixture has no data step')
    const told = (nearDuplicates: NearSearch, near: readonly SharedRows[] = []) => {
      const { did, saw } = narrate(
        { ...data, did: { ...data.did, nearDuplicates }, saw: { ...data.saw, near } },
        words,
      )
      return `${did} ${saw}`
    }
    const { noneNear, near } = words.recipe.saw
    const found = { between: ['train', 'test'], count: 3, examples: [] } as const
    const sentence = near({ count: '3', between: words.parts.train, and: words.parts.test })
    expect(told('searched')).toContain(noneNear)
    expect(told('searched', [found])).toContain(sentence)
    expect(told('tooManyPairs')).toContain('100,000,000')
    for (const why of ['table', 'tooManyPairs'] as const) {
      expect(told(why)).toContain({ en: 'Not looked for', ko: '찾지 않았습니다' }[language])
      expect(told(why)).not.toContain(noneNear)
    }
    const unsearched = phraseReason({ code: 'leakageChecked', parameters: { exact: 0 } }, words)
    expect(unsearched).not.toMatch(/nearly|거의/)
  })

  // All that any code has.
  const parameters = {
    ...{ metric: 'accuracy', value: 0.1, chance: 0.1, probability: 0.4, trials: 20, reading: 'overfit' },
    ...{ learningRate: 1e-9, works: 1e-3, low: 1e-6, high: 10, best: 4, updates: 100, optimizer: 'adamW' },
    ...{ rows: 20, train: 80, validation: 10, test: 10, part: 'test', count: 3, share: 0.1, ownShare: 0.1 },
    ...{ loss: 2.3, theory: 2.2, least: 2.1, most: 3, accuracy: 0.5, target: 1, step: 7, dropped: 3 },
    ...{ layer: 'layers.0', units: 100, initializer: 'zeros', error: 'none', pruned: 3, runs: 2, chosen: 1 },
    ...{
      coarse: 0.2,
      final: 0.3,
      epoch: 3,
      epochs: 9,
      readings: 1,
      exact: 0,
      near: 2,
      from: 1,
      to: 2,
      enough: 10,
    },
    ...{ between: ['train', 'test'], features: ['a', 'b'], kind: 'equal', name: 'weightDecay' },
  }

  it.each(diagnosisCodes)('%s is a sentence', (code) => {
    const text = phraseDiagnosis({ step: 'data', code, parameters }, words)
    expect(text.length).toBeGreaterThan(20)
    expect(text).not.toMatch(/undefined|\[object|\n/)
  })

  it.each(reasonCodes)('%s is a sentence', (code) => {
    const text = phraseReason({ code, parameters }, words)
    expect(text.length).toBeGreaterThan(5)
    expect(text).not.toMatch(/undefined|\[object|\n/)
  })
})

/** What each count can be: none, one, some, and enough for a separator. */
const counts = [0, 1, 2, 1234] as const

/** One of a kind is none; Korean has no plural to be wrong. */
const wrongPlural =
  /(?<![\d,.])1 (\w+ )?(rows|images|units|trials|updates|epochs|settings|networks|rates|runs|copies|times|features)\b/

describe.each(languages)('counts in sentences (%s)', (language) => {
  const words = dictionaries[language]
  it.each(counts)('%i', (count) => {
    const text = countedSentences(count, words).join('\n')
    if (language === 'en') expect(text).not.toMatch(wrongPlural)
    expect(text).not.toMatch(/1234|undefined|\[object/)
    if (count === 1234) expect(text.match(/1,234/g)?.length).toBeGreaterThan(25)
  })
})

function countedSentences(count: number, words: Dictionary): string[] {
  const counted = {
    ...{ rows: count, count, trials: count, train: count, validation: count, test: count, features: count },
    ...{
      dropped: count,
      units: Math.max(2, count),
      updates: count,
      epoch: count,
      epochs: count,
      exact: count,
    },
    ...{ near: count, pruned: count, runs: count, readings: count, enough: count, step: count },
  }
  const others = {
    ...{ between: ['train', 'test'], part: 'validation', share: 0.1, ownShare: 0.1, metric: 'accuracy' },
    ...{
      value: 0.5,
      chance: 0.5,
      probability: 0.5,
      loss: 2,
      theory: 2,
      least: 1,
      most: 3,
      layer: 'layers.0',
    },
    ...{ initializer: 'zeros', learningRate: 1, works: 0.1, low: 0.1, high: 2, best: 1, optimizer: 'adamW' },
    ...{ accuracy: 0.5, target: 1, error: 'no', reading: 'overfit', coarse: 2, final: 3, kind: 'values' },
    ...{ name: 'width', from: 2, to: 3, chosen: 0 },
  }
  const codes = diagnosisCodes.map((code) => {
    // Of two features that give the target away there are names.
    const isNamed = code === 'featureEqualsTarget' || code === 'featureDeterminesTarget'
    const parameters = { ...others, ...counted, ...(isNamed ? { features: ['size'] } : {}) }
    return phraseDiagnosis({ step: 'data', code, parameters }, words)
  })
  const reasons = reasonCodes.map((code) =>
    phraseReason({ code, parameters: { ...others, ...counted } }, words),
  )
  const steps = Object.values(countedResults(count)).map((result) => {
    const { did, saw, decided } = narrate(result, words)
    return `${did} ${saw} ${decided}`
  })
  const { report } = words.recipe
  const shown = formatCount(count)
  return [
    ...[...codes, ...reasons, ...steps],
    report.sweepCaption({ optimizer: 'adamW', updates: shown }),
    report.lead({ metric: 'x', value: '1', rows: shown }),
    report.testOnce({ rows: shown }),
    report.testTimes({ rows: shown, readings: shown }),
  ]
}

describe('bars', () => {
  it('are as long as their values, and stay empty for what is not finite', () => {
    const lines = [
      { name: 'a', value: 2, text: '2' },
      { name: 'bb', value: 1, text: '1', mark: '← half' },
      { name: 'c', value: Number.NaN, text: 'not finite' },
    ]
    const [first = '', second = '', third = ''] = formatBars(lines, 60, paint).split('\n')
    const blocks = (line: string) => line.match(/█/g)?.length ?? 0
    expect(blocks(first)).toBe(2 * blocks(second))
    expect(second).toContain('← half')
    expect(blocks(third)).toBe(0)
    expect(formatBars([], 60, paint)).toBe('')
  })
})

describe.each(languages)('the report (%s)', (language) => {
  const words = dictionaries[language]
  const base = { dataset: 'digits', folder: 'runs/x', seconds: 100, readings: 1 }
  const classes = { kind: 'classification', classes: ['a <class>'] } as const

  it('shows every step with its picture, and loads nothing', () => {
    const html = renderRecipeReport(
      { ...base, task: classes, steps: stepResults(), parameters: 1234, code: 'const a = 1 < 2' },
      words,
      language,
    )
    checkSelfContained(html)
    for (const [svg] of html.matchAll(/<svg .*?<\/svg>/gs)) checkWellFormed(svg)
    for (const name of Object.values(words.recipe.steps)) expect(html).toContain(name)
    const pictures = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label)
    const { report } = words.recipe
    const accuracy = words.metrics('accuracy')
    for (const label of [
      report.initialCaption,
      report.overfitCaption,
      report.overfitAccuracyCaption,
      report.sweepCaption({ optimizer: 'adamW', updates: '100' }),
      report.sweepCurvesCaption({ optimizer: 'adamW' }),
      report.cloudCaption,
      report.fineCloudCaption,
      report.finalCaption,
      report.finalMetricCaption({ metric: accuracy }),
      words.report.confusionLabel,
    ]) {
      expect(pictures.filter((each) => each === label)).toHaveLength(1)
    }
    const captions = [...html.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, caption]) => caption)
    for (const caption of [report.importanceCaption, report.bestCaption, report.fineCloudCaption]) {
      expect(captions).toContain(caption)
    }
    expect(html).toContain(report.testOnce({ rows: '180' }))
    expect(html).toContain(phraseReason({ code: 'testReadOnce', parameters: { readings: 1 } }, words))
    expect(html).toContain('const a = 1 &lt; 2')
    expect(html).not.toMatch(/undefined|NaN|Infinity|\[object/)
  })

  it('shows residuals of a regression, and how far the mean would be off', () => {
    const task = { kind: 'regression', target: 'price' } as const
    const html = renderRecipeReport({ ...base, task, steps: stepResults('regression') }, words, language)
    expect(html).toContain(words.recipe.report.ofMean)
    expect(html).toContain(words.report.residual)
    expect(html).not.toMatch(/undefined|NaN|Infinity|\[object/)
  })

  it('says where a recipe stopped', () => {
    const { data } = stepResults()
    if (!data) throw new Error('the fixture has no data step')
    const diagnosis = { step: 'data', code: 'constantTarget', parameters: { value: 3 } } as const
    const steps = { data: { ...data, status: 'stopped', diagnosis } } as const
    const html = renderRecipeReport({ ...base, task: classes, steps, readings: 0 }, words, language)
    expect(html).toContain('--target')
    expect(html).toContain(words.recipe.report.leadStopped({ number: 1, name: words.recipe.steps.data }))
  })
})
