import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeFileAtomic } from '../src/atomic-file.ts'
import { rejection, temporaryFolder } from './data/folder.ts'

const module = JSON.stringify(new URL('../src/atomic-file.ts', import.meta.url).href)

/** A program of its own that writes `bytes` bytes and prints the code of what it throws. */
const writer = (file: string, bytes: number) =>
  `const { writeFileAtomic } = await import(${module});
  await writeFileAtomic(${JSON.stringify(file)}, new Uint8Array(${bytes}).fill(98))
    .catch((error) => console.log(error.code + ': ' + error.message))`

const nodeArguments = (script: string) => ['--conditions=regimen-source', '--input-type=module', '-e', script]

describe('writeFileAtomic', () => {
  const { folder, put } = temporaryFolder()

  test('writes bytes and text, makes folders, replaces what was there, leaves nothing else', async () => {
    const file = path.join(folder, 'new', 'deep', 'a.bin')
    await writeFileAtomic(file, Uint8Array.of(1, 0, 255))
    expect([...readFileSync(file)]).toEqual([1, 0, 255])
    await writeFileAtomic(file, 'ü')
    expect([...readFileSync(file)]).toEqual([0xc3, 0xbc])
    await writeFileAtomic(file, '')
    expect(statSync(file).size).toBe(0)
    expect(readdirSync(path.dirname(file))).toEqual(['a.bin'])
  })

  test('many writers of one file: one of them wins whole', async () => {
    const file = path.join(folder, 'race', 'a.txt')
    const texts = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index).repeat(10_000))
    await Promise.all(texts.map((text) => writeFileAtomic(file, text)))
    expect(texts).toContain(readFileSync(file, 'utf8'))
    expect(readdirSync(path.dirname(file))).toEqual(['a.txt'])
  })

  test('a file in the way of a folder, and a folder in the way of the file', async () => {
    const blocked = await rejection(writeFileAtomic(path.join(put('file', ''), 'a.bin'), 'x'))
    expect(blocked.code).toBe('cannot-write')
    expect(blocked.message).toContain('a part of its path is a file')
    const occupied = path.join(folder, 'occupied')
    mkdirSync(occupied)
    const inTheWay = await rejection(writeFileAtomic(occupied, 'x'))
    expect(inTheWay.code).toBe('cannot-write')
    expect(inTheWay.message).toContain(`${occupied} cannot be written: it is a folder`)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('writeFileAtomic against the system', () => {
  const { folder, put } = temporaryFolder()

  test('where there is no room the old file stays and nothing else does', () => {
    const file = put('model.bin', 'the old one')
    // The shell's limit is in units of 512 or 1,024 bytes, in either case far below 1 MB.
    const script = `ulimit -f 64; exec "$0" "$@"`
    const { stdout } = spawnSync(
      'sh',
      ['-c', script, process.execPath, ...nodeArguments(writer(file, 1_000_000))],
      { encoding: 'utf8' },
    )
    expect(stdout).toContain('disk-full')
    expect(stdout).toContain(`There is no room for ${file} (1000000 bytes)`)
    expect(readFileSync(file, 'utf8')).toBe('the old one')
    expect(readdirSync(folder)).toEqual(['model.bin'])
  })

  test('where writing is not allowed it says so', () => {
    const locked = path.join(folder, 'locked')
    mkdirSync(locked)
    chmodSync(folder, 0o755)
    chmodSync(locked, 0o555)
    // Root may write anywhere: then the writer becomes another user first.
    const become = process.getuid?.() === 0 ? 'process.setgid(65534); process.setuid(65534);' : ''
    const script = writer(path.join(locked, 'a.bin'), 3).replace(/await writeFile/, `${become}$&`)
    const { stdout } = spawnSync(process.execPath, nodeArguments(script), { encoding: 'utf8' })
    expect(stdout).toContain('cannot-write')
    expect(stdout).toContain('permission denied')
    expect(readdirSync(locked)).toEqual([])
  })

  test('a process killed while writing leaves one whole version', async () => {
    const size = 2_000_000
    const file = path.join(folder, 'killed', 'a.bin')
    mkdirSync(path.dirname(file))
    writeFileSync(file, Buffer.alloc(size, 97))
    const script = `const { writeFileAtomic } = await import(${module});
      console.log('ready');
      for (let value = 98; ; value = value === 122 ? 97 : value + 1) {
        await writeFileAtomic(${JSON.stringify(file)}, new Uint8Array(${size}).fill(value))
      }`
    for (const delay of [0, 7, 23]) {
      const child: ChildProcess = spawn(process.execPath, nodeArguments(script), {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      if (child.stdout) await once(child.stdout, 'data')
      await new Promise((resume) => setTimeout(resume, delay))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const bytes = readFileSync(file)
      expect(bytes.length).toBe(size)
      expect(bytes.equals(Buffer.alloc(size, bytes[0])), 'one version only').toBe(true)
    }
  })
})
