/** Pools and their transposes, window by window: what each does with the places of one. */
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, i32x4, v128 } from '../instructions.ts'
import { storeLanes, type Vector } from '../loops.ts'
import { at, type ImageLowering, type ImageLoweringTable, specificationOf } from '../lowering.ts'
import { imageUnits, scratchOf } from './image-units.ts'
import { offsetBy } from './images.ts'
import {
  forEachWindow,
  type PoolName,
  type PoolSize,
  poolScratchBytes,
  type WindowVector,
} from './pool-windows.ts'

/** Operands in order, the result last. */
function pool(
  sizes: readonly PoolSize[],
  body: (f: FunctionBuilder, vector: WindowVector) => void,
): ImageLowering<PoolName> {
  return (kernel, temporary) => {
    const specification = specificationOf(kernel)
    const units = imageUnits(at(specification.output.shape, 0), poolScratchBytes(specification))
    return [
      {
        key: JSON.stringify(specification),
        parts: [kernel.primitive],
        kind: 'other',
        flops: 0,
        reads: kernel.inputs,
        writes: [kernel.output, ...scratchOf(units, temporary)],
        units: units.units,
        mayReplace: () => false,
        emit: (f, pointers) =>
          forEachWindow(f, specification, { units, pointers, sizes }, (vector) => body(f, vector)),
      },
    ]
  }
}

/** The element of an operand at a place. */
function elementAt({ pointers, places }: WindowVector, operand: number, place: number): Code<'v128'> {
  return v128.load(at(pointers, operand), at(at(places, operand), place))
}

const placeCount = ({ places }: WindowVector) => at(places, 0).length

/**
 * What `choice` gives for the place of operand 0's largest element: the first of equal ones, the last NaN.
 */
function atLargest(
  f: FunctionBuilder,
  vector: WindowVector,
  choice: (place: number) => Code<'v128'>,
): Vector {
  const best = f.let(elementAt(vector, 0, 0))
  const kept = f.let(choice(0))
  const element = f.local('v128')
  const taken = f.local('v128')
  for (let place = 1; place < placeCount(vector); place++) {
    f.set(element, elementAt(vector, 0, place))
    f.set(taken, v128.or(f32x4.gt(element, best), f32x4.ne(element, element)))
    f.set(best, v128.bitselect(element, best, taken))
    f.set(kept, v128.bitselect(choice(place), kept, taken))
  }
  return kept
}

/** Adds to each place of the last operand; where windows do not overlap, the first to write there is the only one. */
function addToPlaces(
  f: FunctionBuilder,
  vector: WindowVector,
  amount: (place: number) => Code<'v128'>,
): void {
  const last = vector.pointers.length - 1
  for (let place = 0; place < placeCount(vector); place++) {
    const target = f.let(offsetBy(at(vector.pointers, last), at(at(vector.places, last), place)))
    const value = vector.alone ? amount(place) : f32x4.add(v128.load(target), amount(place))
    storeLanes(f, { pointer: target }, value, vector.lanes)
  }
}

export const poolingLowerings: ImageLoweringTable<PoolName> = {
  maxPool2d: pool(['image', 'image', 'windows'], (f, vector) => {
    const picked = atLargest(f, vector, (place) => elementAt(vector, 1, place))
    storeLanes(f, { pointer: at(vector.pointers, 2) }, picked, vector.lanes)
  }),
  maxPool2dGradient: pool(['image', 'windows', 'image'], (f, vector) => {
    const winner = atLargest(f, vector, (place) => i32x4.const(place))
    const slope = f.let(elementAt(vector, 1, 0))
    addToPlaces(f, vector, (place) => v128.and(slope, i32x4.eq(winner, i32x4.const(place))))
  }),
  sumPool2d: pool(['image', 'windows'], (f, vector) => {
    const sum = f.let(elementAt(vector, 0, 0))
    for (let place = 1; place < placeCount(vector); place++) {
      f.set(sum, f32x4.add(sum, elementAt(vector, 0, place)))
    }
    storeLanes(f, { pointer: at(vector.pointers, 1) }, sum, vector.lanes)
  }),
  sumPool2dGradient: pool(['windows', 'image'], (f, vector) => {
    const slope = f.let(elementAt(vector, 0, 0))
    addToPlaces(f, vector, () => slope)
  }),
}
