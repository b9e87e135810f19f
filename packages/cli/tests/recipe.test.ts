/** `regimen train` without a model, and `regimen recipe`, as a user calls them. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pc from 'picocolors'
import { RandomKey, splitTable, tableFromRows } from 'regimen'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dictionaries } from '../src/i18n/index.ts'
import { createProgram } from '../src/program.ts'
import type { Terminal } from '../src/terminal/terminal.ts'
import { classRows, type Outcome, regimen, temporaryFolder } from './command.ts'
import { checkSelfContained, checkWellFormed } from './markup.ts'
import { codeIn, linesOf, runCode } from './rebuilt.ts'

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Whole searches take their time where the machine is busy. */
const slow = 240_000
vi.setConfig({ testTimeout: slow })

let folder = ''
let cleanUp = () => {}
const call = (...argv: string[]) => regimen(argv, { cwd: folder })
const read = (...name: string[]) => readFileSync(path.join(folder, ...name), 'utf8')
const flat = (text: string) => text.replaceAll(/\s+/g, ' ')
let first: Outcome
/** Numbers that a line fits, with some noise of its own. */
const priceRows = (count: number) =>
  Array.from({ length: count }, (_, row) => {
    const [size, age] = [(row * 37) % 101, (row * 53) % 89]
    return `${size},${age},${1000 * (2.5 * size - 0.8 * age) + ((row * 7919) % 1000)}`
  })

/** Ten test rows stand in the training part too: which rows are which follows from seed and classes alone. */
function withCopies(rows: readonly string[]): string[] {
  const table = tableFromRows([['a', 'b', 'label'], ...rows.map((row) => row.split(','))])
  const sizes = { train: 0.8, validation: 0.1, test: 0.1 }
  const { train, test } = splitTable(table, { key: RandomKey.fromSeed(0).child('split'), sizes }).split
  const copied = [...rows]
  const classOf = (row: number) => rows[row]?.split(',')[2]
  const free = [...train.rows]
  for (const row of [...test.rows].slice(0, 10)) {
    const [target = 0] = free.splice(
      free.findIndex((each) => classOf(each) === classOf(row)),
      1,
    )
    copied[target] = rows[row] ?? ''
  }
  return copied
}

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  const table = (name: string, header: string, rows: readonly string[]) =>
    writeFileSync(path.join(folder, name), `${[header, ...rows].join('\n')}\n`)
  table('prices.csv', 'size,age,price', priceRows(200))
  table(
    'constant.csv',
    'size,age,price',
    priceRows(60).map((row) => row.replace(/[^,]*$/, '7')),
  )
  table(
    'leak.csv',
    'size,copy,price',
    priceRows(120).map((row) => row.replace(/,[^,]*,(.*)$/, ',$1,$1')),
  )
  const anyLabel = (row: number) => (((row * 7919 + 13) ** 2 % 104729) % 2 === 0 ? 'yes' : 'no')
  const shuffled = classRows(150).map((row, index) => row.replace(/[^,]*$/, anyLabel(index)))
  table('shuffled.csv', 'a,b,label', shuffled)
  table('copies.csv', 'a,b,label', withCopies(classRows(200)))
  first = await call('train', 'iris', '--budget', '3 trials', '--workers', '1', '--out', 'iris', '--json')
}, slow)
afterAll(() => cleanUp())

