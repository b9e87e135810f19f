/** The names of all primitives with the attributes of each: the set every table of the engine is keyed by. */
import type { DType, Shape } from '../types.ts'

export type None = Record<never, never>

/** Rows and columns. */
export type Pair = readonly [number, number]

/** A window that slides over height and width; the image counts as surrounded by `low` and `high` more places. */
export interface SlidingAttributes {
  readonly stride: Pair
  readonly low: Pair
  readonly high: Pair
}

export interface ConvolutionAttributes extends SlidingAttributes {
  /** Distance between neighbouring places of the kernel. */
  readonly dilation: Pair
  /** The channels, and the outputs, fall into so many groups; each output sees its own group only. */
  readonly groups: number
}

/** Padding smaller than the window, so that every window holds an element of the image. */
export interface PoolingAttributes extends SlidingAttributes {
  readonly window: Pair
}

export interface UnaryAttributes {
  neg: None
  abs: None
  /** −1, 0 or 1; NaN for NaN. */
  sign: None
  floor: None
  exp: None
  expm1: None
  log: None
  log1p: None
  sqrt: None
  sin: None
  cos: None
  tanh: None
  sigmoid: None
  /** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
  erf: None
  not: None
  /** Float to int32 truncates; anything to bool is `≠ 0`. */
  cast: { readonly dtype: DType }
  /** 32 random bits (int32) to the float `(bits >>> 8) · 2⁻²⁴` in [0, 1). */
  bitsToUnit: { readonly dtype: DType }
  /** The same values in a contiguous buffer. */
  copy: None
}

/** Both operands have one dtype; shapes broadcast as in NumPy. */
export interface BinaryAttributes {
  add: None
  sub: None
  mul: None
  /** Floats only. */
  div: None
  /** Floats only; as `Math.pow`. */
  pow: None
  /** NaN if either is NaN. */
  maximum: None
  minimum: None
  /** Comparisons give bool; with NaN all are false but `notEqual`. */
  equal: None
  notEqual: None
  less: None
  lessEqual: None
  /** Bool only. */
  and: None
  or: None
}

/** Attributes of the primitives that compute: those a backend must be able to run. */
export interface KernelAttributes extends UnaryAttributes, BinaryAttributes {
  /** (condition: bool, a, b) → where condition a else b; the three broadcast. */
  select: None
  /** Axes ascending and not negative. int32 sums wrap; the sum over nothing is 0. Not for bool. */
  sum: { readonly axes: readonly number[]; readonly keepDims: boolean }
  /** NaN if any is NaN; over nothing −Infinity (float) or −2³¹ (int32). Not for bool. */
  max: { readonly axes: readonly number[]; readonly keepDims: boolean }
  /** Index (int32) of the first largest element along the axis; the first NaN counts as largest. Drops the axis. */
  argMax: { readonly axis: number }
  /** Floats [..., m, k] × [..., k, n] → [..., m, n]; leading dimensions equal. Transposes are layouts. */
  matmul: None
  /**
   * (x [batch, height, width, channels], w [rows, columns, channels / groups, outputs]) → [batch, height′,
   * width′, outputs]: the cross-correlation y[b, i, j, o] = Σ x[b, i·stride + r·dilation − low, …, c]·w[r, s, c, o]
   * over r, s and the channels c of the group of o. Floats only; zero padding.
   */
  conv2d: ConvolutionAttributes
  /** (cotangent of y, w) → cotangent of x: the transpose of conv2d in x. `inputSize`: height and width of x. */
  conv2dInputGradient: ConvolutionAttributes & { readonly inputSize: Pair }
  /** (x, cotangent of y) → cotangent of w: the transpose in w. `kernelSize`: rows and columns of w. */
  conv2dWeightGradient: ConvolutionAttributes & { readonly kernelSize: Pair }
  /**
   * (x, values, both [batch, height, width, channels]) → the elements of `values` where the windows of x have
   * their largest: in row-major order the first of equal ones, the last NaN. With values = x, the maximum.
   */
  maxPool2d: PoolingAttributes
  /** (x, cotangent) → cotangent of the values: each window's cotangent added where maxPool2d picks. */
  maxPool2dGradient: PoolingAttributes
  /** (x) → the sum of each window. */
  sumPool2d: PoolingAttributes
  /** (cotangent) → cotangent of x, of this height and width: each window's cotangent added to all its places. */
  sumPool2dGradient: PoolingAttributes & { readonly inputSize: Pair }
  /**
   * (images [count, height, width, channels], rows: int32 [batch], maps [batch, 6]) → [batch, height, width, channels]:
   * the image of each row seen through a map of its places. The pixel (x, y) is the image's at (m₀x + m₁y + m₂, m₃x + m₄y
   * + m₅), interpolated bilinearly. Around the images, and where there is no such row, lies `fill`. No gradient flows.
   */
  sampleImages: { readonly fill: number }
  /** (x, indices: int32) → x.shape[..axis) + indices.shape + x.shape(axis..]. Out of range reads NaN, 0 or false. */
  gather: { readonly axis: number }
  /**
   * (updates, indices: int32) → zeros with `size` entries along `axis`, updates added where the indices point:
   * the transpose of gather. Out of range is dropped. Adds in row-major order of the updates.
   */
  scatterAdd: { readonly axis: number; readonly size: number }
  /** Surrounds with zeros (false): low[i] before, high[i] after, interior[i] between neighbours of dimension i. */
  pad: {
    readonly low: readonly number[]
    readonly high: readonly number[]
    readonly interior: readonly number[]
  }
  /** One or more inputs, equal but for `axis`. */
  concatenate: { readonly axis: number }
  /** int32: each element is its index along `axis`. No inputs. */
  iota: { readonly shape: Shape; readonly axis: number }
  /**
   * (key: int32[2]) → int32 bits of `shape`. Element pair (2i, 2i + 1), counted in row-major order, is the two
   * output words of Threefry-2x32-20 on key and counter (i, stream); an odd last element is the first word.
   */
  randomBits: { readonly shape: Shape; readonly stream: number }
}

