/** Config files, and models that leave and come back, as a user calls them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { decodeNpz, readBytes } from '@regimen/node'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { decodeSafetensors } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from '../../../tests/support/needs.ts'
import { lineOfField, lineOfJsonError } from '../src/config/locate.ts'
import { regimen, temporaryFolder } from './command.ts'

const examples = path.join(import.meta.dirname, '..', 'examples')
const mnist = dataFolder('mnist')

let folder = ''
let cleanUp = () => {}

const config = `
import { defineConfig } from '@regimen/cli'
import { adam, batchNorm, dense, relu, sequential } from 'regimen'

export default defineConfig({
  model: ({ inputShape, outputs }) =>
    sequential(dense(inputShape[0] ?? 0, 8), batchNorm(), relu(), dense(8, outputs)),
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 30,
  seed: 4,
  batchSize: 16,
  metrics: ['f1'],
  monitor: { every: 50 },
})
`

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  writeFileSync(path.join(folder, 'iris.ts'), config)
  const trained = await regimen(['train', 'iris', '--config', 'iris.ts', '--out', 'run', '--json'], {
    cwd: folder,
  })
  expect(trained.code, trained.stderr).toBe(0)
})

afterAll(() => cleanUp())

const run = (...argv: string[]) => regimen(argv, { cwd: folder })
const bytes = (...parts: string[]) => new Uint8Array(readFileSync(path.join(folder, ...parts)))
const json = (...parts: string[]): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, ...parts), 'utf8'))

const flowers = [
  [5.1, 3.5, 1.4, 0.2],
  [6.0, 2.7, 4.5, 1.6],
  [6.9, 3.1, 5.4, 2.1],
]

async function predictions(from: string): Promise<number[][]> {
  writeFileSync(path.join(folder, 'rows.csv'), flowers.map((row) => row.join(',')).join('\n'))
  const argv = ['predict', from, 'rows.csv', '--no-header', '--probabilities', '--json'] as const
  const { stdout, stderr, code } = await run(...argv)
  expect(code, stderr).toBe(0)
  const rows: { probabilities: Record<string, number> }[] = JSON.parse(stdout)
  return rows.map((row) => Object.values(row.probabilities))
}

describe('train --config', () => {
  it('trains the network, with the optimizer, of the file', () => {
    const result = json('run', 'result.json')
    expect(result.seed).toBe(4)
    // 4 · 8 + 8 of the first layer, 2 · 8 of the batch norm, 8 · 3 + 3 of the last.
    expect(result.parameters).toBe(83)
    expect(Object.keys(Object(result.test)).sort()).toEqual(['accuracy', 'f1', 'loss'])
    const events = readFileSync(path.join(folder, 'run', 'events.jsonl'), 'utf8')
    expect(events).toContain('"type":"distribution"')
    expect(events).toContain('"measure":"deadFraction"')
  })

  it('lets options come first, and resumes only with the same file', async () => {
    const { code, stdout, stderr } = await run(
      ...['train', 'iris', '--config', 'iris.ts', '--out', 'short', '--epochs', '1', '--seed', '9', '--json'],
    )
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 1, seed: 9 })
    writeFileSync(path.join(folder, 'iris.ts'), `${config}\n`)
    const changed = await run('train', '--resume', 'short')
    expect(changed.code).toBe(1)
    expect(changed.stderr).toContain('iris.ts')
    writeFileSync(path.join(folder, 'iris.ts'), config)
    expect((await run('train', '--resume', 'short')).code).toBe(0)
  })

  it('reads JSON, and its explanation knows the network', async () => {
    const file = path.join(examples, 'digits.json')
    const { code, stderr } = await run(
      'train',
      'digits',
      '--config',
      file,
      '--epochs',
      '1',
      '--out',
      'digits',
    )
    expect(code, stderr).toBe(0)
    expect(json('digits', 'config.json').settings).toMatchObject({ hidden: [64, 32], optimizer: 'adamW' })
    expect((await run('explain', 'run')).code).toBe(0)
  })

  const iris = (fields: string) => `import { jitter, lBfgs, randomShift } from 'regimen'

export default {
  epochs: 2,
  ${fields},
}
`

  it('changes and draws the training rows as the file says', async () => {
    const fields =
      'augment: [jitter({ share: 0.2 }), { name: "jitter", settings: { share: 0.05 } }, "mixUp"], sampleWeights: "balanced"'
    writeFileSync(path.join(folder, 'rows.ts'), iris(fields))
    const { code, stderr } = await run('train', 'iris', '--config', 'rows.ts', '--out', 'rows')
    expect(code, stderr).toBe(0)
    await run('train', 'iris', '--epochs', '2', '--out', 'plain')
    const loss = (name: string) => Object(json(name, 'result.json').test).loss
    expect(loss('rows')).not.toBe(loss('plain'))
  })

  it.each([
    ['augment: ["jittr"]', 5, 'jitter'],
    ['augment: [jitter({ share: -1 })]', 5, 'share'],
    ['augment: [randomShift()]', 5, '[height, width]'],
    ['optimizer: lBfgs(), augment: [jitter()]', 5, 'lBfgs'],
    ['sampleWeights: () => [1, 2]', 5, '2 rows'],
    ['sampleWeights: () => { throw new Error("no weights") }', 5, 'no weights'],
  ])('tells file and line of %s', async (fields, line, words) => {
    writeFileSync(path.join(folder, 'wrong.ts'), iris(fields))
    const { code, stderr } = await run('train', 'iris', '--config', 'wrong.ts', '--out', 'wrong-rows')
    expect(code).not.toBe(0)
    expect(stderr).toContain(`wrong.ts:${line}`)
    expect(stderr).toContain(words)
    expect(existsSync(path.join(folder, 'wrong-rows'))).toBe(false)
  })

  it.skipIf(maySkip(mnist)).each([
    ['mnist-conv.ts', 0.6],
    ['mnist-deep-conv.ts', 0.3],
  ])(
    '%s on 1,000 digits (20 epochs on 10,000 reach 0.983 and 0.990)',
    { timeout: 240_000 },
    async (file, accuracy) => {
      await firstDigits(1000)
      const argv = [
        'train',
        'mnist',
        '--config',
        path.join(examples, file),
        '--epochs',
        '4',
        '--batch-size',
        '20',
      ]
      const { code, stdout, stderr } = await run(...argv, '--data', 'digits-1000', '--out', file, '--json')
      expect(code, stderr).toBe(0)
      expect(JSON.parse(stdout).test.accuracy).toBeGreaterThan(accuracy)
    },
  )
})

/** The first images of the MNIST test files, as files of the same names. */
async function firstDigits(count: number): Promise<void> {
  const target = path.join(folder, `digits-${count}`)
  mkdirSync(target, { recursive: true })
  for (const [name, header, each] of [
    ['t10k-images-idx3-ubyte', 16, 784],
    ['t10k-labels-idx1-ubyte', 8, 1],
  ] as const) {
    const whole = await readBytes(path.join(mnist ?? '', `${name}.gz`))
    const part = Uint8Array.from(whole.subarray(0, header + count * each))
    new DataView(part.buffer).setUint32(4, count)
    writeFileSync(path.join(target, name), part)
  }
}

