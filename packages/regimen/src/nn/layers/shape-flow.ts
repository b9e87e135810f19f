/**
 * How shapes flow through a row of layers, in types: what `sequential` accepts, and the layer that does not
 * fit. A size that is only `number` fits anything here and is checked at run time.
 */
import type { Shape } from '../../engine/types.ts'
import type { ChannelsShape, Layer, PooledShape, SameShape, ShapeRule } from '../layer.ts'

/** `Shape` itself (unknown number of dimensions), not a shape of a known one. */
type IsGeneral<S extends Shape> = number extends S['length'] ? true : false

type SizeFits<Actual, Expected> = number extends Actual
  ? true
  : number extends Expected
    ? true
    : Actual extends Expected
      ? true
      : false

type SizesFit<Actual extends Shape, Expected extends Shape> = Actual extends readonly [
  infer A,
  ...infer RestA extends Shape,
]
  ? Expected extends readonly [infer E, ...infer RestE extends Shape]
    ? SizeFits<A, E> extends true
      ? SizesFit<RestA, RestE>
      : false
    : false
  : Expected extends readonly []
    ? true
    : false

type ShapeFits<Actual extends Shape, Expected extends Shape> =
  IsGeneral<Actual> extends true ? true : IsGeneral<Expected> extends true ? true : SizesFit<Actual, Expected>

type Flattened<S extends Shape> =
  IsGeneral<S> extends true
    ? readonly [number]
    : S extends readonly []
      ? readonly [1]
      : S extends readonly [infer Only extends number]
        ? readonly [Only]
        : readonly [number]

type Channels<S extends Shape> = S extends readonly [...number[], infer C extends number] ? C : number

/** Every size but the last, which stays, is known at run time only. */
type Pooled<S extends Shape> = S extends readonly [number, number]
  ? readonly [number, Channels<S>]
  : readonly [number, number, Channels<S>]

/** What is known of the shape once a layer has accepted it. */
type Accepted<Current extends ShapeRule, In extends Shape> = Current extends Shape
  ? IsGeneral<Current> extends true
    ? In
    : Current
  : IsGeneral<In> extends true
    ? Current
    : In

type AfterRule<Current extends ShapeRule, Out extends ShapeRule> = Out extends Shape
  ? Out
  : Out extends SameShape
    ? Current
    : Current extends Shape
      ? Out extends PooledShape
        ? Pooled<Current>
        : Out extends ChannelsShape
          ? readonly [Channels<Current>]
          : Flattened<Current>
      : Out

/** The shape that a layer takes. */
export type InputOf<L> = L extends Layer<infer In, ShapeRule> ? In : never
/** The shape that a layer gives, or its rule. */
export type RuleOf<L> = L extends Layer<Shape, infer Out extends ShapeRule> ? Out : never

/** The shape, or the rule from the input's, after a layer. */
export type After<Current extends ShapeRule, L> = AfterRule<Accepted<Current, InputOf<L>>, RuleOf<L>>

type FormatShape<S extends Shape> = S extends readonly []
  ? '[]'
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? `[${First}${FormatRest<Rest>}`
    : '[…]'
type FormatRest<S extends Shape> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? `, ${First}${FormatRest<Rest>}`
  : ']'

/** What the compiler shows in place of a layer that does not fit. */
export interface LayerDoesNotFit<Message extends string> {
  readonly error: Message
}

type Check<Current extends ShapeRule, L> = Current extends Shape
  ? ShapeFits<Current, InputOf<L>> extends true
    ? 'fits'
    : LayerDoesNotFit<`this layer takes ${FormatShape<InputOf<L>>}, but the layers before it give ${FormatShape<Current>}`>
  : 'fits'

/** The layer itself, or in its place what the compiler says of one that does not fit. */
export type FittingLayer<Current extends ShapeRule, L> =
  Check<Current, L> extends LayerDoesNotFit<infer Message> ? LayerDoesNotFit<Message> : L

/** The check of each layer; nothing is known of a list of unknown length. */
type Checks<
  Layers extends readonly unknown[],
  Current extends ShapeRule = SameShape,
  Done extends readonly unknown[] = readonly [],
> = number extends Layers['length']
  ? readonly 'fits'[]
  : Layers extends readonly [infer First, ...infer Rest]
    ? Checks<Rest, After<Current, First>, readonly [...Done, Check<Current, First>]>
    : Done

/**
 * The same layers, with a `LayerDoesNotFit` in the place of each that does not. Mapped one by one, so that
 * the compiler can infer the layers and points at the wrong one.
 */
export type CheckedLayers<Layers extends readonly unknown[]> = {
  [K in keyof Layers]: CheckAt<Layers, K> extends LayerDoesNotFit<infer Message>
    ? LayerDoesNotFit<Message>
    : Layers[K]
}
type CheckAt<Layers extends readonly unknown[], K> = K extends keyof Checks<Layers>
  ? Checks<Layers>[K]
  : 'fits'

/** The shape that a row of layers gives, or a rule where it follows from the input. */
export type SequentialOutput<
  Layers extends readonly unknown[],
  Current extends ShapeRule = SameShape,
> = number extends Layers['length']
  ? Shape
  : Layers extends readonly [infer First, ...infer Rest]
    ? SequentialOutput<Rest, After<Current, First>>
    : Current

/** The shape that a row of layers takes: that of the first layer that asks for one. */
export type SequentialInput<Layers extends readonly unknown[]> = number extends Layers['length']
  ? Shape
  : Layers extends readonly [infer First, ...infer Rest]
    ? IsGeneral<InputOf<First>> extends true
      ? RuleOf<First> extends SameShape
        ? SequentialInput<Rest>
        : Shape
      : InputOf<First>
    : Shape
