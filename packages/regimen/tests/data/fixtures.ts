import { createDataset, type Dataset } from '../../src/data/dataset.ts'

/** One feature per row, holding the row number; classes as given. */
export function labelled(classes: readonly number[], classCount = Math.max(0, ...classes) + 1): Dataset {
  return createDataset({
    name: 'labelled',
    task: { kind: 'classification', classes: Array.from({ length: classCount }, (_, index) => `c${index}`) },
    inputShape: [1],
    inputs: Float32Array.from(classes, (_, row) => row),
    targets: Int32Array.from(classes),
  })
}

/** A regression data set from rows of features; every target is 0. */
export function rowsOf(rows: readonly (readonly number[])[], features = rows[0]?.length ?? 1): Dataset {
  return createDataset({
    name: 'rows',
    task: { kind: 'regression', target: 'y' },
    inputShape: [features],
    inputs: Float32Array.from(rows.flat()),
    targets: new Float32Array(rows.length),
  })
}

/** Every error test reads the code and the sentence: both are what a caller gets. */
export function thrownBy(action: () => unknown): { code: unknown; message: string } {
  try {
    action()
  } catch (error) {
    if (error instanceof Error)
      return { code: 'code' in error ? error.code : undefined, message: error.message }
  }
  throw new Error('nothing was thrown')
}
