/** What looking for leaked images takes: exact and near duplicates between the parts of a split. */
import { measureCases } from '../runner/measure.ts'
import { isRegimen } from '../systems/table.ts'
import type { Suite } from './suite.ts'

const sizes = [1000, 10_000]

export const contamination: Suite = {
  about: 'exact and near duplicates between the parts of a split (8 : 1 : 1) of images of 28×28',
  takes: isRegimen,
  async run(session) {
    await session.start()
    const cases = sizes.map((images) => ({
      name: `${images} images`,
      task: { kind: 'duplicates', images } as const,
      operations: 0,
    }))
    return measureCases(session, cases)
  },
}
