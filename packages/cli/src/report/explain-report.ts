/** A compiled training step: as rows for a table, and as a page with a picture of the memory. */
import type { KernelReport, OperandReport, ProgramReport } from 'regimen'
import { arenaChart, formatAddress } from '../charts/arena.ts'
import { formatCount } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import * as page from './page.ts'

export interface ExplainedStep {
  readonly dataset: string
  readonly batchSize: number
  /** Of the layers, the inputs first. */
  readonly widths: string
  readonly optimizer: string
  readonly backend: string
  readonly report: ProgramReport
  /** Of all kernels. */
  readonly flops: number
  readonly bytes: number
}

const passNames = ['traced', 'simplified', 'planned', 'kernels'] as const

export function passRows({ passes }: ProgramReport, { explain }: Dictionary): [string, string][] {
  return passNames.map((name) => [explain.passes[name], formatCount(passes[name])])
}

export function kernelTitles({ explain }: Dictionary): string[] {
  const { kernel, parts, operands, flops, bytes, units, addresses } = explain
  return [kernel, parts, operands, flops, bytes, units, addresses]
}

export function kernelRows({ kernels }: ProgramReport): string[][] {
  return kernels.map((kernel, index) => [
    String(index),
    kernel.parts.join(' '),
    operandsOf(kernel),
    formatCount(kernel.flops),
    formatCount(kernel.bytes),
    formatCount(kernel.units),
    addressesOf(kernel),
  ])
}

function operandsOf({ reads, writes }: KernelReport): string {
  return `${typesOf(reads)} → ${typesOf(writes)}`
}

/** Equal ones are counted: an update of many parameters has dozens. */
function typesOf(operands: readonly OperandReport[]): string {
  const counts = new Map<string, number>()
  for (const { type } of operands) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].map(([type, count]) => (count > 1 ? `${count} × ${type}` : type)).join(', ')
}

function addressesOf({ writes }: KernelReport): string {
  const addresses = writes.flatMap(({ address }) => (address === undefined ? [] : formatAddress(address)))
  return addresses.length > 0 ? addresses.join(' ') : '–'
}

export function renderExplainReport(step: ExplainedStep, words: Dictionary, language: Language): string {
  const { explain } = words
  const { report, dataset, batchSize: batch } = step
  const label = explain.picture
  const hasAddresses = report.kernels.some(({ writes }) =>
    writes.some(({ address }) => address !== undefined),
  )
  const chart = () => arenaChart(report.kernels, { label, address: explain.address, order: explain.order })
  return page.renderPage({
    language,
    title: explain.title({ dataset }),
    lead: explain.plan({ ...step, batch }),
    body: [
      page.tiles([
        ...passRows(report, words).map(([name, value]) => ({ name, value })),
        { name: explain.flops, value: formatCount(step.flops) },
        { name: explain.bytes, value: formatCount(step.bytes) },
        { name: explain.memory, value: formatCount(report.memory) },
      ]),
      ...(hasAddresses ? [page.section(label, page.figure(chart(), explain.pictureCaption))] : []),
      page.section(explain.kernel, page.table(kernelTitles(words), kernelRows(report))),
    ],
    footer: explain.footer,
  })
}