/** Primitives that only look at the same elements in another way; the planner turns them into layouts. */
export interface ViewAttributes {
  reshape: { readonly shape: Shape }
  transpose: { readonly permutation: readonly number[] }
  broadcastTo: { readonly shape: Shape }
  /** starts + (sizes − 1)·steps stays inside; steps ≥ 1. */
  slice: { readonly starts: readonly number[]; readonly sizes: Shape; readonly steps: readonly number[] }
  /** The value itself, cut off from differentiation. */
  stopGradient: None
}

export interface PrimitiveAttributes extends KernelAttributes, ViewAttributes {}

/**
 * Compositions of primitives whose gradient, written by hand, takes fewer operations than that of their parts. Only
 * tapes know them: what is computed, and traced, are the primitives.
 */
export interface CompositeAttributes {
  /** (x, scale, shift) → x less its mean over the axes, divided by √(variance + ε), times scale, plus shift. */
  standardize: { readonly axes: readonly number[]; readonly epsilon: number }
}

/** All that has a gradient rule. */
export interface DifferentiableAttributes extends PrimitiveAttributes, CompositeAttributes {}

export type UnaryName = keyof UnaryAttributes
export type BinaryName = keyof BinaryAttributes
/** Functions that take much code and are seldom used: the operations of their names bring it. */
export type ElementaryName = 'expm1' | 'log1p' | 'tanh' | 'sigmoid' | 'erf' | 'pow'
/** The primitives that pick entries by index; rows one after the other are picked by a kernel of their own. */
export type PickingName = 'gather' | 'scatterAdd'
/** The primitives that slide a window over images. */
export type WindowName =
  | 'conv2d'
  | 'conv2dInputGradient'
  | 'conv2dWeightGradient'
  | 'maxPool2d'
  | 'maxPool2dGradient'
  | 'sumPool2d'
  | 'sumPool2dGradient'
/** All that brings its kernels along because few programs work on images. */
export type ImageName = WindowName | 'sampleImages'
export type KernelName = keyof KernelAttributes
export type ViewName = keyof ViewAttributes
export type PrimitiveName = keyof PrimitiveAttributes
export type CompositeName = keyof CompositeAttributes
export type DifferentiableName = keyof DifferentiableAttributes

/** A primitive with its attributes: what is to be done, without the operands. */
export interface Operation<N extends PrimitiveName = PrimitiveName> {
  readonly primitive: N
  readonly attributes: PrimitiveAttributes[N]
}

/** What a tape records. */
export interface DifferentiableOperation<N extends DifferentiableName = DifferentiableName> {
  readonly primitive: N
  readonly attributes: DifferentiableAttributes[N]
}