describe('train without a model', () => {
  it('finds settings for iris, reads the test rows once, and leaves the folder of a run', () => {
    expect(first.code, first.stderr).toBe(0)
    const outcome = JSON.parse(first.stdout)
    expect(outcome).toEqual({
      dataset: 'iris',
      task: 'classification',
      seed: 0,
      status: 'completed',
      splits: { train: 119, validation: 15, test: 15 },
      steps: expect.any(Array),
      candidate: expect.objectContaining({ learningRate: expect.any(Number) }),
      parameters: expect.any(Number),
      validation: { loss: expect.any(Number), accuracy: expect.any(Number) },
      test: { loss: expect.any(Number), accuracy: expect.any(Number) },
      readings: 1,
      seconds: expect.any(Number),
      out: 'iris',
    })
    expect(outcome.steps.map(({ step }: { step: string }) => step)).toEqual([
      'data',
      'initialLoss',
      'overfitSample',
      'learningRates',
      'coarseSearch',
      'refinement',
    ])
    expect(outcome.test.accuracy).toBeGreaterThanOrEqual(0.93)
    expect(JSON.parse(read('iris', 'result.json'))).toEqual(outcome)
    expect(readdirSync(path.join(folder, 'iris')).sort()).toEqual([
      'config.json',
      'events.jsonl',
      'model.safetensors',
      'recipe',
      'recipe.json',
      'report.html',
      'result.json',
    ])
  })

  it('its model predicts, is exported, and stands in the list of runs', async () => {
    const columns = JSON.parse(read('iris', 'config.json')).preparation.encoder.columns
    const header = columns.map(({ name }: { name: string }) => name).join(',')
    writeFileSync(path.join(folder, 'flower.csv'), `${header}\n5.1,3.5,1.4,0.2\n`)
    expect((await call('predict', 'iris', 'flower.csv')).stdout).toContain('setosa')
    expect((await call('export', 'iris', '--format', 'onnx')).code).toBe(0)
    const runs = JSON.parse((await call('runs', '--json')).stdout)
    expect(runs).toMatchObject([{ name: 'iris', validationAccuracy: expect.any(String) }])
  })

  it('its report has every step, and lines of code that train the same model', async () => {
    const html = read('iris', 'report.html')
    checkSelfContained(html)
    for (const [svg] of html.matchAll(/<svg .*?<\/svg>/gs)) checkWellFormed(svg)
    expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(12)
    expect(html).not.toMatch(/undefined|NaN|Infinity|\[object/)
    const code = codeIn(html)
    expect(linesOf(code)).toBeLessThanOrEqual(10)
    expect(await runCode(code)).toEqual(JSON.parse(first.stdout).test)
  })

  it('resumed when it is complete, it says the same and trains nothing', async () => {
    const before = statSync(path.join(folder, 'iris', 'recipe', 'studies.sqlite')).size
    const again = await call('train', '--resume', 'iris', '--json')
    expect(again.code, again.stderr).toBe(0)
    const { seconds: _, ...outcome } = JSON.parse(first.stdout)
    expect(JSON.parse(again.stdout)).toMatchObject(outcome)
    expect(statSync(path.join(folder, 'iris', 'recipe', 'studies.sqlite')).size).toBe(before)
  })
})

describe('planted faults', () => {
  const small = ['--budget', '3 trials', '--workers', '1']

  it.each([
    ['a learning rate of 1e-9', ['iris', '--learning-rate', '1e-9'], /step 3 .*1e-9 is too low/],
    ['a learning rate of 1e3', ['iris', '--learning-rate', '1e3'], /step 3 .*1000 is too high/],
    ['weights of zero', ['iris', '--initializer', 'zeros'], /step 3 .*zeros.*--initializer/],
    ['a constant number', ['constant.csv', '--task', 'regression'], /step 1 .*same value.*--target/],
    ['a constant class', ['constant.csv', '--task', 'classification'], /step 1 .*same value.*--target/],
    ['a feature that is the target', ['leak.csv'], /step 1 .*copy.*--drop/],
    ['labels in any order', ['shuffled.csv'], /step 5 .*labels look random.*same rows.*--despite/],
  ])('%s', async (_, argv, words) => {
    const { code, stderr } = await call('recipe', ...argv, ...small, '--out', 'fault')
    expect([code, flat(stderr)]).toEqual([1, expect.stringMatching(words)])
    expect(existsSync(path.join(folder, 'fault', 'model.safetensors'))).toBe(false)
    expect(read('fault', 'report.html')).toContain('class="notice"')
    const { status } = JSON.parse(read('fault', 'result.json'))
    expect(status).toBe('stopped')
  })

  it('plain training refuses a constant target while the data is read, and leaves nothing', async () => {
    const argv = ['constant.csv', '--task', 'regression', '--epochs', '1', '--out', 'none']
    const { code, stderr } = await call('train', ...argv)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/price.*--target/)])
    expect(existsSync(path.join(folder, 'none'))).toBe(false)
  })

  it('test rows copied into the training part are left out, and said', async () => {
    const { code, stdout, stderr } = await call('recipe', 'copies.csv', '--step', '1', '--json')
    expect([code, flat(stderr)]).toEqual([1, expect.stringMatching(/10 rows .* left out .*--despite/)])
    const [data] = JSON.parse(stdout).steps
    expect(data.decided.dropped.train).toBe(10)
    expect(data.diagnosis.code).toBe('duplicatesAcrossParts')
  })
})

