/** `regimen train` and `regimen predict`, as a user calls them. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classRows, regimen, temporaryFolder } from './command.ts'

let folder = ''
let cleanUp = () => {}

/** The default network, named: without it settings would be searched. */
const plain = ['--hidden', '100,100']
const houseRows = Array.from({ length: 200 }, (_, row) => {
  const [area, city] = [40 + ((row * 61) % 120), ['Seoul', 'Busan, port', 'Daegu'][row % 3]]
  const price = 3000 * area + 50_000 * (row % 3)
  return `${row % 20 === 7 ? '' : area},"${city}",${row % 25 === 3 ? '' : price}`
})

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  writeFileSync(path.join(folder, 'houses.csv'), ['area,city,price', ...houseRows].join('\n'))
  writeFileSync(path.join(folder, 'classes.csv'), ['a,b,label', ...classRows(150)].join('\n'))
  const trained = await Promise.all([
    regimen(['train', 'iris', ...plain, '--out', 'iris', '--json', '--seed', '1'], { cwd: folder }),
    regimen(['train', 'houses.csv', ...plain, '--target', 'price', '--out', 'houses'], { cwd: folder }),
  ])
  for (const { code, stderr } of trained) expect(code, stderr).toBe(0)
})

afterAll(() => cleanUp())

const read = (...parts: string[]) => readFileSync(path.join(folder, ...parts), 'utf8')
const json = (text: string): Record<string, unknown> => JSON.parse(text)

