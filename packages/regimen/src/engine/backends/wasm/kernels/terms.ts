/** Terms as code: which of them vary how fast, in which pass over the elements each is known, their values. */
import type { Term, Terms, Write } from '../../../fusion/fused-plan.ts'
import type { DType } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, i32x4 } from '../instructions.ts'
import type { Vector } from '../loops.ts'
import { at } from '../lowering.ts'
import { emitElementwise } from './elementwise.ts'

/** How often a value is computed: once per call, once per unit (a row, a block of columns), for every vector. */
export type Level = 'call' | 'unit' | 'element'

const levels: readonly Level[] = ['call', 'unit', 'element']

export interface Pass {
  readonly reductions: readonly number[]
  readonly writes: readonly Write[]
}

/** What is known of a kernel's terms before any code is written. */
export class TermAnalysis {
  readonly terms: readonly Term[]
  readonly passes: readonly Pass[]
  private readonly level: Level[] = []
  /** The pass in which, or (levels `call` and `unit`) before which, the term can be computed. */
  private readonly pass: number[] = []

  /** `levelOfRead` tells how fast the elements of a read change. */
  constructor({ terms, writes }: Terms, levelOfRead: (read: number) => Level) {
    this.terms = terms
    for (const term of terms) {
      const operands = operandsOf(term)
      const operandPass = Math.max(0, ...operands.map((operand) => at(this.pass, operand)))
      this.pass.push(term.kind === 'reduce' ? operandPass + 1 : operandPass)
      this.level.push(this.levelFor(term, operands, levelOfRead))
    }
    const passCount = Math.max(0, ...terms.map((term, place) => lastPass(term, at(this.pass, place)))) + 1
    this.passes = Array.from({ length: passCount }, (_, pass) => ({
      reductions: terms.flatMap((term, place) =>
        term.kind === 'reduce' && at(this.pass, place) === pass + 1 ? [place] : [],
      ),
      writes: writes.filter(({ term, domain }) => domain === 'full' && at(this.pass, term) === pass),
    })).filter(({ reductions, writes: full }, pass) => pass === 0 || reductions.length + full.length > 0)
  }

  levelOf(place: number): Level {
    return at(this.level, place)
  }

  passOf(place: number): number {
    return at(this.pass, place)
  }

  /** Terms of a level that are known before a pass and not before the one before it. */
  knownBefore(level: Level, pass: number): number[] {
    return this.terms.flatMap((term, place) =>
      term.kind !== 'reduce' && this.level[place] === level && this.pass[place] === pass ? [place] : [],
    )
  }

  /** The last pass that needs the elements of a read. */
  lastPassOf(read: number): number {
    return this.passes.reduce((last, { reductions, writes }, pass) => {
      const roots = [
        ...reductions.flatMap((place) => operandsOf(at(this.terms, place))),
        ...writes.map(({ term }) => term),
      ]
      return roots.some((root) => this.dependsOn(root, read)) ? pass : last
    }, 0)
  }

  private dependsOn(place: number, read: number): boolean {
    const term = at(this.terms, place)
    if (term.kind === 'read') return term.read === read
    return term.kind === 'compute' && term.operands.some((operand) => this.dependsOn(operand, read))
  }

  private levelFor(term: Term, operands: readonly number[], levelOfRead: (read: number) => Level): Level {
    if (term.kind === 'read') return levelOfRead(term.read)
    if (term.kind === 'number') return 'call'
    if (term.kind === 'product') return 'element'
    if (term.kind === 'reduce') return 'unit'
    const fastest = Math.max(0, ...operands.map((operand) => levels.indexOf(at(this.level, operand))))
    return at(levels, fastest)
  }
}

function lastPass(term: Term, pass: number): number {
  return term.kind === 'reduce' ? pass - 1 : pass
}

function operandsOf(term: Term): readonly number[] {
  if (term.kind === 'compute') return term.operands
  return term.kind === 'reduce' ? [term.operand] : []
}

/** The values of terms while code is written: each in a variable, computed when first asked for. */
export class Values {
  private readonly known = new Map<number, Vector>()
  private readonly f: FunctionBuilder
  private readonly terms: readonly Term[]
  private readonly load: (read: number) => Code<'v128'>
  private readonly outer: Values | undefined

  /** `outer` holds the values of slower levels, which must be there before. */
  constructor(
    f: FunctionBuilder,
    terms: readonly Term[],
    load: (read: number) => Code<'v128'>,
    outer?: Values,
  ) {
    this.f = f
    this.terms = terms
    this.load = load
    this.outer = outer
  }

  get(place: number): Vector {
    const known = this.find(place)
    if (known) return known
    const value = this.f.let(this.compute(at(this.terms, place)))
    this.known.set(place, value)
    return value
  }

  set(place: number, value: Vector): void {
    this.known.set(place, value)
  }

  private find(place: number): Vector | undefined {
    return this.known.get(place) ?? this.outer?.find(place)
  }

  private compute(term: Term): Code<'v128'> {
    if (term.kind === 'read') return this.load(term.read)
    if (term.kind === 'number') return numberCode(term.value, term.dtype)
    if (term.kind !== 'compute') throw new TypeError(`a ${term.kind} has no value of its own`)
    const operands = term.operands.map((operand) => this.get(operand))
    const input = at(this.terms, at(term.operands, term.operands.length - 1)).dtype
    return emitElementwise(this.f, term.primitive, operands, { input, output: term.dtype })
  }
}

function numberCode(value: number, dtype: DType): Code<'v128'> {
  if (dtype === 'float32') return f32x4.const(value)
  return i32x4.const(dtype === 'bool' && value !== 0 ? -1 : value)
}
