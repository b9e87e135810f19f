/** Residuals of tensors as least-squares methods see them: vectors and Jacobians over one vector of parameters. */
import type { Backend } from '../../engine/backend.ts'
import { Program } from '../../engine/program.ts'
import { fromData, type Tensor } from '../../engine/tensor.ts'
import { toData } from '../../engine/types.ts'
import { unitVector } from './hessian.ts'
import { jacobianTimes, transposedJacobianTimes } from './jacobian-products.ts'
import { createMatrix, type Matrix, rowOf } from './linear-algebra/matrix.ts'
import { dot, type Vector } from './linear-algebra/vectors.ts'
import { precisionOf, roundTo, treeOf, vectorOf } from './parameters.ts'

export interface ResidualPoint {
  readonly x: Vector
  /** [m] */
  readonly residuals: Vector
  /** Sum of the squared residuals. */
  readonly value: number
}

export class CompiledResiduals<P> {
  readonly precision: number
  readonly #template: P
  readonly #backend: Backend
  readonly #run: (parameters: P) => Tensor
  readonly #forward: (inputs: { parameters: P; vector: P }) => Tensor
  readonly #reverse: (inputs: { parameters: P; cotangent: Tensor }) => P
  #shape: readonly number[] = []
  #values = 0
  #jacobians = 0

  constructor(fn: (parameters: P) => Tensor, template: P, backend: Backend) {
    this.precision = precisionOf[backend.floatType]
    this.#template = template
    this.#backend = backend
    const program = new Program({}, { backend })
    this.#run = program.compile((_: object, parameters: P) => ({ result: fn(parameters) }))
    this.#forward = program.compile((_: object, inputs: { parameters: P; vector: P }) => ({
      result: jacobianTimes(fn, inputs.parameters, inputs.vector),
    }))
    this.#reverse = program.compile((_: object, inputs: { parameters: P; cotangent: Tensor }) => ({
      result: transposedJacobianTimes(fn, inputs.parameters, inputs.cotangent),
    }))
  }

  /** `gradient`: Jacobians computed, each as many derivatives as its smaller side. */
  get evaluations() {
    return { function: this.#values, gradient: this.#jacobians, hessian: 0 }
  }

  evaluate(asked: Vector): ResidualPoint {
    this.#values++
    const x = roundTo(asked, this.#backend.floatType)
    const result = this.#run(this.tree(x))
    this.#shape = result.shape
    const residuals = vectorOf(result)
    return { x, residuals, value: dot(residuals, residuals) }
  }

  /** Jᵢⱼ = ∂rᵢ/∂xⱼ, [m, n]: by columns when there are fewer of them, else by rows. */
  jacobian({ x, residuals }: ResidualPoint): Matrix {
    this.#jacobians++
    const parameters = this.tree(x)
    const [rows, columns] = [residuals.length, x.length]
    const matrix = createMatrix(rows, columns)
    if (columns <= rows) {
      for (let column = 0; column < columns; column++) {
        const vector = this.tree(unitVector(columns, column))
        vectorOf(this.#forward({ parameters, vector })).forEach((value, row) => {
          matrix.data[row * columns + column] = value
        })
      }
    } else {
      for (let row = 0; row < rows; row++) {
        const cotangent = this.#cotangent(unitVector(rows, row))
        rowOf(matrix, row).set(vectorOf(this.#reverse({ parameters, cotangent })))
      }
    }
    return matrix
  }

  tree(vector: Vector): P {
    return treeOf(this.#template, vector, this.#backend.floatType)
  }

  #cotangent(vector: Vector): Tensor {
    const { floatType } = this.#backend
    return fromData(floatType, this.#shape, toData(floatType, vector))
  }
}
