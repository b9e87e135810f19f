import { describe, expect, test } from 'vitest'
import { RegimenError, type Tensor, tensor } from '../../src/index.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/train/safetensors.ts'

/** A file by the letter of the specification: length, header as given, data as given. */
function file(header: string, data: readonly number[] = [], announced?: bigint): Uint8Array {
  const json = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + json.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(json.length), true)
  bytes.set(json, 8)
  bytes.set(data, 8 + json.length)
  return bytes
}

function refusal(bytes: Uint8Array): RegimenError {
  try {
    decodeSafetensors(bytes, 'model.safetensors')
  } catch (error) {
    if (error instanceof RegimenError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const describeTensor = ({ dtype, shape }: Tensor) => `${dtype}[${shape.join(',')}]`

describe('decoding bytes made by hand', () => {
  test('every element type, little-endian, in any order of names, with a padded header', () => {
    const header =
      '{"b":{"dtype":"BOOL","shape":[2],"data_offsets":[20,22]},' +
      '"__metadata__":{"format":"pt"},' +
      '"d":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
      '"f":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},' +
      '"i":{"dtype":"I32","shape":[1],"data_offsets":[16,20]}}   '
    // IEEE 754: −2 as double, 1.5 and 2⁻¹⁴⁹ (the smallest denormal) as floats; −2 as two's complement.
    const data = [
      [0, 0, 0, 0, 0, 0, 0, 0xc0],
      [0, 0, 0xc0, 0x3f],
      [1, 0, 0, 0],
      [0xfe, 0xff, 0xff, 0xff],
      [1, 0],
    ].flat()
    const { tensors, metadata } = decodeSafetensors(file(header, data), 'x')
    expect(metadata).toEqual({ format: 'pt' })
    const read = Object.entries(tensors).map(([name, t]) => [name, describeTensor(t), [...t.data()]])
    expect(read).toEqual([
      ['b', 'bool[2]', [1, 0]],
      ['d', 'float64[]', [-2]],
      ['f', 'float32[1,2]', [1.5, 2 ** -149]],
      ['i', 'int32[1]', [-2]],
    ])
  })

  test('half precision and integers of other widths', () => {
    const types = [
      // IEEE 754 binary16: 1.5, −2⁻²⁴ (the smallest subnormal), 65504 (the largest), ∞.
      ['F16', [0x00, 0x3e, 0x01, 0x80, 0xff, 0x7b, 0x00, 0x7c], 4, [1.5, -(2 ** -24), 65504, Infinity]],
      ['BF16', [0x80, 0x3f, 0x00, 0xc0], 2, [1, -2]],
      ['I8', [0xff, 0x7f], 2, [-1, 127]],
      ['U8', [0xff, 0x7f], 2, [255, 127]],
      ['I16', [0xfe, 0xff], 1, [-2]],
      ['U16', [0xfe, 0xff], 1, [65534]],
      ['U32', [1, 0, 0, 0], 1, [1]],
      ['I64', [0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1, [-3]],
    ] as const
    for (const [dtype, data, count, values] of types) {
      const header = `{"t":{"dtype":"${dtype}","shape":[${count}],"data_offsets":[0,${data.length}]}}`
      expect([...(decodeSafetensors(file(header, data), 'x').tensors.t?.data() ?? [])], dtype).toEqual(values)
    }
    const large = '{"t":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}'
    expect(refusal(file(large, [0, 0, 0, 0, 1, 0, 0, 0])).message).toContain('4294967296')
  })

  test('a file that does not lie at the beginning of its buffer', () => {
    const bytes = file('{"f":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [0, 0, 0xc0, 0x3f])
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeSafetensors(shifted.subarray(3), 'x').tensors.f?.item()).toBe(1.5)
  })

  test('no tensors', () => {
    expect(decodeSafetensors(file('{}'), 'x')).toEqual({ tensors: {}, metadata: {} })
  })
})

describe('encoding', () => {
  test('the exact bytes of one small file', () => {
    const bytes = encodeSafetensors({ w: tensor([1.5, -2], [2], 'float32') }, {})
    const json = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    const padded = json.padEnd(Math.ceil(json.length / 8) * 8)
    expect([...bytes]).toEqual([...file(padded, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0])])
  })

  test('elements lie at multiples of their size whatever the order of the tensors', () => {
    const bytes = encodeSafetensors(
      {
        odd: tensor([1], [1], 'bool'),
        float: tensor([1], [1], 'float32'),
        wide: tensor([1], [1], 'float64'),
      },
      { note: 'ü' },
    )
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    expect(header.wide.data_offsets).toEqual([0, 8])
    expect(header.float.data_offsets).toEqual([8, 12])
    expect(header.odd.data_offsets).toEqual([12, 13])
  })

  test('the name that the format keeps for itself is refused', () => {
    expect(() => encodeSafetensors({ __metadata__: tensor([1], [1]) }, {})).toThrow('"__metadata__"')
  })
})

test('what is written is read back bit for bit', () => {
  const nan = new Float32Array(1)
  new Uint32Array(nan.buffer)[0] = 0x7fc12345
  const tensors = {
    'layers.0.weight': tensor([1, -0, Number.POSITIVE_INFINITY, 1e-45, 5, 6], [2, 3], 'float32'),
    payload: tensor(nan, [1], 'float32'),
    wide: tensor([Math.PI, Number.MIN_VALUE, -Number.MAX_VALUE], [3], 'float64'),
    scalar: tensor([7], [], 'float64'),
    whole: tensor([-(2 ** 31), 2 ** 31 - 1], [2, 1], 'int32'),
    flags: tensor([1, 0, 1], [3], 'bool'),
    empty: tensor([], [0, 5], 'float32'),
    'emptyToo\n"\\': tensor([], [3, 0], 'float64'),
  }
  const metadata = { regimen: JSON.stringify({ a: '"}{\\', b: [1, null] }), '': '' }
  const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata), 'x')
  expect(decoded.metadata).toEqual(metadata)
  expect(Object.keys(decoded.tensors).sort()).toEqual(Object.keys(tensors).sort())
  const bytesOf = (t: Tensor) => [...new Uint8Array(t.data().buffer)]
  for (const [name, original] of Object.entries(tensors)) {
    const copy = decoded.tensors[name]
    if (!copy) throw new Error(name)
    expect(describeTensor(copy)).toBe(describeTensor(original))
    expect(bytesOf(copy)).toEqual(bytesOf(original))
  }
})

test('names such as __proto__ are ordinary names', () => {
  const tensors = Object.fromEntries([['__proto__', tensor([3], [1], 'float32')]])
  const decoded = decodeSafetensors(encodeSafetensors(tensors, {}), 'x').tensors
  expect(Object.keys(decoded)).toEqual(['__proto__'])
})

describe('files that must be refused', () => {
  const f32 = (shape: string, offsets: string) => `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`
  const floats = (count: number) => Array.from({ length: 4 * count }, () => 0)
  const cases: readonly [what: string, bytes: Uint8Array, code: string, says: string][] = [
    ['empty', new Uint8Array(0), 'safetensors-truncated', '0 bytes'],
    ['seven bytes', new Uint8Array(7), 'safetensors-truncated', '7 bytes, expected at least 8'],
    ['a header longer than the file', file('{}', [], 50n), 'safetensors-truncated', 'at least 58'],
    ['an absurd header length', file('{}', [], 2n ** 63n), 'safetensors-header', '9223372036854775808'],
    ['no header', file(''), 'safetensors-header', '{'],
    ['an image', file('\x89PNG'), 'safetensors-header', '{'],
    ['a list', file('[1]'), 'safetensors-header', '{'],
    ['broken JSON', file('{"a":'), 'safetensors-header', 'JSON'],
    ['something behind the JSON', file('{}x'), 'safetensors-header', 'JSON'],
    ['bytes that are not UTF-8', file('{}\xff').fill(0xff, 10), 'safetensors-header', 'UTF-8'],
    ['numbers as metadata', file('{"__metadata__":{"a":1}}'), 'safetensors-header', '__metadata__'],
    ['a text as a tensor', file('{"a":"b"}'), 'safetensors-tensor', '"a"'],
    [
      'an unknown type',
      file('{"a":{"dtype":"F8_E4M3","shape":[0],"data_offsets":[0,0]}}'),
      'safetensors-dtype',
      'F8_E4M3',
    ],
    ['no type', file('{"a":{"shape":[0],"data_offsets":[0,0]}}'), 'safetensors-tensor', 'dtype'],
    ['a negative size', file(`{"a":${f32('[-1]', '[0,4]')}}`, floats(1)), 'safetensors-tensor', 'shape'],
    ['a broken size', file(`{"a":${f32('[1.5]', '[0,6]')}}`, floats(2)), 'safetensors-tensor', 'shape'],
    [
      'no offsets',
      file('{"a":{"dtype":"F32","shape":[1]}}', floats(1)),
      'safetensors-tensor',
      'data_offsets',
    ],
    ['a reversed range', file(`{"a":${f32('[1]', '[4,0]')}}`, floats(1)), 'safetensors-tensor', '4 to 0'],
    ['a range too short', file(`{"a":${f32('[2]', '[0,4]')}}`, floats(1)), 'safetensors-tensor', '8 bytes'],
    [
      'an endless shape',
      file(`{"a":${f32('[9007199254740991,9007199254740991]', '[0,4]')}}`, floats(1)),
      'safetensors-tensor',
      'bytes for',
    ],
    [
      'a huge tensor',
      file(`{"a":${f32('[1000000000000]', '[0,4000000000000]')}}`),
      'safetensors-truncated',
      '4000000000',
    ],
    [
      'the last byte missing',
      file(`{"a":${f32('[1]', '[0,4]')}}`, floats(1)).slice(0, -1),
      'safetensors-truncated',
      'cut off',
    ],
    [
      'bytes too many',
      file(`{"a":${f32('[1]', '[0,4]')}}`, floats(2)),
      'safetensors-header',
      '4 bytes at its end',
    ],
    [
      'a gap',
      file(`{"a":${f32('[1]', '[0,4]')},"b":${f32('[1]', '[8,12]')}}`, floats(3)),
      'safetensors-tensor',
      '"b"',
    ],
    [
      'an overlap',
      file(`{"a":${f32('[2]', '[0,8]')},"b":${f32('[1]', '[4,8]')}}`, floats(2)),
      'safetensors-tensor',
      '"b"',
    ],
    [
      'the same bytes twice',
      file(`{"a":${f32('[1]', '[0,4]')},"b":${f32('[1]', '[0,4]')}}`, floats(1)),
      'safetensors-tensor',
      '"b"',
    ],
    [
      'the same name twice',
      file(`{"a":${f32('[1]', '[0,4]')},"\\u0061":${f32('[1]', '[0,4]')}}`, floats(1)),
      'safetensors-header',
      '"a" occurs twice',
    ],
    [
      'a field twice',
      file('{"a":{"dtype":"F32","shape":[0],"shape":[0],"data_offsets":[0,0]}}'),
      'safetensors-header',
      '"shape" occurs twice',
    ],
    [
      'a bool that is 2',
      file('{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}', [2]),
      'stored-value',
      'from 0 to 1',
    ],
  ]
  test.each(cases)('%s', (_, bytes, code, says) => {
    const error = refusal(bytes)
    expect(error.code).toBe(code)
    expect(error.message).toContain('model.safetensors')
    expect(error.message).toContain(says)
  })

  test('the same name in two different objects, and inside texts, is fine', () => {
    const header = `{"__metadata__":{"a":"{\\"a\\":1,\\"a\\":2}"},"a":${f32('[1]', '[0,4]')}}`
    expect(decodeSafetensors(file(header, floats(1)), 'x').metadata.a).toBe('{"a":1,"a":2}')
  })
})

test('2,000 damaged files give a sound result or a RegimenError, nothing else', () => {
  const sound = encodeSafetensors(
    {
      'layers.0.weight': tensor([1, 2, 3, 4, 5, 6], [2, 3], 'float32'),
      count: tensor([3], [], 'int32'),
      mask: tensor([1, 0, 1], [3], 'bool'),
      wide: tensor([0.1], [1], 'float64'),
    },
    { regimen: '{"step":3}' },
  )
  // mulberry32: a small generator with a known state, so a failure can be repeated.
  let state = 20261121
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
  const headerEnd = 8 + Number(new DataView(sound.buffer).getBigUint64(0, true))
  const changed = (bytes: Uint8Array<ArrayBuffer>, at: number, value: number) => {
    const copy = bytes.slice()
    copy[at] = value
    return copy
  }
  const mutations: readonly ((bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>)[] = [
    (bytes) => bytes.fill(random(256), random(bytes.length)).slice(),
    (bytes) => bytes.slice(0, random(bytes.length)),
    (bytes) => changed(bytes, random(bytes.length), random(256)),
    (bytes) => changed(bytes, random(headerEnd), random(256)),
    (bytes) => changed(bytes, 8 + random(headerEnd - 8), 0x30 + random(10)),
    (bytes) => changed(bytes, random(8), random(256)),
    (bytes) => bytes.copyWithin(random(bytes.length), random(bytes.length), random(bytes.length)).slice(),
    (bytes) => Uint8Array.from([...bytes, ...bytes.slice(0, random(40))]),
  ]
  let refused = 0
  for (let round = 0; round < 2000; round++) {
    let bytes = sound.slice()
    for (let times = 1 + random(3); times > 0 && bytes.length > 8; times--) {
      bytes = mutations[random(mutations.length)]?.(bytes) ?? bytes
    }
    try {
      const { tensors } = decodeSafetensors(bytes, 'x')
      for (const each of Object.values(tensors)) expect(each.data().length).toBe(each.size)
    } catch (error) {
      expect(error, `round ${round}`).toBeInstanceOf(RegimenError)
      refused++
    }
  }
  // Damage to elements cannot be seen here; damage to the header nearly always can.
  expect(refused).toBeGreaterThan(1000)
})
