/** A function of tensors as the methods see it: over one vector, each evaluation one compiled plan. */
import type { Backend } from '../../engine/backend.ts'
import { valueAndGradient } from '../../engine/differentiate.ts'
import { hessianVectorProduct } from '../../engine/hessian-vector-product.ts'
import { Program } from '../../engine/program.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { unitVector } from './hessian.ts'
import { createMatrix, type Matrix, rowOf, symmetrized } from './linear-algebra/matrix.ts'
import type { Vector } from './linear-algebra/vectors.ts'
import { precisionOf, roundTo, treeOf, vectorOf } from './parameters.ts'
import type { Point, SmoothFunction } from './smooth-function.ts'

/** How often each was computed. */
export interface Evaluations {
  readonly function: number
  readonly gradient: number
  /** Whole matrices: each is as many Hessian-vector products as there are parameters. */
  readonly hessian: number
}

export class CompiledFunction<P> implements SmoothFunction {
  readonly precision: number
  readonly #template: P
  readonly #backend: Backend
  readonly #run: (parameters: P) => { value: Tensor; gradient: P }
  readonly #product: (inputs: { parameters: P; vector: P }) => P
  #values = 0
  #hessians = 0

  constructor(fn: (parameters: P) => Tensor, template: P, backend: Backend) {
    this.precision = precisionOf[backend.floatType]
    this.#template = template
    this.#backend = backend
    const program = new Program({}, { backend })
    this.#run = program.compile((_: object, parameters: P) => ({ result: valueAndGradient(fn, parameters) }))
    this.#product = program.compile((_: object, { parameters, vector }: { parameters: P; vector: P }) => ({
      result: hessianVectorProduct(fn, parameters, vector),
    }))
  }

  get evaluations(): Evaluations {
    return { function: this.#values, gradient: this.#values, hessian: this.#hessians }
  }

  evaluate(asked: Vector): Point {
    this.#values++
    const x = roundTo(asked, this.#backend.floatType)
    const { value, gradient } = this.#run(this.tree(x))
    return { x, value: value.item(), gradient: vectorOf(gradient) }
  }

  hessian({ x }: Point): Matrix {
    this.#hessians++
    const parameters = this.tree(x)
    return matrixFromProducts(x.length, (unit) =>
      vectorOf(this.#product({ parameters, vector: this.tree(unit) })),
    )
  }

  tree(vector: Vector): P {
    return treeOf(this.#template, vector, this.#backend.floatType)
  }
}

/** A symmetric matrix from its products with the unit vectors. */
export function matrixFromProducts(size: number, product: (unit: Vector) => Vector): Matrix {
  const matrix = createMatrix(size, size)
  for (let index = 0; index < size; index++) rowOf(matrix, index).set(product(unitVector(size, index)))
  return symmetrized(matrix)
}
