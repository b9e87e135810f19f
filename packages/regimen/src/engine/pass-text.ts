/** Each pass of the compiler as text: what it made of a program. */
import { type PlaceReport, type ProgramReport, passResultsOf } from './explain.ts'
import { fuse, readsOf, writesOf } from './fuse.ts'
import type { FusedKernel, Term } from './fusion/fused-plan.ts'
import type { Graph, GraphNode, InputSource, OutputTarget } from './graph.ts'
import { isContiguous } from './layout.ts'
import type { Plan, View } from './plan.ts'
import { formatType } from './types.ts'

/** The passes in their order; `lower` is from graph to plan. */
export const passNames = ['trace', 'simplify', 'lower', 'fuse', 'schedule', 'memory', 'emit'] as const

/** A pass of the compiler. */
export type PassName = (typeof passNames)[number]

/**
 * What a pass made of a program, in lines: a summary, then the nodes of the graph (`trace`, `simplify`), the kernels
 * of the plan (`lower`) and of the fused plan (`fuse`), who computes them and where threads wait for each other
 * (`schedule`), where each value lies and from which kernel to which (`memory`), and which function is called with
 * which addresses (`emit`).
 * @throws RangeError for a copy of a report.
 */
export function passText(report: ProgramReport, pass: PassName): string {
  return writers[pass](report).join('\n')
}

const writers: Readonly<Record<PassName, (report: ProgramReport) => string[]>> = {
  trace: (report) => graphLines('trace', passResultsOf(report).traced),
  simplify: (report) => graphLines('simplify', passResultsOf(report).simplified),
  lower: (report) => planLines(passResultsOf(report).plan),
  fuse: (report) => (isPlain(report) ? plain('fuse') : fusedLines(passResultsOf(report).plan)),
  schedule: scheduleLines,
  memory: (report) => (isPlain(report) ? plain('memory') : memoryLines(report)),
  emit: (report) => (isPlain(report) ? plain('emit') : callLines(report)),
}

/** True for a backend that runs the plan itself, and in a page for whose backend that code has not come yet. */
const isPlain = ({ code }: ProgramReport) => code === 0

const plain = (pass: PassName) => [
  `${pass}: not told by this backend; the reference runs the kernels of the plan one by one`,
]

function graphLines(pass: PassName, { nodes, outputs }: Graph): string[] {
  const operations = nodes.filter(({ kind }) => kind === 'operation').length
  return [
    `${pass}: ${operations} operations, ${nodes.length - operations} inputs and constants, ${outputs.length} outputs`,
    ...nodes.map((node, index) => `%${index} = ${nodeText(node)}: ${formatType(node.type)}`),
    ...outputs.map(({ node, target }) => `${targetText(target)} ← %${node}`),
  ]
}

function nodeText(node: GraphNode): string {
  if (node.kind === 'input') return sourceText(node.source)
  if (node.kind === 'constant') return node.data.length === 1 ? `constant ${node.data[0]}` : 'constant'
  const operands = node.inputs.map((input) => `%${input}`)
  return [node.primitive, ...attributesText(node.attributes), ...operands].join(' ')
}

/** `axes=0,1 keepDims=false` */
function attributesText(attributes: object): string[] {
  return Object.entries(attributes).map(([name, value]) => `${name}=${value}`)
}

function sourceText(source: InputSource): string {
  return source.from === 'state' ? `state ${source.slot}` : `argument ${source.index}`
}

function targetText(target: OutputTarget): string {
  return target.to === 'state' ? `state ${target.slot}` : `result ${target.index}`
}

function planLines({ buffers, kernels, outputs }: Plan): string[] {
  return [
    `lower: ${kernels.length} kernels over ${buffers.length} buffers`,
    ...kernels.map(({ primitive, attributes, inputs, output }, index) => {
      const name = [primitive, ...attributesText(attributes)].join(' ')
      return `${index}: ${name} (${inputs.map(viewText).join(', ')}) → ${viewText(output)}`
    }),
    ...outputs.map(({ view, target }) => `${targetText(target)} ← ${viewText(view)}`),
  ]
}

/** `b3 float32[10, 4]`; with strides and the offset of the first element where they are not those of a whole buffer. */
function viewText({ buffer, dtype, layout }: View): string {
  const { shape, strides, offset } = layout
  const where = isContiguous(layout) ? '' : `/${strides}`
  return `b${buffer} ${formatType({ dtype, shape })}${where}${offset > 0 ? `+${offset}` : ''}`
}

