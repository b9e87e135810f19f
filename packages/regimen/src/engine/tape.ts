/**
 * The tape: which primitives were applied to what, in order, so that gradients can walk back. It records
 * rows of the primitive table, not closures, and is the same for eager and traced values. Tapes nest:
 * the backward walk of an inner tape is recorded on the outer one, which gives second derivatives.
 */
import type { DifferentiableOperation } from './primitives/attributes.ts'
import type { Tensor } from './tensor.ts'

export interface TapeEntry {
  readonly operation: DifferentiableOperation
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
}

export class Tape {
  readonly entries: TapeEntry[] = []
  readonly #watched = new Set<Tensor>()

  watch(tensor: Tensor): void {
    this.#watched.add(tensor)
  }

  watches(tensor: Tensor): boolean {
    return this.#watched.has(tensor)
  }

  record(entry: TapeEntry): void {
    if (!entry.inputs.some((input) => this.#watched.has(input))) return
    this.#watched.add(entry.output)
    this.entries.push(entry)
  }
}

const active: Tape[] = []

/** True while any tape records: then operations must be applied one by one. */
export function isRecording(): boolean {
  return active.length > 0
}

/** Runs a function while the tape records. */
export function recording<T>(tape: Tape, run: () => T): T {
  active.push(tape)
  try {
    return run()
  } finally {
    active.splice(active.lastIndexOf(tape), 1)
  }
}

/** Runs a function that no tape records. */
export function withoutTapes<T>(run: () => T): T {
  const suspended = active.splice(0)
  try {
    return run()
  } finally {
    active.push(...suspended)
  }
}

export function recordOnTapes(entry: TapeEntry): void {
  for (const tape of active) tape.record(entry)
}
