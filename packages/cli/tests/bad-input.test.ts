/** Every bad input: one line that says what is wrong, the right exit code, and nothing left behind. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classRows, regimen, temporaryFolder } from './command.ts'

const rows = classRows(60)
const header = 'a,b,c'
const lines = (...all: (string | string[])[]) => `${all.flat().join('\n')}\n`

const bytes = (...values: number[]) => Uint8Array.from(values)
/** An IDX header of uint8 with the given sizes. */
const idx = (...sizes: number[]) => [
  0,
  0,
  8,
  sizes.length,
  ...sizes.flatMap((size) => [0, 0, size >> 8, size & 255]),
]

const files: Record<string, string | Uint8Array> = {
  'empty.csv': '',
  'blank.csv': '\n\n',
  'header.csv': `${header}\n`,
  'ragged.csv': lines(header, rows.slice(0, 3), '1,2', rows.slice(3)),
  'text.csv': lines(header, rows.slice(0, 3), '1,many,yes', rows.slice(3)),
  'missing.csv': lines(
    header,
    rows.map((row) => row.replace(/,\d+,/, ',,')),
  ),
  'one-class.csv': lines(
    header,
    rows.map((row) => row.replace(/yes|no/, 'yes')),
  ),
  'constant.csv': lines(
    header,
    rows.map((row) => row.replace(/yes|no/, '2.5')),
  ),
  'good.csv': lines(header, rows),
  'few.csv': lines(header, '1,2,yes', '3,4,no'),
  'large.csv': lines(header, rows, '1e300,1,yes'),
  'twice.csv': lines('a,a,c', rows),
  'comma.csv': lines(
    'a;b;c',
    rows.map((row) => row.replace(/^(\d+),(\d+),/, '$1,5;$2;')),
  ),
  'quote.csv': lines(header, rows.slice(0, 3), '1,"2,yes', rows.slice(3)),
  'latin.csv': bytes(...Buffer.from(lines(header, rows)), 0xe9, 0x2c, 0x31, 0x2c, 0x79, 0x0a),
  'corrupt.csv.gz': gzipSync(lines(header, rows)).subarray(0, 60),
  'truncated/t10k-images-idx3-ubyte': bytes(...idx(100, 28, 28), 1, 2, 3),
  'truncated/t10k-labels-idx1-ubyte': bytes(...idx(100), ...new Uint8Array(100)),
  'counts/t10k-images-idx3-ubyte': bytes(...idx(2, 1, 1), 1, 2),
  'counts/t10k-labels-idx1-ubyte': bytes(...idx(3), 0, 1, 2),
  'magic/t10k-images-idx3-ubyte': 'not an IDX file',
  'magic/t10k-labels-idx1-ubyte': bytes(...idx(1), 0),
  'gzip/t10k-images-idx3-ubyte.gz': gzipSync(bytes(...idx(100, 28, 28))).subarray(0, 15),
  'gzip/t10k-labels-idx1-ubyte.gz': gzipSync(bytes(...idx(1), 0)),
  'nothing/readme.txt': 'no images here',
  'full/notes.txt': 'not a run',
  'broken.json': '{ "format": 1',
  'other.json': '{}',
  'typo.ts': 'export default {\n  // epoch\n  epoch: 3,\n}\n',
  'value.ts': "export default {\n  batchSize: 10,\n  epochs: '20',\n}\n",
  'syntax.ts': 'const a: number = 3\nexport default { epochs: 3\n',
  'throws.ts': "import { dense } from 'regimen'\nexport default {\n  model: dense(0, 10),\n}\n",
  'shape.ts': "import { dense } from 'regimen'\nexport default {\n  epochs: 2,\n  model: dense(5, 3),\n}\n",
  'missing.ts': "\nimport x from 'not-there'\nexport default { epochs: x }\n",
  'nothing.mjs': 'export const a = 1\n',
  'comma.json': '{\n  "epochs": 3,\n  "batchSize": ,\n}\n',
  'name.json': '{\n  "epochs": 3,\n  "optimizer": "adm"\n}\n',
}

const train = (...argv: string[]) => ['train', ...argv, '--out', '@out/run']
const compare = (...argv: string[]) => ['compare', ...argv, '--out', '@out/run']