function fusedLines(plan: Plan): string[] {
  const { kernels } = fuse(plan)
  return [
    `fuse: ${kernels.length} kernels of ${plan.kernels.length}`,
    ...kernels.flatMap((kernel, index) => {
      const [reads, writes] = [readsOf(kernel), writesOf(kernel)].map((views) =>
        views.map(viewText).join(', '),
      )
      return [`${index}: ${kernelText(kernel)} (${reads}) → ${writes}`, ...termLines(kernel)]
    }),
  ]
}

function kernelText(kernel: FusedKernel): string {
  if (kernel.kind === 'simple') return kernel.kernel.primitive
  if (kernel.kind === 'product') return `product over ${kernel.shape}`
  const reduced = kernel.shape.flatMap((_, axis) => (kernel.reduced[axis] ? [axis] : []))
  return `loop over ${kernel.shape}${reduced.length > 0 ? `, reduced: ${reduced}` : ''}`
}

function termLines(kernel: FusedKernel): string[] {
  if (kernel.kind === 'simple') return []
  return kernel.terms.map((term, index) => {
    const written = kernel.writes.flatMap((write) => (write.term === index ? [`b${write.view.buffer}`] : []))
    return `   t${index} = ${termText(term, kernel.reads)}${written.map((name) => ` → ${name}`).join('')}`
  })
}

function termText(term: Term, reads: readonly View[]): string {
  switch (term.kind) {
    case 'read':
      return `b${reads[term.read]?.buffer}`
    case 'number':
      return Object.is(term.value, -0) ? '-0' : String(term.value)
    case 'compute':
      return [term.primitive, ...term.operands.map((operand) => `t${operand}`)].join(' ')
    case 'reduce':
      return `${term.primitive} of t${term.operand}`
    case 'product':
      return 'product'
  }
}

function scheduleLines({ kernels }: ProgramReport): string[] {
  const split = kernels.filter(({ turn }) => turn?.split).length
  const barriers = kernels.filter(({ turn }) => turn?.barrier).length
  return [
    `schedule: ${kernels.length} kernels, ${split} split among threads, ${barriers} barriers`,
    ...kernels.flatMap(({ parts, units, turn }, index) => {
      const shares = turn?.together === 1 ? 'split' : `split, ${turn?.together} together`
      const line = `${index}: ${parts.join(' ')}; ${units} units, ${turn?.split ? shares : 'on the first thread'}`
      return turn?.barrier ? ['barrier', line] : [line]
    }),
  ]
}

function memoryLines({ places, kernels, memory }: ProgramReport): string[] {
  const live = kernels.map((_, step) => bytesLive(places, step))
  const peak = Math.max(0, ...live)
  const spans = places
    .toSorted((a, b) => a.address - b.address || a.first - b.first)
    .map(({ kind, dtype, bytes, address, first, last }) => {
      const from = first < 0 ? 'from the start' : `from kernel ${first}`
      const to = last >= kernels.length ? 'to the end' : `to kernel ${last}`
      return `${address}: ${bytes} bytes, ${kind} ${dtype}, ${from} ${to}`
    })
  const busiest = peak > 0 ? `; at most ${peak} are in use, at kernel ${live.indexOf(peak)}` : ''
  return [`memory: ${places.length} values in ${memory} bytes${busiest}`, ...spans]
}

/** A value that is written over another which is read for the last time counts once. */
function bytesLive(places: readonly PlaceReport[], step: number): number {
  const live = places.filter(({ first, last }) => first <= step && step <= last)
  const byAddress = new Map(live.map(({ address, bytes }) => [address, bytes]))
  return [...byAddress.values()].reduce((sum, bytes) => sum + bytes, 0)
}

function callLines({ kernels, code }: ProgramReport): string[] {
  const functions = new Set(kernels.map((kernel) => kernel.function))
  return [
    `emit: ${code} bytes of code, ${kernels.length} kernels by ${functions.size} functions`,
    ...kernels.map((kernel, index) => {
      const { reads, writes, units } = kernel
      const addresses = [...reads, ...writes].map(({ address }) => address)
      return `${index}: function ${kernel.function} (${addresses.join(', ')}), ${units} units`
    }),
  ]
}