describe('places in a config', () => {
  const source = `// epochs: 1
export default {
  /* epochs: 2 */ note: 'epochs: 3',
  callbacks: [{ epochs: 4 }],
  epochs: 5,
  monitor() {}, seed,
}`
  it.each([
    ['epochs', 5],
    ['callbacks', 4],
    ['monitor', 6],
    ['seed', 6],
    ['nothing', undefined],
  ])('%s', (field, line) => {
    expect(lineOfField(source, field)).toBe(line)
  })

  it.each([
    ['{\n"a": 1,\n"b": ,\n"c": 2}', 3],
    ['{\n"a": tru,\n"c": 2}', 2],
    ['{\n"a": 1,\n}', 3],
    ['{\n"a": "x\n"}', 2],
    ['{\n"a": 1 "b": 2}', 2],
    ['[1,\n2,\n3', 3],
    ['', 1],
  ])('where JSON ends: %j', (text, line) => {
    expect(lineOfJsonError(text)).toBe(line)
  })
})

describe('export and import', () => {
  it('ONNX predicts what the command predicts', async () => {
    const { code, stdout, stderr } = await run('export', 'run', '--format', 'onnx', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'onnx',
      opset: 17,
      file: path.join('run', 'model.onnx'),
    })
    expect(stderr).toContain('zScore')
    const { offset, scale } = Object(Object(json('run', 'config.json').preparation).scaler)
    const scaled = flowers.flatMap((row) => row.map((value, at) => (value - offset[at]) / scale[at]))
    const session = await InferenceSession.create(bytes('run', 'model.onnx'))
    const { output } = await session.run({ input: new Tensor('float32', Float32Array.from(scaled), [3, 4]) })
    const logits = [...((output?.data ?? []) as Float32Array)]
    const expected = await predictions('run')
    flowers.forEach((_, row) => {
      const own = logits.slice(3 * row, 3 * row + 3).map(Math.exp)
      const total = own.reduce((sum, value) => sum + value, 0)
      own.forEach((value, at) => {
        expect(value / total).toBeCloseTo(expected[row]?.[at] ?? Number.NaN, 5)
      })
    })
  })

  it.each(['safetensors', 'npz'] as const)('%s goes out and comes back', async (format) => {
    const file = `weights.${format}`
    expect((await run('export', 'run', '--format', format, '--out', file)).code).toBe(0)
    const tensors =
      format === 'npz' ? decodeNpz(bytes(file), file) : decodeSafetensors(bytes(file), file).tensors
    // As torch.nn.Sequential(Linear(4, 8), BatchNorm1d(8), ReLU(), Linear(8, 3)) names them.
    expect(
      Object.entries(tensors)
        .map(([name, { shape }]) => `${name} ${shape.join('×')}`)
        .sort(),
    ).toEqual([
      '0.bias 8',
      '0.weight 8×4',
      '1.bias 8',
      '1.running_mean 8',
      '1.running_var 8',
      '1.weight 8',
      '3.bias 3',
      '3.weight 3×8',
    ])
    const { code, stderr } = await run('import', 'run', file, '--out', `back-${format}`)
    expect(code, stderr).toBe(0)
    expect(await predictions(`back-${format}`)).toEqual(await predictions('run'))
  })

  it("takes Regimen's own names too, and refuses weights of another network", async () => {
    expect((await run('import', 'run', 'run/model.safetensors', '--out', 'own')).code).toBe(0)
    expect((await run('export', 'digits', '--format', 'npz')).code).toBe(0)
    const { code, stderr } = await run('import', 'run', 'digits/model.npz', '--out', 'wrong')
    expect(code).toBe(1)
    expect(stderr).toContain('"0.weight"')
    expect(existsSync(path.join(folder, 'wrong'))).toBe(false)
    const other = await run('import', 'run', 'iris.ts', '--out', 'wrong', '--lang', 'ko')
    expect(other.stderr).toContain('.safetensors')
  })
})
