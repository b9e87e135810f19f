/** What the reader must know before believing the numbers. */
import { formatCount } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import type { PreparedData } from '../training/prepare-data.ts'

export function warningsOf(data: PreparedData, { train }: Dictionary): string[] {
  const { duplicates, droppedRows, filled, unknownCategories, split } = data
  const images = split.train.size + split.validation.size + split.test.size
  const leaks = {
    validation: duplicates.trainValidation.count,
    test: duplicates.trainTest.count,
    between: duplicates.validationTest.count,
  }
  return [
    ...(data.name === 'mnist-t10k' ? [train.onlyTestImages({ images: formatCount(images) })] : []),
    ...(duplicates.count > 0 ? [train.duplicates(leaks)] : []),
    ...(droppedRows > 0 ? [train.droppedRows({ count: droppedRows })] : []),
    ...(filled > 0 ? [train.filled({ count: filled })] : []),
    ...(unknownCategories > 0 ? [train.unknownCategories({ count: unknownCategories })] : []),
  ]
}
