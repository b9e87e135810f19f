import { describe, expect, it } from 'vitest'
import { CliError } from '../src/errors.ts'
import { chooseName, chooseNames, matchName } from '../src/options/choose.ts'
import { activationNames, initializerNames, optimizerNames, scalingNames } from '../src/options/names.ts'
import { numberOption, parseNamedRate, parseSplit, parseWidths } from '../src/options/numbers.ts'
import { defaultEpochs, defaultPatience, settingsFromJson, settingsToJson } from '../src/training/settings.ts'

function caught(call: () => unknown): CliError {
  try {
    call()
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('names', () => {
  it.each([
    ['adagrad', 'adaGrad'],
    ['ADAM', 'adam'],
    ['rms-prop', 'rmsProp'],
    ['RMSProp', 'rmsProp'],
    ['rms_prop', 'rmsProp'],
  ])('%s is the optimizer %s', (typed, name) => {
    expect(chooseName('--optimizer', typed, optimizerNames)).toBe(name)
  })

  it('takes the usual short names of initializers, scalings and activations', () => {
    for (const name of ['he', 'xavier', 'lecun', 'glorot'])
      expect(matchName(name, initializerNames)).toBe(name)
    expect(matchName('zscore', scalingNames)).toBe('zScore')
    expect(matchName('minmax', scalingNames)).toBe('minMax')
    expect(matchName('leaky-relu', activationNames)).toBe('leakyRelu')
  })

  it.each([
    ['adm', 'adam'],
    ['momentun', 'momentum'],
    ['adagrd', 'adaGrad'],
  ])('%s: suggests %s', (typed, nearest) => {
    const error = caught(() => chooseName('--optimizer', typed, optimizerNames))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(`Did you mean ${nearest}?`)
    expect(error.message).toContain('--optimizer')
  })

  it('suggests nothing where nothing is near', () => {
    const { message } = caught(() => chooseName('--optimizer', 'zzzzzz', optimizerNames))
    expect(message).not.toContain('mean')
    for (const name of optimizerNames) expect(message).toContain(name)
  })

  it('reads lists, each name once', () => {
    expect(chooseNames('--optimizers', 'SGD, adam,,sgd', optimizerNames)).toEqual(['sgd', 'adam'])
  })
})

describe('numbers', () => {
  it.each([
    ['positiveInteger', ['1', '60000', '1e3'], ['0', '-1', '1.5', '', ' ', 'x', 'NaN', 'Infinity']],
    ['integer', ['0', '-7', '42'], ['1.5', '', '9007199254740993', 'x']],
    ['positive', ['0.001', '1e-9', '5'], ['0', '-1', '', 'Infinity', 'NaN']],
    ['nonNegative', ['0', '0.1'], ['-0.1', '', 'Infinity']],
    ['threads', ['1', '64'], ['0', '65', '1.5', '', 'auto']],
    ['rate', ['0', '0.5', '0.999'], ['1', '-0.1', '', 'NaN', '1e9']],
  ] as const)('%s', (kind, good, bad) => {
    const parse = numberOption('--option', kind)
    for (const text of good) expect(parse(text)).toBe(Number(text))
    for (const text of bad) expect(caught(() => parse(text)).message).toContain(`"${text}"`)
  })

  it('reads widths', () => {
    expect(parseWidths('100,50')).toEqual([100, 50])
    expect(parseWidths('7')).toEqual([7])
    expect(parseWidths('none')).toEqual([])
    for (const text of ['', '0', '10,', '1.5', '-3', 'x']) {
      expect(caught(() => parseWidths(text)).message).toContain('--hidden')
    }
  })

  it('reads splits in percent and as fractions', () => {
    expect(parseSplit('80,10,10')).toEqual([0.8, 0.1, 0.1])
    expect(parseSplit('0.6,0.2,0.2')).toEqual([0.6, 0.2, 0.2])
    expect(parseSplit('70/15/15')).toEqual([0.7, 0.15, 0.15])
    for (const text of ['80,20', '100,0,0', '80,10,20', '50,50,-0', '', 'a,b,c', '80,10,10,0']) {
      expect(caught(() => parseSplit(text)).message).toContain('80,10,10')
    }
  })

  it('reads rates by name', () => {
    expect(parseNamedRate('sgd=0.05')).toEqual(['sgd', 0.05])
    for (const text of ['sgd', 'sgd=', '=1', 'sgd=0', 'sgd=-1', 'a=1=2']) {
      expect(() => parseNamedRate(text)).toThrow(CliError)
    }
  })
})

describe('settings', () => {
  it('come back from JSON as they were', () => {
    const settings = {
      dataset: '/data/houses.csv',
      target: '-1',
      drop: ['id'],
      delimiter: '\t',
      header: false,
      split: [0.7, 0.2, 0.1],
      seed: 3,
      scaling: 'robust',
      hidden: [],
      activation: 'selu',
      batchNorm: true,
      dropout: 0.5,
      optimizer: 'sgd',
      learningRate: 1e-3,
      weightDecay: 0,
      l2: 0.01,
      batchSize: 1,
      patience: false,
    } as const
    expect(settingsFromJson(JSON.parse(JSON.stringify(settingsToJson(settings))))).toEqual(settings)
  })

  it('refuse what they cannot be', () => {
    const { code } = (() => {
      try {
        settingsFromJson({ dataset: 7 })
      } catch (error) {
        if (error instanceof Error && 'code' in error) return { code: error.code }
      }
      return { code: undefined }
    })()
    expect(code).toBe('bad-saved-state')
  })

  it.each([
    [1, 200],
    [10, 200],
    [45, 44],
    [250, 20],
    [5000, 20],
  ])('%i steps per epoch: %i epochs', (steps, epochs) => {
    expect(defaultEpochs(steps)).toBe(epochs)
  })

  it('waits a fifth of the epochs, at least ten', () => {
    expect([20, 50, 51, 200].map(defaultPatience)).toEqual([10, 10, 11, 40])
  })
})