describe('images that are nearly alike', () => {
  /** Images of 7×7 patches of any brightness, with a margin of two, in the layout of MNIST: no two are alike. */
  function patches(count: number, key: RandomKey): Uint8Array {
    const bits = key.bits(49 * count)
    return Uint8Array.from({ length: 784 * count }, (_, place) => {
      const [image, y, x] = [Math.floor(place / 784), Math.floor(place / 28) % 28, place % 28]
      const isMargin = Math.min(y, x) < 2 || Math.max(y, x) > 25
      return isMargin ? 0 : (bits[49 * image + 7 * Math.floor(y / 4) + Math.floor(x / 4)] ?? 0) & 255
    })
  }

  function write(name: string, shape: readonly number[], bytes: Uint8Array): void {
    const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
    header.setUint32(0, 0x0800 + shape.length)
    shape.forEach((length, axis) => {
      header.setUint32(4 + 4 * axis, length)
    })
    writeFileSync(path.join(folder, 'images', name), Buffer.concat([new Uint8Array(header.buffer), bytes]))
  }

  it('a test image moved, one darker and one noisy in the training file are found and said', async () => {
    mkdirSync(path.join(folder, 'images'))
    const [training, held] = [300, 60]
    const train = patches(training, RandomKey.fromSeed(1))
    const test = patches(held, RandomKey.fromSeed(2))
    const labels = Uint8Array.from({ length: training }, (_, row) => row % 10)
    const copy = (row: number, change: (pixel: (by: number) => number, place: number) => number) => {
      for (let place = 0; place < 784; place++) {
        const pixel = (by: number) => test[row * 784 + place - by] ?? 0
        train[row * 784 + place] = Math.min(255, Math.max(0, change(pixel, place)))
      }
    }
    // The margin is empty: moved by a pixel to the right, nothing comes round from the line before.
    copy(0, (pixel) => pixel(1))
    copy(1, (pixel) => 0.8 * pixel(0) + 5)
    copy(2, (pixel, place) => pixel(0) + ((place * 7919) % 13) - 6)
    write('train-images-idx3-ubyte', [training, 28, 28], train)
    write('train-labels-idx1-ubyte', [training], labels)
    write('t10k-images-idx3-ubyte', [held, 28, 28], test)
    write('t10k-labels-idx1-ubyte', [held], labels.subarray(0, held))
    const argv = ['recipe', 'mnist', '--data', 'images', '--step', '1', '--out', 'near']
    const { code, stdout, stderr } = await call(...argv)
    expect(code, stderr).toBe(0)
    expect(flat(stdout)).toMatch(/3 images are nearly like one of another part/)
    const [data] = JSON.parse(read('near', 'result.json')).steps
    const found = data.saw.near.flatMap(({ examples }: { examples: [number, number][] }) => examples)
    expect(found.sort()).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ])
    expect(data.warnings).toMatchObject([{ code: 'nearDuplicatesAcrossParts', parameters: { count: 3 } }])
    expect(read('near', 'report.html')).toContain('3 images are nearly like one of another part')
  })

  it('of a table it is said that nothing was looked for', async () => {
    const { stdout } = await call('recipe', 'iris', '--step', '1', '--lang', 'ko')
    expect(flat(stdout)).toContain('거의 같은 행은 찾지 않았습니다')
  })
})

describe('recipe --step', () => {
  it('does one step, shows it, and leaves nothing', async () => {
    const before = readdirSync(folder).sort()
    const { code, stdout, stderr } = await call('recipe', 'iris', '--step', '4', '--budget', '20s')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('4/6')
    expect(stdout).not.toContain('2/6')
    expect(readdirSync(folder).sort()).toEqual(before)
  })
})

