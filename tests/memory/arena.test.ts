/**
 * The memory of a training run, in bytes and without a clock: against what its step holds at its busiest kernel, and
 * against all that its layers and gradients are together.
 */
import type { PlaceReport } from 'regimen'
import { describe, expect, it } from 'vitest'
import { stepBytes } from '../../bench/costs.ts'
import { type WorkloadStep, workloadStep } from '../support/workload-step.ts'

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** A value that is written over another, which is read for the last time, lies at its address and counts once. */
function bytesAt(places: readonly PlaceReport[], kernel: number): number {
  const live = places.filter(({ first, last }) => first <= kernel && kernel <= last)
  return sum([...new Map(live.map(({ address, bytes }) => [address, bytes])).values()])
}

/** Most bytes that hold a value at the same time: parameters, state, rows of the data set, and what lives in between. */
function peakOf({ report: { places, kernels } }: WorkloadStep): number {
  return Math.max(...kernels.map((_, kernel) => bytesAt(places, kernel)))
}

/** Of what lives from step to step, from the network's own tensors and the rows: Adam keeps two more of each parameter. */
function stateBytes({ workload, model, train }: WorkloadStep): number {
  const bytesOf = (record: WorkloadStep['model']['state']['parameters']) =>
    sum(Object.values(record).map(({ size }) => 4 * size))
  const { parameters, buffers } = model.state
  const copies = workload.optimizer === 'adam' ? 3 : 1
  return copies * bytesOf(parameters) + bytesOf(buffers) + train.inputs.byteLength
}

describe('the memory of a training run', () => {
  it.each(['W1', 'W1a', 'W2', 'W2b', 'W3', 'W4'])('%s', async (name) => {
    const step = await workloadStep(name)
    const { bytes, report, workload } = step
    const { places, kernels } = report
    // The state is there once, and nothing else lives as long: 64 bytes are what a small tensor may be rounded up to.
    const state = places.filter(({ kind }) => kind === 'state')
    const held = sum(state.map((place) => place.bytes))
    expect(held).toBeGreaterThanOrEqual(stateBytes(step))
    expect(held).toBeLessThan(stateBytes(step) + 64 * state.length + 1024)
    // What the kernels touch is what has a place.
    const peak = peakOf(step)
    for (const kernel of kernels) {
      for (const { address = Number.NaN, bytes: extent } of [...kernel.reads, ...kernel.writes]) {
        const inside = places.some(
          (place) => place.address <= address && address + extent <= place.address + place.bytes,
        )
        expect(inside).toBe(true)
      }
    }
    expect(peak).toBeGreaterThan(held)
    expect(bytes / peak).toBeLessThan(1.3)
    // As if all outputs of layers and all gradients lived at once.
    const everything = stepBytes(workload) + step.train.inputs.byteLength + step.train.targets.byteLength
    expect(bytes / everything).toBeLessThan(1.15)
    expect(bytes / everything).toBeGreaterThan(0.5)
  })
})
