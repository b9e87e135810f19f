import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { RandomKey } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from '../../../../tests/support/needs.ts'
import { cacheFolder } from '../../src/cache-folder.ts'
import { download } from '../../src/download.ts'
import { type MnistSource, mnistSource, readMnist, resolveMnistFolder, splitMnist } from '../../src/mnist.ts'
import { readIdx } from '../../src/read-idx.ts'
import { idxBytes, rejection, temporaryFolder } from './folder.ts'

const { folder, put } = temporaryFolder()
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const key = RandomKey.fromSeed(0).child('split')

/** A tiny set in MNIST's layout: 40 training and 20 test images of 2×3 pixels. */
const images = (count: number) =>
  idxBytes(
    [count, 2, 3],
    Array.from({ length: count * 6 }, (_, index) => index % 256),
  )
const labels = (count: number) =>
  idxBytes(
    [count],
    Array.from({ length: count }, (_, index) => index % 10),
  )
const tiny: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte.gz': gzipSync(images(40)),
  'train-labels-idx1-ubyte.gz': gzipSync(labels(40)),
  't10k-images-idx3-ubyte.gz': gzipSync(images(20)),
  't10k-labels-idx1-ubyte.gz': gzipSync(labels(20)),
}

function tinyFolder(name: string, files: readonly string[] = Object.keys(tiny)): string {
  const target = path.join(folder, name)
  mkdirSync(target)
  for (const file of files) writeFileSync(path.join(target, file), tiny[file] ?? '')
  return target
}

describe('readMnist', () => {
  it('reads both pairs, and keeps the test file as the test part', async () => {
    const files = await readMnist(tinyFolder('both'))
    expect([files.train?.size, files.test?.size, files.train?.inputShape]).toEqual([40, 20, [6]])
    const split = splitMnist(files, { key, validation: 10 })
    expect([split.train.size, split.validation.size, split.test.size]).toEqual([30, 10, 20])
    expect(split.test.inputs).toEqual(files.test?.inputs)
    expect([split.train.name, split.test.name]).toEqual(['mnist-train', 'mnist-t10k'])
  })

  it('reads one pair, plain or gzip, under either spelling', async () => {
    const only = await readMnist(tinyFolder('only', Object.keys(tiny).slice(2)))
    expect([only.train, only.test?.size]).toEqual([undefined, 20])
    const split = splitMnist(only, { key })
    expect([split.train.size, split.validation.size, split.test.size]).toEqual([16, 2, 2])
    const plain = tinyFolder('plain', [])
    writeFileSync(path.join(plain, 'train-images.idx3-ubyte'), images(40))
    writeFileSync(path.join(plain, 'train-labels-idx1-ubyte'), labels(40))
    expect((await readMnist(plain)).train?.size).toBe(40)
  })

  it('names damaged files', async () => {
    const damaged = tinyFolder('damaged')
    const target = path.join(damaged, 'train-images-idx3-ubyte.gz')
    writeFileSync(target, (tiny['train-images-idx3-ubyte.gz'] ?? new Uint8Array()).subarray(0, 60))
    expect(await rejection(readMnist(damaged))).toMatchObject({ code: 'file-corrupt-gzip' })
    writeFileSync(target, gzipSync(images(40).subarray(0, 100)))
    const { code, message } = await rejection(readMnist(damaged))
    expect(code).toBe('idx-length')
    expect(message).toContain('train-images-idx3-ubyte.gz is cut off')
    expect(message).toContain('takes 256 bytes; it has 100')
    writeFileSync(target, gzipSync(images(39)))
    expect((await rejection(readMnist(damaged))).message).toContain('39 images')
    expect((await rejection(readIdx(put('text.idx', 'hello')))).message).toContain(
      'text.idx is not an IDX file',
    )
  })
})