describe('options', () => {
  const nothing = () => {}
  const terminal: Terminal = {
    ...{ language: 'en', words: dictionaries.en, json: false, interactive: false, columns: 80 },
    ...{ paint: pc.createColors(false), say: nothing, note: nothing, rewrite: nothing, result: nothing },
  }
  const parse = (argv: readonly string[]) =>
    createProgram(dictionaries.en, '0', terminal).command.parseAsync(argv, { from: 'user' })

  it.each([
    ['train iris --budget soon', 'bad-value', ['--budget', '90s', 'trials']],
    ['train iris --epochs 3 --budget 1m', 'options-mix', ['--budget', '--epochs', 'regimen recipe']],
    ['train iris --workers 2 --config a.ts', 'options-mix', ['--workers', '--config']],
    ['recipe iris --step 7', 'bad-value', ['--step', '1 to 6']],
    ['recipe iris --hidden 20,10', 'recipe-widths', ['--hidden 20,10', 'one width']],
    ['recipe iris --optimizer sgd', 'unknown-value', ['sgd', 'adamW', 'nesterov']],
    ['recipe iris --despite fear', 'unknown-value', ['fear', 'labelsLookRandom']],
    ['recipe iris --l2 0.1', 'option-not-recipe', ['--l2', '--weight-decay']],
    ['recipe', 'missing-argument', ['data', 'regimen recipe']],
  ])('%s is wrong use', async (line, code, words) => {
    const error: unknown = await parse(line.split(' ')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, exitCode: 2 })
    for (const word of words) expect(String(error)).toContain(word)
  })

  it('a resumed recipe takes a budget and workers, and nothing else', async () => {
    const argv = ['train', '--resume', path.join(folder, 'iris'), '--target', 'x']
    const error: unknown = await parse(argv).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'resume-has-settings' })
  })
})

describe('Ctrl-C', () => {
  /** Interrupts when the file is there; `times` 2: again at once. */
  function interrupted(argv: readonly string[], file: string, times: 1 | 2): Promise<Ended> {
    const main = path.join(import.meta.dirname, '..', 'src', 'main.ts')
    const child = spawn(process.execPath, ['--conditions=regimen-source', main, ...argv], { cwd: folder })
    let stderr = ''
    let sent = 0
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      if (times === 2 && sent === 1 && stderr.includes('Ctrl-C')) {
        sent++
        child.kill('SIGINT')
      }
    })
    const timer = setInterval(() => {
      if (sent > 0 || !existsSync(path.join(folder, file))) return
      sent++
      child.kill('SIGINT')
    }, 5)
    return new Promise((resolve) => {
      child.on('close', (code, signal) => {
        clearInterval(timer)
        resolve({ code, signal, stderr })
      })
    })
  }

  it('once ends cleanly, twice at once; resumed, it beats the mean by a factor of two, in Korean', async () => {
    const asked = ['--budget', '2 trials', '--workers', '1', '--lang', 'ko', '--out', 'stopped']
    const once = await interrupted(['train', 'prices.csv', ...asked], 'stopped/recipe/initialLoss.json', 1)
    expect(once).toMatchObject({ code: 130, stderr: expect.stringContaining('train --resume stopped') })
    expect(existsSync(path.join(folder, 'stopped', 'report.html'))).toBe(true)
    const unfinished = await call('predict', 'stopped', 'prices.csv')
    expect([unfinished.code, unfinished.stderr]).toEqual([1, expect.stringContaining('--resume stopped')])
    const again = ['train', '--resume', 'stopped', '--lang', 'ko']
    const twice = await interrupted(again, 'stopped/recipe/learningRates.json', 2)
    expect([twice.code, twice.signal]).toEqual([null, 'SIGINT'])
    const { code, stdout, stderr } = await call(...again)
    expect(code, stderr).toBe(0)
    for (const word of ['데이터와 누출 검사', '학습률 범위', '넓은 탐색', '한 번만 읽음']) {
      expect(stdout).toContain(word)
    }
    const { steps } = JSON.parse(read('stopped', 'result.json'))
    const { metrics, ofMean, readings } = steps.at(-1).saw.test
    expect(metrics.rootMeanSquaredError).toBeLessThan(ofMean / 2)
    expect(readings).toBe(1)
    expect(read('stopped', 'report.html')).toContain('<html lang="ko">')
  })
})
