/** Each loss of one output, with its slope: against the error of a value, or against the logit of the right answer. */
import { gradient, type Loss, losses, referenceBackend, sum, type Tensor, tensor, withBackend } from 'regimen'
import { type Point, svg } from '../plot.ts'

const inputs = Array.from({ length: 241 }, (_, index) => -6 + index / 20)

interface View {
  readonly axis: string
  readonly outputs: (x: number) => number[]
  readonly targets: () => Tensor
}

const values: View = {
  axis: 'output − target',
  outputs: (x) => [x],
  targets: () => tensor(inputs.map(() => [0])),
}
const logit: View = {
  axis: 'logit, target 1',
  outputs: (x) => [x],
  targets: () => tensor(inputs.map(() => [1])),
}
const classes: View = {
  axis: 'logit of the right one of two classes',
  outputs: (x) => [x, 0],
  targets: () => tensor(new Array(inputs.length).fill(0), [inputs.length], 'int32'),
}

/** What is not named here is a loss of values. */
const views: Readonly<Record<string, View>> = {
  crossEntropy: classes,
  focal: logit,
  binaryCrossEntropy: logit,
  hinge: classes,
}
/** Losses of whole vectors have no picture over one number. */
const ofVectors = new Set(['kullbackLeibler', 'cosineDistance', 'contrastive', 'triplet'])

function picture(name: string, loss: Loss): string {
  const { axis, outputs, targets } = views[name] ?? values
  const x = tensor(inputs.map(outputs))
  const perExample = loss.perExample(x, targets()).data()
  const width = x.shape[1] ?? 1
  const slopes = gradient((y: Tensor) => sum(loss.perExample(y, targets())), x).data()
  const line = (read: (index: number) => number | undefined): Point[] =>
    inputs.map((input, index) => [input, read(index) ?? Number.NaN])
  return svg({
    title: name,
    x: { name: axis, domain: [-6, 6], ticks: [-6, -3, 0, 3, 6] },
    y: { name: 'loss, slope', domain: [-3, 8], ticks: [-2, 0, 2, 4, 6, 8] },
    marks: [
      { kind: 'rule', y: 0 },
      { kind: 'line', points: line((index) => perExample[index]), name: 'loss', style: 0 },
      { kind: 'line', points: line((index) => slopes[index * width]), name: 'slope', style: 1 },
    ],
  })
}

export function lossPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const shown = Object.entries(losses).filter(([name]) => !ofVectors.has(name))
    return new Map(
      shown.map(([name, factory]) => [`losses/${name}`, picture(name, factory.fromSettings({}))]),
    )
  })
}