describe('train', () => {
  it('measures what --metrics names, in training and at the end', async () => {
    const metrics = ['--metrics', 'f1,rocAuc,logLoss', '--epochs', '2']
    const { code, stdout, stderr } = await regimen(
      ['train', 'iris', '--out', 'measured', '--json', ...metrics],
      {
        cwd: folder,
      },
    )
    expect(code, stderr).toBe(0)
    const result = json(stdout)
    const names = ['accuracy', 'f1', 'logLoss', 'loss', 'rocAuc']
    for (const part of [result.validation, result.test])
      expect(Object.keys(Object(part)).sort()).toEqual(names)
    expect(Object(result.test).logLoss).toBeCloseTo(Object(result.test).loss, 5)
    expect(read('measured', 'report.html')).toContain('ROC-AUC')
    const r2 = ['train', 'houses.csv', '--target', 'price', '--out', 'r2', '--json', '--epochs', '2']
    const houses = await regimen([...r2, '--metrics', 'r2,meanSquaredError'], { cwd: folder })
    const { r2: found, meanSquaredError, rootMeanSquaredError } = Object(json(houses.stdout).test)
    expect(found).toBeLessThan(1)
    expect(Math.sqrt(meanSquaredError) / rootMeanSquaredError).toBeCloseTo(1, 6)
  })

  it('refuses metrics of the other task and unknown ones, and leaves no folder', async () => {
    for (const [name, words] of [
      ['r2', 'classification'],
      ['f2', 'f1'],
    ] as const) {
      const { code, stderr } = await regimen(['train', 'iris', '--out', 'no', '--metrics', name], {
        cwd: folder,
      })
      expect(code).not.toBe(0)
      expect(stderr).toContain(words)
      expect(existsSync(path.join(folder, 'no'))).toBe(false)
    }
  })

  it('prints the result as JSON alone, and leaves a whole run folder', async () => {
    const { code, stdout, stderr } = await regimen(
      ['train', 'iris', ...plain, '--out', 'again', '--json', '--seed', '1'],
      { cwd: folder },
    )
    expect(code).toBe(0)
    const result = json(stdout)
    expect(result).toMatchObject({
      dataset: 'iris',
      task: 'classification',
      seed: 1,
      splits: { train: 120, validation: 15, test: 15 },
      // 4·100 + 100 + 100·100 + 100 + 100·3 + 3
      parameters: 10_903,
      out: 'again',
    })
    for (const part of [result.validation, result.test]) {
      expect(part).toEqual({ loss: expect.any(Number), accuracy: expect.any(Number) })
    }
    expect(result.test).toHaveProperty(
      'accuracy',
      expect.toSatisfy((value: number) => value >= 0.85),
    )
    expect(result.epochs).toBeGreaterThan(0)
    expect(result.seconds).toBeGreaterThan(0)
    expect(readdirSync(path.join(folder, 'again')).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'events.jsonl',
      'model.safetensors',
      'report.html',
      'result.json',
    ])
    expect(json(read('again', 'result.json'))).toEqual(result)
    expect(stderr).toContain('training')
  })

  it('gives the same model for the same seed, and another for another', async () => {
    await regimen(['train', 'iris', ...plain, '--out', 'same', '--seed', '1'], { cwd: folder })
    await regimen(['train', 'iris', ...plain, '--out', 'other', '--seed', '2'], { cwd: folder })
    const model = (run: string) => readFileSync(path.join(folder, run, 'model.safetensors'))
    expect(model('same').equals(model('iris'))).toBe(true)
    expect(model('other').equals(model('iris'))).toBe(false)
  })

  it('writes a stream of events in which steps follow each other', () => {
    const events = read('iris', 'events.jsonl').trim().split('\n').map(json)
    expect(events[0]).toMatchObject({ type: 'started', splits: { train: 120, validation: 15, test: 15 } })
    expect(events.at(-1)).toMatchObject({ type: 'ended' })
    const steps = events.filter(({ type }) => type === 'step').map(({ step }) => step)
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1))
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['started', 'step', 'evaluated', 'checkpoint', 'notice', 'ended']),
    )
  })

  it('predicts values in their own unit, and says what it did with missing ones', async () => {
    const { code, stdout } = await regimen(
      ['train', 'houses.csv', ...plain, '--target', 'price', '--out', 'houses2'],
      {
        cwd: folder,
      },
    )
    expect(code).toBe(0)
    // 8 of 200 prices are missing (rows 3, 28, …, 178), and every twentieth area from row 7 on.
    expect(stdout).toContain('target is missing: 8 rows')
    expect(stdout).toMatch(/median of their column: \d+/)
    const result = json(read('houses2', 'result.json'))
    expect(result).toMatchObject({ task: 'regression', test: { rootMeanSquaredError: expect.any(Number) } })
    const { rootMeanSquaredError = 0, loss = 0 } = Object(result.test)
    // In won, not in standard deviations; well below the deviation of the prices, about 110,000.
    expect(rootMeanSquaredError).toBeGreaterThan(100)
    expect(rootMeanSquaredError).toBeLessThan(60_000)
    expect(loss / rootMeanSquaredError ** 2).toBeCloseTo(1, 5)
    expect(stdout.trim().split('\n').at(-1)).toContain('houses.csv: test RMSE')
  })

  it('replaces a run, and keeps out of folders with other files', async () => {
    mkdirSync(path.join(folder, 'mixed'))
    writeFileSync(path.join(folder, 'mixed', 'notes.txt'), 'mine')
    const refused = await regimen(['train', 'iris', '--epochs', '1', '--out', 'mixed'], { cwd: folder })
    expect(refused.code).toBe(2)
    expect(readdirSync(path.join(folder, 'mixed'))).toEqual(['notes.txt'])
    const forced = await regimen(['train', 'iris', '--epochs', '1', '--out', 'mixed', '--force'], {
      cwd: folder,
    })
    expect(forced.code).toBe(0)
    expect(read('mixed', 'notes.txt')).toBe('mine')
    const replaced = await regimen(['train', 'iris', '--epochs', '2', '--out', 'mixed'], { cwd: folder })
    expect(replaced.code).toBe(0)
    expect(json(read('mixed', 'result.json'))).toMatchObject({ epochs: 2 })
  })

  it('takes every option', async () => {
    const argv =
      'train classes.csv --target label --hidden 8,4 --activation leaky-relu --initializer XAVIER --optimizer rmsprop --learning-rate 0.01 --batch-norm --dropout 0.1 --weight-decay 0.01 --epochs 3 --batch-size 125 --split 60,20,20 --scaling robust --no-early-stopping --json --out all'
    const { code, stdout, stderr } = await regimen(argv.split(' '), { cwd: folder })
    expect(code, stderr).toBe(0)
    // Dense layers before batch normalisation have no bias: 2·8 + 2·8 + 8·4 + 2·4 + 4·2 + 2.
    expect(json(stdout)).toMatchObject({
      epochs: 3,
      parameters: 82,
      splits: { train: 90, validation: 30, test: 30 },
    })
    const config = json(read('all', 'config.json'))
    expect(config.settings).toMatchObject({
      activation: 'leakyRelu',
      initializer: 'xavier',
      optimizer: 'rmsProp',
      patience: false,
    })
  })
})

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it('leaves nothing of a run that had no checkpoint', async () => {
    const argv = ['train', 'iris', ...plain, '--out', 'new/full']
    const { code, stderr } = await regimen(argv, { cwd: folder, blocks: 100 })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/checkpoint\.safetensors.*Free some space/)])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(existsSync(path.join(folder, 'new'))).toBe(false)
  })

  it('keeps the last checkpoint of a run that had one, and whole lines of its events', async () => {
    const settings = ['train', 'iris', '--hidden', '4', '--no-early-stopping']
    const { code, stderr } = await regimen([...settings, '--out', 'late'], { cwd: folder, blocks: 100 })
    expect([code, stderr]).toEqual([1, expect.stringContaining('events.jsonl cannot be written')])
    expect(readdirSync(path.join(folder, 'late')).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'events.jsonl',
    ])
    for (const line of read('late', 'events.jsonl').trim().split('\n')) expect(() => json(line)).not.toThrow()
    await regimen(['train', '--resume', 'late'], { cwd: folder })
    await regimen([...settings, '--out', 'never'], { cwd: folder })
    expect(read('late', 'model.safetensors')).toBe(read('never', 'model.safetensors'))
  })
})

