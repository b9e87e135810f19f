/**
 * The order of kernels, and independent ones of a kind as one: all parameters' updates become one kernel over
 * their ranges one after the other, and so do all bias gradients.
 */
import type { PlanBuffer } from '../../../plan.ts'
import { i32 } from '../instructions.ts'
import type { Pointer } from '../loops.ts'
import { at, type LoweredKernel } from '../lowering.ts'
import { kernelFunction } from './function.ts'
import { phasesOf } from './phases.ts'

/** The level of kernels on which nothing waits. */
const atTheEnd = Number.MAX_SAFE_INTEGER

/** Parameters of one function; WebAssembly's limit is 1,000. */
const mostOperands = 600

/**
 * Kernels by phase and level: each comes after those whose results it reads. `needed` are the buffers that are read when
 * all have run; kernels that write nothing else go to the end, panels are packed just before they are used.
 */
export function groupKernels(
  kernels: readonly LoweredKernel[],
  needed: ReadonlySet<number>,
  buffers: readonly PlanBuffer[],
): LoweredKernel[] {
  const phases = phasesOf(kernels, buffers)
  const levels = levelsOf(kernels, needed, phases)
  const lastPhase = Math.max(...phases)
  const ordered = kernels
    .map((kernel, index) => {
      const level = at(levels, index)
      return { kernel, phase: level === atTheEnd ? lastPhase : at(phases, index), level, index }
    })
    .sort(
      (a, b) =>
        a.phase - b.phase || a.level - b.level || rank(a.kernel) - rank(b.kernel) || a.index - b.index,
    )
  const groups: LoweredKernel[][] = []
  let openLevel = Number.NaN
  for (const { kernel, level } of ordered) {
    const open = groups[groups.length - 1]
    const joins =
      open !== undefined &&
      level === openLevel &&
      kernel.kind !== 'other' &&
      open[0]?.kind === kernel.kind &&
      operandCount([...open, kernel]) <= mostOperands
    if (joins) open.push(kernel)
    else groups.push([kernel])
    openLevel = level
  }
  return groups.map((members) => (members.length === 1 ? at(members, 0) : group(members)))
}

const ranks = { other: 0, pack: 1, columns: 2, flat: 3 } as const

function rank({ kind }: LoweredKernel): number {
  return ranks[kind]
}

function operandCount(kernels: readonly LoweredKernel[]): number {
  return kernels.reduce((count, { reads, writes }) => count + reads.length + writes.length, 0)
}

function levelsOf(
  kernels: readonly LoweredKernel[],
  needed: ReadonlySet<number>,
  phases: readonly number[],
): number[] {
  /** Of all who write to a buffer the last. */
  const written = new Map<number, number>()
  const levels: number[] = []
  const read = new Set<number>()
  kernels.forEach(({ reads, writes }) => {
    const before = reads.map(({ buffer }) => {
      read.add(buffer)
      return written.get(buffer) ?? 0
    })
    const level = 1 + Math.max(0, ...before)
    levels.push(level)
    for (const { buffer } of writes) written.set(buffer, Math.max(level, written.get(buffer) ?? 0))
  })
  const last = Math.max(0, ...levels) + 1
  const isSink = ({ kind, writes }: LoweredKernel) =>
    (kind === 'flat' || kind === 'columns') &&
    writes.every(({ buffer }) => needed.has(buffer) && !read.has(buffer))
  return kernels.map((kernel, index) => {
    if (isSink(kernel)) return atTheEnd
    if (kernel.kind !== 'pack') return at(levels, index)
    const users = kernels.flatMap(({ reads }, user) =>
      at(phases, user) === at(phases, index) &&
      reads.some(({ buffer }) => kernel.writes.some((write) => write.buffer === buffer))
        ? [at(levels, user)]
        : [],
    )
    // What only later phases use is packed in one go at the end of this one.
    return Math.min(last, ...users) - 0.5
  })
}

/** The members' units one after the other. */
export function group(members: readonly LoweredKernel[]): LoweredKernel {
  const places = (operands: 'reads' | 'writes') =>
    members.flatMap((member) => member[operands].map((_, index) => ({ member, index })))
  const [reads, writes] = [places('reads'), places('writes')]
  return {
    key: `group ${JSON.stringify(members.map(({ key }) => key))}`,
    kind: at(members, 0).kind,
    parts: [...new Set(members.flatMap(({ parts }) => parts))],
    flops: members.reduce((sum, { flops }) => sum + flops, 0),
    reads: members.flatMap((member) => member.reads),
    writes: members.flatMap((member) => member.writes),
    units: members.reduce((sum, { units }) => sum + units, 0),
    mayReplace: (read, write) => {
      const [from, to] = [at(reads, read), at(writes, write)]
      return from.member === to.member && to.member.mayReplace(from.index, to.index)
    },
    emit: (f, pointers) => {
      let [read, write, before] = [0, 0, 0]
      // The units of a member that are in the share, counted from its first.
      const within = (unit: Pointer, units: number) => {
        const atLeast = i32.select(unit, i32.const(before), i32.ltU(i32.const(before), unit))
        const local = f.let(i32.sub(atLeast, i32.const(before)))
        return f.let(i32.select(local, i32.const(units), i32.ltU(local, i32.const(units))))
      }
      for (const member of members) {
        const operands = [
          ...pointers.reads.slice(read, read + member.reads.length),
          ...pointers.writes.slice(write, write + member.writes.length),
        ]
        const start = within(pointers.start, member.units)
        const end = within(pointers.end, member.units)
        const callee = kernelFunction(f.module, member)
        f.if(i32.ltU(start, end), () => f.call(callee, [...operands, start, end]))
        read += member.reads.length
        write += member.writes.length
        before += member.units
      }
    },
  }
}
