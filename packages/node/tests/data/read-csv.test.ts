import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readCsv, readTable, tellDelimiter } from '../../src/read-csv.ts'
import { rejection, temporaryFolder } from './folder.ts'

const { folder, put } = temporaryFolder()
afterEach(() => vi.restoreAllMocks())

describe('readCsv', () => {
  it.each([
    ['LF', 'a,b\n1,2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['CR', 'a,b\r1,2\r'],
    ['no last line end', 'a,b\n1,2'],
    ['byte order mark', '\ufeffa,b\n1,2\n'],
    ['blank lines', '\na,b\n\n1,2\n\n'],
    ['quotes', '"a","b"\n"1",2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
  ])('reads %s', async (name, text) => {
    const { rows } = await readCsv(put(`${name}.csv`, text))
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it('reads delimiters, quotes and line breaks inside quotes (RFC 4180), and keeps the line each row begins on', async () => {
    const text = 'a,b\r\n"x,\r\ny","say ""hi"""\r\n\r\n1,\r\n'
    const { rows, lines } = await readCsv(put('quoted.csv', text))
    expect(rows).toEqual([
      ['a', 'b'],
      ['x,\ny', 'say "hi"'],
      ['1', ''],
    ])
    expect([...lines]).toEqual([1, 2, 5])
  })

  it('reads gzip under any name, and standard input', async () => {
    const packed = gzipSync('a,b\n1,2\n')
    expect((await readCsv(put('packed.csv', packed))).rows.length).toBe(2)
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Readable.from([packed]) as unknown as typeof process.stdin,
    )
    expect(await readCsv('-')).toMatchObject({
      source: 'standard input',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
    })
  })

  it('reads UTF-16 by its mark and other encodings when named', async () => {
    const utf16 = Buffer.from('\ufeff이름,b\n가,2\n', 'utf16le')
    expect((await readCsv(put('utf16.csv', utf16))).rows[0]).toEqual(['이름', 'b'])
    // "가" in EUC-KR is b0 a1 (KS X 1001).
    const korean = put('euc.csv', Uint8Array.of(0xb0, 0xa1, 0x2c, 0x31, 0x0a))
    expect((await readCsv(korean, { encoding: 'euc-kr' })).rows).toEqual([['가', '1']])
    expect((await rejection(readCsv(korean))).code).toBe('file-bad-encoding')
  })

  it.each<[string, string | Uint8Array, string, string]>([
    ['open.csv', 'a,b\n1,"2\n3,4\n', 'csv-malformed', 'never closed'],
    ['after.csv', 'a,b\n"1"2,3\n', 'csv-malformed', 'line 2'],
    ['inside.csv', 'a,b\n1,2\n5" disk,3\n', 'csv-malformed', 'line 3: a quote'],
    [
      'cut.csv.gz',
      gzipSync('a,b\n1,2\n'.repeat(1000)).subarray(0, 40),
      'file-corrupt-gzip',
      'does not decompress',
    ],
  ])('refuses %s', async (name, content, code, words) => {
    const thrown = await rejection(readCsv(put(name, content)))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain(name)
    expect(thrown.message).toContain(words)
  })

  it('names files that are not there or cannot be read', async () => {
    expect(await rejection(readCsv(`${folder}/none.csv`))).toMatchObject({ code: 'file-missing' })
    expect((await rejection(readCsv(folder))).message).toContain('it is a folder')
  })
})

describe('readTable', () => {
  it('types the columns', async () => {
    const table = await readTable(put('table.csv', 'size;kind\n1,5;a\n;b\n'), { decimal: ',' })
    expect(table.columns.map(({ kind }) => kind)).toEqual(['numeric', 'categorical'])
  })

  it.each([
    ['empty.csv', '', 'table-empty', 'is empty'],
    ['blank.csv', '\n\n', 'table-empty', 'is empty'],
    ['header.csv', 'a,b\n', 'table-no-rows', 'no rows'],
    [
      'ragged.csv',
      'a,b\n1,2\n"x\ny",2\n\n3\n',
      'table-ragged-row',
      'line 6: 1 fields, but the first line has 2',
    ],
    ['text.csv', `a,b\n${'1,2\n'.repeat(20)}x,2\n`, 'table-text-in-numeric', 'line 22, column "a": "x"'],
  ])('refuses %s', async (name, text, code, words) => {
    const thrown = await rejection(readTable(put(name, text)))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain(name)
    expect(thrown.message).toContain(words)
  })
})

describe('tellDelimiter', () => {
  it.each([
    ['1,2,3\n4,5,6', ','],
    ['1;2\n3;4', ';'],
    ['1,5;2,5\n3,5;4,5', ';'],
    ['a\tb,c\n1\t2,5', '\t'],
    ['"a;b",c\n"d",e', ','],
    ['a;b;c\n1;2\n3;4;5', ';'],
    ['a,b,c\n1,2\n3,4,5', ','],
    ['one\ntwo', ','],
    ['', ','],
  ])('%j', (text, expected) => {
    expect(tellDelimiter(text)).toBe(expected)
  })

  it('is not misled by a line cut off at the end of the sample', () => {
    expect(tellDelimiter(`${'x'.repeat(40_000)};b\n${'y'.repeat(40_000)};d\n`)).toBe(';')
  })
})
