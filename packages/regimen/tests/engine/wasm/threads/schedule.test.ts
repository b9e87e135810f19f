import { describe, expect, it } from 'vitest'
import { schedule, type Task } from '../../../../src/engine/backends/wasm/threads/schedule.ts'

/** Reads and writes are named by the hundred bytes at which they lie. */
function task(reads: number[], writes: number[], { units = 100, nanoseconds = 10_000 } = {}): Task {
  const ranges = (places: number[]) => places.map((place) => ({ start: place * 100, end: place * 100 + 64 }))
  return { reads: ranges(reads), writes: ranges(writes), units, nanoseconds }
}
const small = { nanoseconds: 100 }
/** `|` stands for a barrier, `x` for a kernel that is split, `1` for one that is not. */
const written = (...tasks: Task[]) =>
  schedule(tasks, 1000)
    .map(({ split, barrier }) => `${barrier ? '|' : ''}${split ? 'x' : '1'}`)
    .join('')

describe('schedule', () => {
  it('puts no barrier before the first kernel, none after the last', () => {
    expect(written()).toBe('')
    expect(written(task([0], [1]))).toBe('x')
  })

  it('puts one where a kernel reads what was written', () => {
    expect(written(task([0], [1]), task([1], [2]))).toBe('x|x')
  })

  it('puts one where a kernel overwrites what was read or written', () => {
    expect(written(task([0], [1]), task([2], [0]))).toBe('x|x')
    expect(written(task([0], [1]), task([2], [1]))).toBe('x|x')
  })

  it('puts none between kernels that only read the same, or nothing in common', () => {
    expect(written(task([0], [1]), task([0], [2]), task([3], [4]))).toBe('xxx')
  })

  it('looks back to the last barrier, and no further', () => {
    expect(written(task([0], [1]), task([2], [3]), task([1], [4]), task([3], [5]))).toBe('xx|xx')
    expect(written(task([0], [1]), task([1], [2]), task([1], [3]), task([2], [4]))).toBe('x|xx|x')
  })

  it('leaves small kernels and those of one unit to one thread, which needs no barriers of its own', () => {
    const chain = [task([0], [1], small), task([1], [2], { units: 1 }), task([2], [3], small)]
    expect(written(...chain)).toBe('111')
    expect(written(...chain, task([3], [4]))).toBe('111|x')
    expect(written(task([5], [0]), ...chain)).toBe('x|111')
    expect(written(task([5], [6]), ...chain)).toBe('x111')
  })

  it('takes touching ranges for separate ones', () => {
    const first = { ...task([], []), writes: [{ start: 0, end: 64 }] }
    expect(written(first, { ...task([], []), reads: [{ start: 64, end: 128 }] })).toBe('xx')
    expect(written(first, { ...task([], []), reads: [{ start: 63, end: 64 }] })).toBe('x|x')
  })

  describe('of kernels that go through the same rows', () => {
    /** Rows of 40 bytes: reads and writes by the thousand bytes at which they lie, each `rows` at a time. */
    function inRows(read: number, write: number, count: number, rows: number, nanoseconds = 10_000): Task {
      const range = (place: number) => ({
        start: place * 100_000,
        end: place * 100_000 + count * 40,
        unitBytes: rows * 40,
      })
      return { reads: [range(read)], writes: [range(write)], units: Math.ceil(count / rows), nanoseconds }
    }
    const turns = (...tasks: Task[]) => schedule(tasks, 1000)

    it('puts no barrier where each thread meets its own rows only', () => {
      expect(written(inRows(0, 1, 128, 6), inRows(1, 2, 128, 6), inRows(2, 0, 128, 6))).toBe('xxx')
    })

    it('puts none between the blocks of columns of the same rows', () => {
      const block = (start: number) => ({ start, end: start + 127 * 80 + 40, unitBytes: 80, origin: 0 })
      const write = { ...inRows(5, 0, 128, 1), writes: [block(0)] }
      const read = { ...inRows(0, 6, 128, 1), reads: [block(0), block(40)] }
      expect(written(write, read)).toBe('xx')
      const elsewhere = { ...block(40), origin: 40 }
      expect(written(write, { ...read, reads: [elsewhere] })).toBe('x|x')
    })

    it('splits small ones, too, since it costs nothing', () => {
      expect(written(inRows(0, 1, 128, 6), inRows(1, 2, 128, 6, 10))).toBe('xx')
    })

    it('keeps finer units together, those of the later or of the earlier kernel', () => {
      expect(turns(inRows(0, 1, 128, 6), inRows(1, 2, 128, 1)).map(({ together }) => together)).toEqual([
        1, 6,
      ])
      expect(turns(inRows(0, 1, 128, 1), inRows(1, 2, 128, 6)).map(({ together }) => together)).toEqual([
        6, 1,
      ])
      expect(written(inRows(0, 1, 128, 1), inRows(1, 2, 128, 6))).toBe('xx')
    })

    it('does not change what another kernel relies on', () => {
      const rows = [inRows(0, 1, 120, 1), inRows(1, 2, 120, 1), inRows(2, 3, 120, 6)]
      expect(written(...rows)).toBe('xx|x')
    })

    it('puts one where the rows cannot be brought into line', () => {
      expect(written(inRows(0, 1, 128, 4), inRows(1, 2, 128, 6))).toBe('x|x')
      expect(written(inRows(0, 1, 128, 6), inRows(1, 2, 126, 6))).toBe('x|x')
      const shifted = inRows(1, 2, 128, 6)
      const reads = shifted.reads.map((range) => ({ ...range, start: range.start + 40 }))
      expect(written(inRows(0, 1, 128, 6), { ...shifted, reads })).toBe('x|x')
    })

    it('puts one where all rows are read', () => {
      const { reads, ...all } = inRows(1, 2, 128, 6)
      const everything = reads.map(({ start, end }) => ({ start, end }))
      expect(written(inRows(0, 1, 128, 6), { ...all, reads: everything })).toBe('x|x')
    })
  })
})
