/**
 * How a convolution and its transpose in the image run along one dimension: both give each result the sum
 * over some places of the kernel of source elements at equal distances, so that one kernel serves both.
 *
 * With a stride, the transpose falls into phases: the results r, r + stride, r + 2·stride … meet the same
 * places of the kernel. Nothing is ever multiplied with the zeros between strided elements.
 */

/** Places of the kernel, and where in the source frame the first result of the phase meets them. */
export interface Taps {
  readonly count: number
  readonly kernel: { readonly first: number; readonly step: number }
  /** Ascending. */
  readonly source: { readonly first: number; readonly step: number }
}

/** Results at `first`, `first` + `step`, …: `count` of them, `sourceStep` apart in the source frame. */
export interface Phase {
  readonly first: number
  readonly step: number
  readonly count: number
  readonly sourceStep: number
  readonly taps: Taps
}

/** The phases, and the frame of the source that they read: its size and where the source begins in it. */
export interface Sweep {
  readonly phases: readonly Phase[]
  readonly size: number
  readonly low: number
}

export interface SlidingKernel {
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly low: number
}

/** From images to their convolution. */
export function forwardSweep(
  outputs: number,
  { kernel, stride, dilation, low }: SlidingKernel,
): Sweep & { readonly phases: readonly [Phase] } {
  const taps = {
    count: kernel,
    kernel: { first: 0, step: 1 },
    source: { first: 0, step: dilation },
  }
  const size = (outputs - 1) * stride + (kernel - 1) * dilation + 1
  return { phases: [{ first: 0, step: 1, count: outputs, sourceStep: stride, taps }], size, low }
}

/** From the convolution's cotangent to that of the images, which are `inputs` long. */
export function backwardSweep(inputs: number, sliding: SlidingKernel): Sweep {
  const { stride } = sliding
  const phases = Array.from({ length: Math.min(stride, inputs) }, (_, first) => ({
    first,
    step: stride,
    count: Math.ceil((inputs - first) / stride),
    sourceStep: 1,
    taps: meetingTaps(first, sliding),
  }))
  const met = phases.filter(({ taps }) => taps.count > 0)
  const low = Math.max(0, ...met.map(({ taps }) => -taps.source.first))
  const last = ({ count, taps: { source, count: places } }: Phase) =>
    source.first + (places - 1) * source.step + count - 1
  const moved = phases.map((phase) => {
    const source = { ...phase.taps.source, first: phase.taps.source.first + low }
    return { ...phase, taps: { ...phase.taps, source } }
  })
  return { phases: moved, size: Math.max(0, ...met.map(last)) + low + 1, low }
}

/** Places k of the kernel for which the element `first` has a source: (first + low − k·dilation) / stride. */
function meetingTaps(first: number, { kernel, stride, dilation, low }: SlidingKernel): Taps {
  const meeting: number[] = []
  for (let place = kernel - 1; place >= 0; place--) {
    if ((first + low - place * dilation) % stride === 0) meeting.push(place)
  }
  const [highest = 0, next = highest] = meeting
  const sourceOf = (place: number) => (first + low - place * dilation) / stride
  return {
    count: meeting.length,
    kernel: { first: highest, step: next - highest },
    source: {
      first: meeting.length === 0 ? 0 : sourceOf(highest),
      step: meeting.length < 2 ? 0 : sourceOf(next) - sourceOf(highest),
    },
  }
}
