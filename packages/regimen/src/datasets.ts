/** Two small data sets that come with the library: `import { digits, iris } from 'regimen/datasets'`. */
import { createDataset, type Dataset } from './data/dataset.ts'
import { labels as digitLabels, pixels } from './data/embedded/digits.generated.ts'
import { labels as irisLabels, millimetres } from './data/embedded/iris.generated.ts'
import { decodePixels } from './data/embedded/pixel-coding.ts'

const classIndices = (labels: string) => Int32Array.from(labels, Number)

/**
 * Handwritten digits: 1797 images of 8×8 pixels, levels 0 to 16, row-major in `inputShape` [64]; classes '0' to
 * '9'. The test part of "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak 1998, UCI Machine
 * Learning Repository, CC BY 4.0; the same rows, in the same order, as scikit-learn's `load_digits`.
 */
export function digits(): Dataset {
  return createDataset({
    name: 'digits',
    task: { kind: 'classification', classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
    inputShape: [64],
    inputs: Float32Array.from(decodePixels(pixels, digitLabels.length * 64, 8, 64)),
    targets: classIndices(digitLabels),
  })
}

/**
 * Fisher's irises: 150 flowers, 50 of each of three species; sepal length, sepal width, petal length and petal
 * width in centimetres. R. A. Fisher 1936, UCI Machine Learning Repository, CC BY 4.0. The values are those of
 * Fisher's article and of scikit-learn's `load_iris`; the repository's own file differs in two rows.
 */
export function iris(): Dataset {
  return createDataset({
    name: 'iris',
    task: { kind: 'classification', classes: ['setosa', 'versicolor', 'virginica'] },
    inputShape: [4],
    inputs: Float32Array.from(millimetres.match(/../g) ?? [], (text) => Number(text) / 10),
    targets: classIndices(irisLabels),
    featureNames: ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
  })
}
