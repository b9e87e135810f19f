import { adam, asPart, createModel, multilayerPerceptron } from 'regimen'
import { iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, deviation, judge } from '../../statistics/index.ts'

export const wideNetworksEndAlike = defineExperiment({
  id: 'wide-networks-end-alike',
  family: 'optimizers',
  catalogue: ['O22'],
  sources: ['S4'],
  title: {
    en: 'Wide networks end alike, narrow ones do not',
    ko: '넓은 신경망은 비슷하게 끝나고 좁은 신경망은 그렇지 않다',
  },
  claim: {
    en: 'A point that is convex in every direction is probably the global minimum, for true local minima are rare.',
    ko: '모든 방향에서 아래로 볼록한 점을 찾았다면 그 점은 아마 전역 최솟값입니다. 진짜 극소점은 드물기 때문입니다.',
  },
  correction: {
    en: 'In wide networks the ends of training are nearly equally good, whichever they are. In narrow ones they differ much: where training ends says nothing of the global minimum.',
    ko: '넓은 신경망에서는 학습이 어디서 끝나든 거의 똑같이 좋습니다. 좁은 신경망에서는 크게 달라서, 학습이 끝난 곳이 전역 최솟값이라고 할 수 없습니다.',
  },
  paper: 'Choromanska, Henaff, Mathieu, Ben Arous & LeCun 2015, The loss surfaces of multilayer networks',
  settings: { widths: [1, 2, 4, 16], runs: 10, updates: 1500, learningRate: 0.02, tolerance: 0.01 },
  quickSettings: { updates: 800 },
  seeds: 5,
  async measure({ settings: { widths, runs, updates, learningRate }, seed }) {
    const train = asPart(iris(), 'train')
    const lastLoss = async (width: number, number: number) => {
      const layer = multilayerPerceptron({ inputs: [4], hidden: [width], outputs: 3 })
      const model = createModel(layer, { input: [4], seed: number })
      const { measured } = await trainNetwork({
        model,
        train,
        optimizer: adam({ learningRate }),
        steps: updates,
        batchSize: train.size,
        sampling: 'epochs',
        seed: number,
        parts: { train },
      })
      return measured.at(-1)?.parts.train?.loss ?? 0
    }
    const losses: number[][] = []
    for (const width of widths) {
      const of: number[] = []
      for (let run = 0; run < runs; run++) of.push(await lastLoss(width, seed * runs + run))
      losses.push(of)
    }
    return losses
  },
  rule: {
    words: {
      en: 'The claim needs the runs of the narrowest network, too, to end within 0.01 of each other (standard deviation of 10 runs). Corrected: there the standard deviation is above 0.1, and that of the widest network less than a tenth of it.',
      ko: '주장대로라면 가장 좁은 신경망의 실행들도 서로 0.01 안에서 끝나야 합니다 (실행 10번의 표준편차). 바로잡은 형태: 가장 좁은 신경망의 표준편차는 0.1보다 크고, 가장 넓은 신경망의 표준편차는 그 10분의 1보다 작습니다.',
    },
    judge(seeds, { tolerance }) {
      const spread = (place: number) => bootstrap(seeds.map((losses) => deviation(losses.at(place) ?? [])))
      const narrow = spread(0)
      const words = {
        en: 'standard deviation of the last loss, 1 unit',
        ko: '마지막 손실의 표준편차, 뉴런 1개',
      }
      const wide = spread(-1)
      return judge(
        [check(words, narrow, below(tolerance))],
        [
          check(words, narrow, above(0.1)),
          check(
            { en: 'standard deviation, 16 units', ko: '표준편차, 뉴런 16개' },
            wide,
            below(narrow.value / 10),
          ),
        ],
      )
    },
  },
  figures: (seeds, { widths }) => [
    {
      name: 'losses',
      caption: {
        en: 'The training loss at the end of each run, by the number of hidden units.',
        ko: '은닉 뉴런의 수에 따른, 각 실행이 끝났을 때의 학습 손실.',
      },
      drawing: lineChart({
        x: { title: { en: 'hidden units', ko: '은닉 뉴런 수' }, from: 0 },
        y: { title: { en: 'training loss (cross-entropy)', ko: '학습 손실 (교차 엔트로피)' }, from: 0 },
        series: [
          {
            name: { en: 'runs', ko: '실행' },
            draw: 'points',
            points: seeds.flatMap((losses) =>
              losses.flatMap((of, at) => of.map((loss): [number, number] => [widths[at] ?? 0, loss])),
            ),
          },
        ],
      }),
    },
  ],
  code: `import { adam, asPart, createModel, fit, multilayerPerceptron } from 'regimen'
import { iris } from 'regimen/datasets'

const train = asPart(iris(), 'train')
for (const width of [1, 16]) {
  for (const seed of [0, 1, 2]) {
    const model = createModel(multilayerPerceptron({ inputs: [4], hidden: [width], outputs: 3 }), { input: [4], seed })
    const { metrics } = await fit(model, { train }, { optimizer: adam({ learningRate: 0.02 }), steps: 600, batchSize: 150 })
    console.log(width, 'hidden units, seed', seed, 'loss', metrics.trainLoss)
  }
}`,
  related: ['critical-points-are-mostly-saddles', 'gradient-descent-stays-in-its-basin'],
})