describe('resolveMnistFolder', () => {
  let server: Server
  let requests: string[] = []
  let base = ''
  const responses: Record<string, Uint8Array> = {}
  beforeAll(async () => {
    for (const [file, bytes] of Object.entries(tiny)) {
      responses[`/good/${file}`] = bytes
      responses[`/wrong/${file}`] = bytes.subarray(1)
    }
    server = createServer((request, response) => {
      requests.push(request.url ?? '')
      const bytes = responses[request.url ?? '']
      if (request.url?.startsWith('/cut/')) {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('half', () => response.destroy())
      } else if (request.url?.startsWith('/silent/')) response.writeHead(200).write('x')
      else response.writeHead(bytes ? 200 : 404).end(bytes)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const source = (...mirrors: string[]): MnistSource => ({
    mirrors: mirrors.map((mirror) => `${base}/${mirror}/`),
    files: Object.fromEntries(Object.entries(tiny).map(([file, bytes]) => [file, sha256(bytes)])),
  })

  it('downloads into the cache from the first good place, once', async () => {
    const environment = { REGIMEN_CACHE: path.join(folder, 'cache') }
    const announced: string[] = []
    const options = {
      environment,
      source: source('missing', 'wrong', 'cut', 'good'),
      onDownload: (file: string) => announced.push(file),
    }
    const resolved = await resolveMnistFolder(options)
    expect(resolved).toBe(path.join(folder, 'cache', 'mnist'))
    expect(readdirSync(resolved).sort()).toEqual(Object.keys(tiny).sort())
    for (const [file, bytes] of Object.entries(tiny)) {
      expect(sha256(readFileSync(path.join(resolved, file)))).toBe(sha256(bytes))
    }
    expect(announced).toEqual(Object.keys(tiny))
    expect((await readMnist(resolved)).train?.size).toBe(40)
    requests = []
    expect(await resolveMnistFolder(options)).toBe(resolved)
    expect(requests).toEqual([])
    rmSync(path.join(resolved, 't10k-labels-idx1-ubyte.gz'))
    await resolveMnistFolder({ environment, source: source('good') })
    expect(requests).toEqual(['/good/t10k-labels-idx1-ubyte.gz'])
  })

  it('says what failed and where files can be put; leaves nothing half written', async () => {
    const cache = path.join(folder, 'cache-2')
    const offline = {
      ...source('wrong', 'cut'),
      mirrors: [...source('wrong', 'cut').mirrors, 'http://127.0.0.1:1/'],
    }
    const { code, message } = await rejection(
      resolveMnistFolder({ environment: { REGIMEN_CACHE: cache }, source: offline }),
    )
    expect(code).toBe('download-failed')
    for (const words of [
      'SHA-256 is',
      '127.0.0.1:1/',
      '--data <folder>',
      path.join(cache, 'mnist'),
      't10k-labels',
    ]) {
      expect(message).toContain(words)
    }
    expect(readdirSync(path.join(cache, 'mnist'))).toEqual([])
  })

  it('gives up on a place that falls silent', async () => {
    const target = path.join(folder, 'silent')
    const urls = [`${base}/silent/a`]
    const { done, attempts } = await download({ urls, sha256: '', target, patience: 200 })
    expect(done).toBe(false)
    expect(attempts[0]).toContain('nothing arrived for 0.2 seconds')
    expect(existsSync(target)).toBe(false)
  })

  it('prefers a named folder, then REGIMEN_DATA, and asks no network for them', async () => {
    const data = path.join(folder, 'data')
    mkdirSync(data)
    const mine = tinyFolder('data/mnist')
    const nowhere: MnistSource = { mirrors: [], files: source().files }
    expect(await resolveMnistFolder({ environment: { REGIMEN_DATA: data }, source: nowhere })).toBe(mine)
    const named = tinyFolder('named', Object.keys(tiny).slice(0, 2))
    expect(await resolveMnistFolder({ folder: named, environment: { REGIMEN_DATA: data } })).toBe(named)
    const empty = tinyFolder('nothing', [])
    const { code, message } = await rejection(
      resolveMnistFolder({ folder: empty, environment: { REGIMEN_DATA: data } }),
    )
    expect(code).toBe('mnist-files-missing')
    expect(message).toContain('train-images-idx3-ubyte')
  })
})

describe('cacheFolder', () => {
  it.each([
    [{ REGIMEN_CACHE: '/r' }, 'linux', '/r'],
    [{ REGIMEN_CACHE: '', XDG_CACHE_HOME: '/x' }, 'linux', '/x/regimen'],
    [{ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/u/.cache/regimen'],
    [{}, 'linux', '/home/u/.cache/regimen'],
    [{}, 'darwin', '/home/u/Library/Caches/regimen'],
    [{ LOCALAPPDATA: '/local' }, 'win32', '/local/regimen/Cache'],
  ] as const)('%o on %s is %s', (environment, platform, expected) => {
    expect(cacheFolder(environment, platform, '/home/u')).toBe(path.normalize(expected))
  })
})

const data = dataFolder('mnist')

describe.skipIf(maySkip(data))('the MNIST test files (skipped without REGIMEN_DATA)', () => {
  const mnist = data ?? ''

  it('have the pinned SHA-256', () => {
    for (const file of ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']) {
      expect(sha256(readFileSync(path.join(mnist, file)))).toBe(mnistSource.files[file])
    }
  })

  it('hold 10,000 images in the known class counts', async () => {
    const { test } = await readMnist(mnist)
    expect([test?.size, test?.inputShape]).toEqual([10_000, [784]])
    const counts = new Array<number>(10).fill(0)
    for (const target of test?.targets ?? []) counts[target] = (counts[target] ?? 0) + 1
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    // The first labels of the test file, as everyone knows them.
    expect([...(test?.targets.subarray(0, 10) ?? [])]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  })
})
