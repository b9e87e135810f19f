/** Memory as a picture: addresses downwards, the order of the kernels to the right. */
import type { KernelReport } from 'regimen'
import { escapeMarkup, seriesStyles } from './chart.ts'

/** A value in memory, from the kernel that writes it to the last that reads it. */
export interface Block {
  readonly address: number
  readonly bytes: number
  readonly first: number
  readonly last: number
  /** What wrote it; `undefined` for state, inputs and constants. */
  readonly writer: number | undefined
  readonly type: string
}

type Open = { -readonly [K in keyof Block]: Block[K] }

/** Values without an address, as the reference backend has them, are left out. */
export function blocksOf(kernels: readonly KernelReport[]): Block[] {
  const blocks: Block[] = []
  let open: Open[] = []
  const begin = (block: Open) => {
    open = open.filter(
      ({ address, bytes }) => address + bytes <= block.address || block.address + block.bytes <= address,
    )
    open.push(block)
    blocks.push(block)
  }
  kernels.forEach(({ reads, writes }, step) => {
    for (const { address, bytes, type } of reads) {
      if (address === undefined) continue
      const inside = open.find((each) => each.address <= address && address < each.address + each.bytes)
      if (inside) inside.last = step
      else begin({ address, bytes, type, first: 0, last: step, writer: undefined })
    }
    for (const { address, bytes, type } of writes) {
      if (address !== undefined) begin({ address, bytes, type, first: step, last: step, writer: step })
    }
  })
  return blocks
}

export interface ArenaWords {
  readonly label: string
  readonly address: string
  readonly order: string
}

const size = { width: 860, height: 460 }
const plot = { left: 96, top: 12, right: 12, bottom: 44 }
const ticks = 5
const [given, computed] = seriesStyles

/** An SVG element; each rectangle tells its type and kernels when the pointer rests on it. */
export function arenaChart(kernels: readonly KernelReport[], words: ArenaWords): string {
  const blocks = blocksOf(kernels)
  const bytes = Math.max(1, ...blocks.map((block) => block.address + block.bytes))
  const [width, height] = [size.width - plot.left - plot.right, size.height - plot.top - plot.bottom]
  const x = (step: number) => plot.left + (step / Math.max(1, kernels.length)) * width
  const y = (address: number) => plot.top + (address / bytes) * height
  const round = (value: number) => Number(value.toFixed(2))
  const rectangles = blocks.map(({ address, bytes: own, first, last, writer, type }) => {
    const parts = writer === undefined ? '' : ` ${kernels[writer]?.parts.join(' ') ?? ''}`
    const title = `${type} @ ${formatAddress(address)}, ${first}–${last}${parts}`
    const { color } = writer === undefined ? given : computed
    return `<rect x="${round(x(first))}" y="${round(y(address))}" width="${round(x(last + 1) - x(first))}" height="${round(Math.max(0.5, (own / bytes) * height))}" fill="${color}" fill-opacity="0.55" stroke="${color}" stroke-width="0.5"><title>${escapeMarkup(title)}</title></rect>`
  })
  return `<svg role="img" aria-label="${escapeMarkup(words.label)}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
${rectangles.join('\n')}
${axes(kernels.length, bytes, x, y)}
<text x="${plot.left + width / 2}" y="${size.height - 6}" text-anchor="middle">${escapeMarkup(words.order)}</text>
<text transform="translate(14 ${plot.top + height / 2}) rotate(-90)" text-anchor="middle">${escapeMarkup(words.address)}</text>
</svg>`
}

function axes(
  steps: number,
  bytes: number,
  x: (step: number) => number,
  y: (address: number) => number,
): string {
  const marks = Array.from({ length: ticks + 1 }, (_, tick) => tick / ticks)
  const down = marks.map((share) => {
    const address = Math.round((share * bytes) / 64) * 64
    return `<text x="${plot.left - 8}" y="${(y(share * bytes) + 4).toFixed(1)}" text-anchor="end">${formatAddress(address)}</text>`
  })
  const across = marks.map((share) => {
    const step = Math.round(share * steps)
    return `<text x="${x(step).toFixed(1)}" y="${size.height - plot.bottom + 18}" text-anchor="middle">${step}</text>`
  })
  return [...down, ...across].join('\n')
}

export function formatAddress(address: number): string {
  return `0x${address.toString(16)}`
}