/** Name, arguments, exit code, words that the line must have. */
const table: readonly (readonly [string, readonly string[], number, readonly (string | RegExp)[]])[] = [
  // Files.
  ['a file that is missing', train('none.csv'), 1, ['none.csv', 'does not exist']],
  ['a folder instead of a file', train('nothing'), 1, ['nothing', 'folder']],
  ['an empty file', train('empty.csv'), 1, ['empty.csv', 'empty']],
  ['blank lines only', train('blank.csv'), 1, ['blank.csv', 'empty']],
  ['a header without rows', train('header.csv'), 1, ['header.csv', '--no-header']],
  ['ragged rows', train('ragged.csv'), 1, ['ragged.csv', 'line 5', '2 fields', '3']],
  ['text in a numeric column', train('text.csv'), 1, ['line 5', '"b"', '"many"', '--categorical']],
  ['a column without values', train('missing.csv'), 1, ['"b"', 'missing', '--drop "b"']],
  ['an unknown target', train('good.csv', '--target', 'cc'), 2, ['"cc"', 'Did you mean "c"?']],
  ['one class only', train('one-class.csv', '--epochs', '1'), 1, ['"c"', '"yes"', '--target']],
  [
    'a constant value to predict',
    train('constant.csv', '--task', 'regression', '--epochs', '1'),
    1,
    ['"c"', '2.5', '--target'],
  ],
  ['text for regression', train('good.csv', '--task', 'regression'), 1, ['line 2', '"c"', 'not a number']],
  ['too few rows', train('few.csv'), 1, ['2 rows', 'at least 3']],
  ['a number too large', train('large.csv'), 1, ['line 62', '1e300']],
  ['two columns of one name', train('twice.csv'), 1, ['"a"', 'Rename']],
  ['decimal commas', train('comma.csv'), 1, ['decimal comma', '--decimal']],
  ['an open quote', train('quote.csv'), 1, ['quote.csv', 'quote', /line \d+/]],
  ['another encoding', train('latin.csv'), 1, ['latin.csv', 'utf-8', '--encoding']],
  ['a corrupt gzip file', train('corrupt.csv.gz'), 1, ['corrupt.csv.gz', 'damaged', 'gzip']],
  [
    'a truncated IDX file',
    train('mnist', '--data', 'truncated'),
    1,
    ['t10k-images', 'cut off', '78416', '19'],
  ],
  ['IDX files that do not match', train('mnist', '--data', 'counts'), 1, ['2 images', '3 labels']],
  ['something else than IDX', train('mnist', '--data', 'magic'), 1, ['t10k-images', 'not an IDX file']],
  [
    'a corrupt gzipped IDX file',
    train('mnist', '--data', 'gzip'),
    1,
    ['t10k-images-idx3-ubyte.gz', 'damaged'],
  ],
  ['a folder without MNIST', train('mnist', '--data', 'nothing'), 1, ['nothing', 'train-images-idx3-ubyte']],
  // Options.
  ['an unknown option', train('iris', '--hiden', '5'), 2, ['--hiden', 'Did you mean --hidden?']],
  ['an unknown optimizer', train('iris', '--optimizer', 'adm'), 2, ['"adm"', 'Did you mean adam?']],
  ['an unknown activation', train('iris', '--activation', 'rellu'), 2, ['Did you mean relu?', 'sigmoid']],
  ['an unknown initializer', train('iris', '--initializer', 'xavie'), 2, ['Did you mean xavier?']],
  ['an unknown data set', train('irsi'), 2, ['"irsi"', 'Did you mean iris?', 'mnist']],
  ['an unknown command', ['trian'], 2, ['"trian"', 'Did you mean train?']],
  ['a bad number', train('iris', '--epochs', '0'), 2, ['--epochs', '"0"', 'at least 1']],
  ['a bad split', train('iris', '--split', '90,20,10'), 2, ['--split', '80,10,10']],
  ['a missing value', ['train', 'iris', '--epochs'], 2, ['--epochs', 'needs a value']],
  ['a missing argument', ['predict', 'run'], 2, ['file', 'missing', 'predict --help']],
  ['too many arguments', train('iris', 'digits'), 2, ['Too many', 'train --help']],
  ['options of CSV files', train('digits', '--target', 'a'), 2, ['--target', 'CSV']],
  [
    'two forms of weight decay',
    train('iris', '--weight-decay', '1', '--l2', '1'),
    2,
    ['--weight-decay', '--l2'],
  ],
  ['an unknown language', train('iris', '--lang', 'fr'), 2, ['--lang', 'en, ko']],
  ['a folder of other files', ['train', 'iris', '--out', 'full'], 2, ['full', '--out', '--force']],
  [
    'no place for a folder',
    ['train', 'iris', '--out', 'good.csv/run'],
    1,
    ['good.csv/run', 'cannot be written', '--out'],
  ],
  ['a rate for no optimizer', compare('--learning-rate', 'addam=1'), 2, ['"addam"', 'Did you mean adam?']],
  ['data that cannot be compared', compare('--data', 'mnst'), 2, ['Did you mean mnist?']],
  ['an unknown backend', train('iris', '--backend', 'natve'), 2, ['"natve"', 'Did you mean native?']],
  ['too many threads', train('iris', '--threads', '65'), 2, ['--threads', '"65"', '1 to 64']],
  [
    'equal bits of a BLAS',
    compare('--backend', 'native', '--deterministic'),
    2,
    ['--deterministic', '--backend native', '--backend wasm'],
  ],
  ['nothing to explain', ['explain'], 2, ['config', 'missing', 'explain --help']],
  ['an explanation of no data', ['explain', 'irsi'], 2, ['"irsi"', 'Did you mean iris?']],
  ['an explanation of a missing config', ['explain', 'none.json'], 1, ['none.json', 'does not exist']],
  ['an explanation of another folder', ['explain', 'nothing'], 1, ['nothing', 'config.json']],
  ['a config that is no JSON', ['explain', 'broken.json'], 1, ['broken.json:1', 'JSON']],
  ['a config without settings', ['explain', 'other.json'], 1, ['other.json', 'defineConfig']],
  [
    'no place for a page',
    ['explain', 'iris', '--report', 'good.csv/page.html'],
    1,
    ['page.html', 'cannot be written'],
  ],
  ['a kind of technique', ['techniques', '--kind', 'optimiser'], 2, ['Did you mean optimizer?']],
  // Configs.
  [
    'an unknown field',
    train('iris', '--config', 'typo.ts'),
    1,
    ['typo.ts:3', '"epoch"', 'Did you mean epochs?'],
  ],
  ['a value of another type', train('iris', '--config', 'value.ts'), 1, ['value.ts:3', 'epochs', '"20"']],
  ['TypeScript that does not parse', train('iris', '--config', 'syntax.ts'), 1, [/syntax\.ts:[23]/]],
  ['a config that throws', train('iris', '--config', 'throws.ts'), 1, ['throws.ts:3', 'inputs is 0']],
  ['a model for other data', train('iris', '--config', 'shape.ts'), 1, ['shape.ts:4', '[5]', '[4]']],
  ['a module that is missing', train('iris', '--config', 'missing.ts'), 1, ['missing.ts:2', 'not-there']],
  ['no config in the file', train('iris', '--config', 'nothing.mjs'), 1, ['nothing.mjs', 'export default']],
  ['JSON with a comma too many', train('iris', '--config', 'comma.json'), 1, ['comma.json:3']],
  ['an optimizer unknown to JSON', train('iris', '--config', 'name.json'), 1, ['name.json:3', 'adam?']],
  ['a config of another kind', train('iris', '--config', 'good.csv'), 1, ['good.csv', '.ts']],
  ['a config that is missing', train('iris', '--config', 'none.ts'), 1, ['none.ts', 'does not exist']],
  // Runs.
  ['an export without a format', ['export', 'nothing'], 2, ['--format', 'missing', 'export --help']],
  ['an unknown format', ['export', 'nothing', '--format', 'onxn'], 2, ['"onxn"', 'Did you mean onnx?']],
  ['an export of no run', ['export', 'nothing', '--format', 'onnx'], 1, ['nothing', 'config.json']],
  [
    'an import into no run',
    ['import', 'nothing', 'w.npz', '--out', '@out/run'],
    1,
    ['nothing', 'config.json'],
  ],
  ['a folder that is no run', ['predict', 'nothing', 'good.csv'], 1, ['nothing', 'config.json', 'train']],
  ['a resume of nothing', ['train', '--resume', 'nothing'], 1, ['nothing', 'config.json']],
  [
    'a resume with other settings',
    ['train', '--resume', 'nothing', '--hidden', '5'],
    2,
    ['--hidden', '--resume'],
  ],
  [
    'a loss that becomes NaN',
    train('iris', '--optimizer', 'sgd', '--learning-rate', '1e30'),
    1,
    ['NaN', /step \d+/, 'layers.', 'dense', '--learning-rate'],
  ],
]

