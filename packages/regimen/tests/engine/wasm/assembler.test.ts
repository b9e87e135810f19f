import { describe, expect, it } from 'vitest'
import { ModuleBuilder } from '../../../src/engine/backends/wasm/assembler.ts'
import { f32x4, i32, i64, i64x2, v128 } from '../../../src/engine/backends/wasm/instructions.ts'
import { writeSigned, writeSigned32, writeUnsigned } from '../../../src/engine/backends/wasm/leb128.ts'

function written(write: (bytes: number[]) => void): number[] {
  const bytes: number[] = []
  write(bytes)
  return bytes
}

describe('LEB128', () => {
  // 624485 and −123456 are the worked examples of the DWARF standard's successors (Wikipedia, "LEB128").
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %d', (value, expected) => {
    expect(written((bytes) => writeUnsigned(bytes, value))).toEqual(expected)
  })

  it.each([
    [0, [0x00]],
    [-1, [0x7f]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('signed %d, with 32 and with 64 bits', (value, expected) => {
    expect(written((bytes) => writeSigned32(bytes, value))).toEqual(expected)
    expect(written((bytes) => writeSigned(bytes, BigInt(value)))).toEqual(expected)
  })

  it('signed beyond 32 bits', () => {
    const bytes = written((out) => writeSigned(out, -(2n ** 63n)))
    expect(bytes).toEqual([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f])
  })
})

/** Runs the module's export `run` over a memory and returns the memory as int32. */
function run(module: ModuleBuilder): Int32Array {
  const bytes = module.finish()
  expect(WebAssembly.validate(bytes)).toBe(true)
  const memory = new WebAssembly.Memory({ initial: 1 })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { engine: { memory } })
  const { run } = instance.exports
  if (typeof run !== 'function') throw new Error('no function run')
  run()
  return new Int32Array(memory.buffer)
}

describe('ModuleBuilder', () => {
  it('writes an empty module as the specification has it', () => {
    const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
    const bytes = new ModuleBuilder().finish()
    expect([...bytes.slice(0, 8)]).toEqual(header)
    expect(WebAssembly.validate(bytes)).toBe(true)
  })

  it('counts loops: known, computed and none', () => {
    const module = new ModuleBuilder()
    const main = module.function([], (f) => {
      const sum = f.local('i32')
      f.repeat(0, () => f.advance(sum, 1000))
      f.repeat(1, () => f.advance(sum, 100))
      f.repeat(3, () => f.repeat(i32.add(i32.const(2), i32.const(2)), () => f.advance(sum, 1)))
      f.repeat(i32.const(0), () => f.advance(sum, 1000))
      f.do(i32.store(i32.const(8), sum))
    })
    module.export('run', main)
    expect(run(module)[2]).toBe(112)
  })

  it('calls functions with parameters and variables of several types, and takes both branches', () => {
    const module = new ModuleBuilder()
    const double = module.valueOnce('double', ['i64'], 'i64', (_, [x]) => i64.add(x, x))
    const store = module.function(['i32', 'i32'], (f, [address, condition]) => {
      const wide = f.let(i64.const(2n ** 40n))
      const vector = f.let(f32x4.const(1.5))
      f.if(
        condition,
        () => f.do(v128.store(address, vector)),
        () => f.do(v128.store(address, i64x2.const(5n))),
      )
      f.if(i64.ltU(wide, double(wide)), () => f.do(i32.store(address, i32.const(-7))))
    })
    const main = module.function([], (f) => {
      f.call(store, [i32.const(0), i32.const(1)])
      f.call(store, [i32.const(16), i32.const(0)])
    })
    module.export('run', main)
    const bits = new Int32Array(Float32Array.of(1.5).buffer)[0]
    expect([...run(module).slice(0, 8)]).toEqual([-7, bits, bits, bits, -7, 0, 5, 0])
  })

  it('writes the same key once', () => {
    const module = new ModuleBuilder()
    const first = module.once('kernel', ['i32'], (f, [address]) => f.do(i32.store(address, i32.const(1))))
    const again = module.once('kernel', ['i32'], () => {
      throw new Error('built twice')
    })
    expect(again.index).toBe(first.index)
    expect(module.functionCount).toBe(1)
  })

  it('writes integers at the ends of their range', () => {
    const module = new ModuleBuilder()
    const main = module.function([], (f) => {
      for (const [place, value] of [-(2 ** 31), 2 ** 31 - 1, -1, 64].entries()) {
        f.do(i32.store(i32.const(0), i32.const(value), place * 4))
      }
    })
    module.export('run', main)
    expect([...run(module).slice(0, 4)]).toEqual([-(2 ** 31), 2 ** 31 - 1, -1, 64])
  })
})