describe('resume', () => {
  const settings = [
    'train',
    'digits',
    '--hidden',
    '64,32',
    '--dropout',
    '0.2',
    '--batch-norm',
    '--epochs',
    '25',
  ]

  /** Tells when a checkpoint is written that was not there before. */
  function checkpointAfter(run: string): () => boolean {
    const file = path.join(folder, run, 'checkpoint.safetensors')
    const modified = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs
    const before = modified()
    return () => modified() !== before
  }

  it('ends with the same bytes after any number of kills', async () => {
    const whole = await regimen([...settings, '--out', 'whole'], { cwd: folder })
    expect(whole.code).toBe(0)
    const model = (run: string) => readFileSync(path.join(folder, run, 'model.safetensors'))
    const steps = (run: string) =>
      read(run, 'events.jsonl')
        .split('\n')
        .filter((line) => line.includes('"step"') || line.includes('"evaluated"'))
        .map((line) => line.replace(/"examplesPerSecond":[^}]*/, ''))
    const kill = () => ({ when: checkpointAfter('killed'), signal: 'SIGKILL' as const })
    await regimen([...settings, '--out', 'killed'], { cwd: folder, kill: kill() })
    for (const _ of [1, 2]) await regimen(['train', '--resume', 'killed'], { cwd: folder, kill: kill() })
    expect(existsSync(path.join(folder, 'killed', 'model.safetensors'))).toBe(false)
    const { code, stderr } = await regimen(['train', '--resume', 'killed'], { cwd: folder })
    expect(code, stderr).toBe(0)
    expect(model('killed').equals(model('whole'))).toBe(true)
    expect(steps('killed').filter((line) => line.includes('"type":"step"'))).toEqual(
      steps('whole').filter((line) => line.includes('"type":"step"')),
    )
  })

  it('stops at Ctrl-C with a checkpoint, says how to go on, and goes on', async () => {
    const argv = [...settings, '--epochs', '2000', '--no-early-stopping', '--out', 'interrupted']
    const stopped = await regimen(argv, {
      cwd: folder,
      kill: { when: checkpointAfter('interrupted'), signal: 'SIGINT' },
    })
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('regimen train --resume interrupted')
    expect(readdirSync(path.join(folder, 'interrupted')).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'events.jsonl',
    ])
    const resumed = await regimen(['train', '--resume', 'interrupted'], {
      cwd: folder,
      kill: { when: checkpointAfter('interrupted'), signal: 'SIGINT' },
    })
    expect(resumed.stdout).toMatch(/Going on after step \d+/)
    expect(resumed.code).toBe(130)
  })

  it('starts over where there is no checkpoint yet, and drops half a line of the log', async () => {
    mkdirSync(path.join(folder, 'begun'))
    copyFileSync(path.join(folder, 'iris', 'config.json'), path.join(folder, 'begun', 'config.json'))
    writeFileSync(path.join(folder, 'begun', 'events.jsonl'), '{"type":"started"}\n{"type":"st')
    writeFileSync(path.join(folder, 'begun', '.checkpoint.safetensors.0.tmp'), 'half')
    const { code, stderr } = await regimen(['train', '--resume', 'begun'], { cwd: folder })
    expect(code, stderr).toBe(0)
    expect(readdirSync(path.join(folder, 'begun'))).not.toContain('.checkpoint.safetensors.0.tmp')
    for (const line of read('begun', 'events.jsonl').trim().split('\n'))
      expect(() => json(line)).not.toThrow()
    expect(read('begun', 'model.safetensors')).toBe(read('iris', 'model.safetensors'))
  })

  it('refuses the checkpoint of another run, a damaged one, and changed data', async () => {
    const resume = (run: string) => regimen(['train', '--resume', run], { cwd: folder })
    mkdirSync(path.join(folder, 'strange'))
    copyFileSync(path.join(folder, 'iris', 'config.json'), path.join(folder, 'strange', 'config.json'))
    const checkpoint = path.join(folder, 'strange', 'checkpoint.safetensors')
    copyFileSync(path.join(folder, 'houses', 'checkpoint.safetensors'), checkpoint)
    const other = await resume('strange')
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('another run')])
    copyFileSync(path.join(folder, 'iris', 'checkpoint.safetensors'), checkpoint)
    truncateSync(checkpoint, 20_000)
    const cut = await resume('strange')
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining('cut off')])
    expect(readdirSync(path.join(folder, 'strange')).sort()).toContain('checkpoint.safetensors')

    writeFileSync(path.join(folder, 'classes2.csv'), ['a,b,label', ...classRows(150)].join('\n'))
    await regimen(['train', 'classes2.csv', '--epochs', '1', '--out', 'moved'], { cwd: folder })
    writeFileSync(path.join(folder, 'classes2.csv'), ['a,b,label', ...classRows(151)].join('\n'))
    const changed = await resume('moved')
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining('not what it was')])
  })
})