let folder = ''
let cleanUp = () => {}

beforeAll(() => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
})

afterAll(() => cleanUp())

describe.concurrent('bad input', { timeout: 60_000 }, () => {
  it.for(table)('%s', async ([name, argv, exitCode, words], { expect: check }) => {
    // The cases run at the same time: each has its own place to write to.
    const out = name.replaceAll(' ', '-')
    const placed = argv.map((argument) => argument.replace('@out', out))
    const { code, stdout, stderr } = await regimen(placed, { cwd: folder })
    check(stderr).not.toMatch(/\n\s+at |Error:|bug in Regimen/)
    check(stderr.trim().split('\n')).toHaveLength(1)
    for (const word of words)
      check(stderr).toMatch(typeof word === 'string' ? new RegExp(literally(word)) : word)
    check(code).toBe(exitCode)
    check(stdout.split('\n').filter((line) => line.startsWith('{'))).toEqual([])
    check(existsSync(path.join(folder, out))).toBe(false)
  })

  it('is told in Korean too', async ({ expect: check }) => {
    const argv = ['train', 'ragged.csv', '--lang', 'ko']
    const { code, stderr } = await regimen(argv, { cwd: folder })
    check(code).toBe(1)
    check(stderr).toContain('ragged.csv 5번째 줄')
    const unknown = await regimen(['train', 'iris', '--hiden', '5'], {
      cwd: folder,
      environment: { LC_ALL: 'ko_KR.UTF-8' },
    })
    check(unknown.stderr).toContain('혹시 --hidden인가요?')
  })
})

function literally(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

it('leaves every file as it was, and no other', () => {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  expect(names.sort()).toEqual(Object.keys(files).sort())
})

it('the table names every kind of file', () => {
  const used = table.flatMap(([, argv]) => argv)
  for (const name of Object.keys(files)) {
    expect(
      used.some((argument) => argument === name || argument === path.dirname(name)),
      name,
    ).toBe(true)
  }
})
