/** The learning rate of each schedule over 1,000 updates. */
import {
  constantSchedule,
  cosineSchedule,
  cosineWithRestartsSchedule,
  exponentialSchedule,
  inverseSquareRootSchedule,
  joinSchedules,
  linearSchedule,
  multiStepSchedule,
  oneCycleSchedule,
  polynomialSchedule,
  type schedules,
  stepSchedule,
  timeDecaySchedule,
  warmupSchedule,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const updates = 1000
const learningRate = 0.1

/** A new schedule is missed here by the type checker. */
const shown: { readonly [S in keyof typeof schedules]: (step: number) => number } = {
  constant: constantSchedule({ learningRate }),
  step: stepSchedule({ learningRate, every: 300, factor: 0.5 }),
  multiStep: multiStepSchedule({ learningRate, at: [500, 800] }),
  exponential: exponentialSchedule({ learningRate, factor: 0.997 }),
  polynomial: polynomialSchedule({ learningRate, steps: updates }),
  linear: linearSchedule({ learningRate, steps: updates }),
  cosine: cosineSchedule({ learningRate, steps: updates }),
  cosineWithRestarts: cosineWithRestartsSchedule({ learningRate, steps: 150, growth: 2 }),
  oneCycle: oneCycleSchedule({ learningRate, steps: updates }),
  inverseSquareRoot: inverseSquareRootSchedule({ learningRate, after: 100, warmup: 100 }),
  timeDecay: timeDecaySchedule({ learningRate, decay: 0.01 }),
  warmup: warmupSchedule({ steps: 200, next: cosineSchedule({ learningRate, steps: 800 }) }),
  join: joinSchedules({
    schedules: [
      constantSchedule({ learningRate }),
      linearSchedule({ learningRate, steps: 400, final: 0.02 }),
      constantSchedule({ learningRate: 0.02 }),
    ],
    at: [300, 700],
  }),
}

export function schedulePictures(): Map<string, string> {
  return new Map(
    Object.entries(shown).map(([name, rate]) => {
      const points: Point[] = Array.from({ length: 251 }, (_, index) => [4 * index, rate(4 * index)])
      const picture = svg({
        title: name,
        x: { name: 'update', domain: [0, updates], ticks: [0, 250, 500, 750, 1000] },
        y: { name: 'learning rate', domain: [0, 0.11], ticks: [0, 0.02, 0.04, 0.06, 0.08, 0.1] },
        marks: [{ kind: 'line', points, style: 0 }],
      })
      return [`schedules/${name}`, picture] as const
    }),
  )
}