describe('predict', () => {
  const flowers =
    'sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3\n'

  it('names the classes of new rows from a file', async () => {
    writeFileSync(path.join(folder, 'flowers.csv'), flowers)
    const { code, stdout, stderr } = await regimen(['predict', 'iris', 'flowers.csv'], { cwd: folder })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^prediction,probability\nsetosa,[\d.]+\nvirginica,[\d.]+\n$/)
    expect(stderr).toContain('2 rows')
  })

  it('reads standard input, without a header and with the target too', async () => {
    const input = '5.1,3.5,1.4,0.2,setosa\n6.7,3.0,5.2,2.3,setosa\n'
    const { stdout } = await regimen(['predict', 'iris', '-', '--json', '--probabilities'], {
      cwd: folder,
      input,
    })
    const rows: unknown[] = JSON.parse(stdout)
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      const { probability, probabilities } = Object(row)
      const values = Object.values<number>(probabilities)
      expect(Object.keys(probabilities)).toEqual(['setosa', 'versicolor', 'virginica'])
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
      expect(Math.max(...values)).toBe(probability)
    }
    expect(rows).toMatchObject([{ prediction: 'setosa' }, { prediction: 'virginica' }])
  })

  it('predicts values, fills what is missing, and counts categories that it does not know', async () => {
    const input = 'city,area\nSeoul,100\n"Busan, port",\nOslo,100\n'
    const { code, stdout, stderr } = await regimen(['predict', 'houses', '-'], { cwd: folder, input })
    expect(code, stderr).toBe(0)
    const [title, first, ...others] = stdout.trim().split('\n')
    expect(title).toBe('prediction')
    expect(others).toHaveLength(2)
    // 3,000 per square metre, nothing on top in Seoul.
    expect(Number(first)).toBeGreaterThan(240_000)
    expect(Number(first)).toBeLessThan(360_000)
    expect(stderr).toContain('median of their column: 1')
    expect(stderr).toContain('not in the training rows: 1')
  })

  it('refuses a model that is cut off, damaged, or of another architecture', async () => {
    const run = path.join(folder, 'spoilt')
    mkdirSync(run)
    const model = path.join(run, 'model.safetensors')
    copyFileSync(path.join(folder, 'iris', 'config.json'), path.join(run, 'config.json'))
    const predict = () => regimen(['predict', 'spoilt', '-'], { cwd: folder, input: flowers })
    const unfinished = await predict()
    expect([unfinished.code, unfinished.stderr]).toEqual([1, expect.stringContaining('--resume spoilt')])

    const whole = readFileSync(path.join(folder, 'iris', 'model.safetensors'))
    writeFileSync(model, whole.subarray(0, 5000))
    const cut = await predict()
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringMatching(/model\.safetensors is cut off.*5000/)])

    const flipped = Uint8Array.from(whole)
    flipped[20_000] = (flipped[20_000] ?? 0) ^ 0x10
    writeFileSync(model, flipped)
    const damaged = await predict()
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining('damaged')])

    copyFileSync(path.join(folder, 'houses', 'model.safetensors'), model)
    const foreign = await predict()
    expect([foreign.code, foreign.stderr]).toEqual([
      1,
      expect.stringMatching(/layers\.4\.weight.*\[100, 3\]/),
    ])

    writeFileSync(model, 'not a model at all')
    const nonsense = await predict()
    expect(nonsense.code).toBe(1)
    expect(nonsense.stderr.trim().split('\n')).toHaveLength(1)
    expect(nonsense.stdout).toBe('')
  })
})
