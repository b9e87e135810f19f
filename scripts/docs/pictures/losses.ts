/** Each loss with its slope: against the error of a value, or against the logit of the right answer. */
import {
  contrastive,
  gradient,
  type Loss,
  losses,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
  triplet,
  withBackend,
} from 'regimen'
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

const probabilities: View = {
  axis: 'logit of a class with probability 0.8, of two',
  outputs: (x) => [x, 0],
  targets: () => tensor(inputs.map(() => [0.8, 0.2])),
}
const direction: View = {
  axis: 'x of the output (x, 1), target (1, 0)',
  outputs: (x) => [x, 1],
  targets: () => tensor(inputs.map(() => [1, 0])),
}

/** What is not named here is a loss of values. */
const views: Readonly<Record<string, View>> = {
  crossEntropy: classes,
  focal: logit,
  binaryCrossEntropy: logit,
  hinge: classes,
  kullbackLeibler: probabilities,
  cosineDistance: direction,
}

/** Losses of embeddings: against the distance of two examples, for each case that they know. */
const ofDistances: Readonly<
  Record<string, { readonly axis: string; readonly cases: Readonly<Record<string, (d: number) => Tensor>> }>
> = {
  contrastive: {
    axis: 'distance of two examples',
    cases: {
      'same class': (d) => contrastive(tensor([[d]]), tensor([[0]]), tensor([1])),
      'different classes': (d) => contrastive(tensor([[d]]), tensor([[0]]), tensor([0])),
    },
  },
  triplet: {
    axis: 'distance to an example of the same class',
    cases: {
      'other class at 1': (d) => triplet(tensor([[0]]), tensor([[d]]), tensor([[1]])),
      'at 2': (d) => triplet(tensor([[0]]), tensor([[d]]), tensor([[2]])),
    },
  },
}
const distances = Array.from({ length: 121 }, (_, index) => index / 40)

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

function distancePicture(name: string): string | undefined {
  const view = ofDistances[name]
  if (!view) return undefined
  const lines = Object.entries(view.cases).map(([title, loss], style) => {
    const points = distances.map((d): Point => [d, loss(d).item()])
    return { kind: 'line', points, name: title, style } as const
  })
  return svg({
    title: name,
    x: { name: view.axis, domain: [0, 3] },
    y: { name: 'loss', domain: [-0.2, 4] },
    marks: [{ kind: 'rule', y: 0 }, ...lines],
  })
}

export function lossPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const pictures = Object.entries(losses).map(([name, factory]) => {
      return [`losses/${name}`, distancePicture(name) ?? picture(name, factory.fromSettings({}))] as const
    })
    return new Map(pictures)
  })
}
