/** ONNX's messages, as `onnx.proto` numbers their fields (github.com/onnx/onnx, IR version 8). */
import type { Shape } from '../../engine/types.ts'
import {
  type Bytes,
  bytesField,
  floatField,
  integerField,
  join,
  messageField,
  textField,
} from './protobuf.ts'

/** A dimension whose size is known only when the model runs has a name. */
export type Dimension = number | string

/** A number is written as an int or a float by the name that it is given under. */
export type Attribute =
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly texts: readonly string[] }

export interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** Elements in order, row-major. */
export interface Constant {
  readonly name: string
  readonly shape: Shape
  readonly data: Float32Array | BigInt64Array
}

export interface OnnxModel {
  readonly name: string
  readonly opset: number
  readonly nodes: readonly Node[]
  readonly constants: readonly Constant[]
  readonly input: { readonly name: string; readonly shape: readonly Dimension[] }
  readonly output: { readonly name: string; readonly shape: readonly Dimension[] }
}

const irVersion = 8
const elementTypes = { float: 1, int64: 7 } as const
const attributeTypes = { float: 1, int: 2, text: 3, floats: 6, ints: 7, texts: 8 } as const

export function encodeModel({ name, opset, nodes, constants, input, output }: OnnxModel): Bytes {
  const graph = [
    ...nodes.map(encodeNode),
    textField(2, name),
    ...constants.map(encodeConstant),
    messageField(11, encodeValue(input)),
    messageField(12, encodeValue(output)),
  ]
  return join([
    integerField(1, irVersion),
    textField(2, 'regimen'),
    messageField(7, ...graph),
    messageField(8, integerField(2, opset)),
  ])
}

function encodeNode({ operator, inputs, outputs, attributes }: Node): Bytes {
  return messageField(
    1,
    ...inputs.map((each) => textField(1, each)),
    ...outputs.map((each) => textField(2, each)),
    // Results that nobody wants have no name; the last always has.
    textField(3, `${operator} ${outputs.at(-1) ?? ''}`),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, encodeAttribute(name, value))),
  )
}

function encodeAttribute(name: string, value: Attribute): Bytes {
  return join([textField(1, name), ...attributeFields(value)])
}

function attributeFields(value: Attribute): Bytes[] {
  const kind = (name: keyof typeof attributeTypes) => integerField(20, attributeTypes[name])
  if ('float' in value) return [floatField(2, value.float), kind('float')]
  if ('int' in value) return [integerField(3, value.int), kind('int')]
  if ('text' in value) return [textField(4, value.text), kind('text')]
  if ('floats' in value) return [...value.floats.map((each) => floatField(7, each)), kind('floats')]
  if ('ints' in value) return [...value.ints.map((each) => integerField(8, each)), kind('ints')]
  return [...value.texts.map((each) => textField(9, each)), kind('texts')]
}

function encodeConstant({ name, shape, data }: Constant): Bytes {
  return messageField(
    5,
    ...shape.map((size) => integerField(1, size)),
    integerField(2, data instanceof Float32Array ? elementTypes.float : elementTypes.int64),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  )
}

/** A tensor of floats. */
function encodeValue({ name, shape }: OnnxModel['input']): Bytes {
  const dimensions = shape.map((size) =>
    messageField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  )
  const tensor = messageField(1, integerField(1, elementTypes.float), messageField(2, ...dimensions))
  return join([textField(1, name), messageField(2, tensor)])
}
