import { batchNorm, dropout } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid } from '../../figures/index.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import type { Scores } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const batchNormalizationDoesNotReplaceDropout = defineExperiment({
  id: 'batch-normalization-does-not-replace-dropout',
  family: 'batch-normalization',
  catalogue: ['B5'],
  sources: ['S2', 'S3', 'S4'],
  title: {
    en: 'Batch normalization does not replace dropout',
    ko: '배치 정규화가 드롭아웃을 대신하지는 않는다',
  },
  claim: {
    en: 'Batch normalization suppresses overfitting, so that dropout is less needed, or not at all.',
    ko: '배치 정규화는 과적합을 억제하므로 드롭아웃이 덜 필요하거나 아예 필요 없습니다.',
  },
  correction: {
    en: 'Dropout lowers the loss on new data, and does so on top of batch normalization as well: the one does not make the other needless.',
    ko: '드롭아웃은 새로운 데이터의 손실을 줄이며, 배치 정규화와 함께 써도 그렇습니다. 하나가 다른 하나를 불필요하게 만들지 않습니다.',
  },
  paper: 'Ioffe & Szegedy 2015, arXiv:1502.03167, section 4.2.1; Li, Chen, Hu & Yang 2019, arXiv:1801.05134',
  settings: { ...smallData, rate: 0.5 },
  quickSettings: { updates: 400 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const scoresWith = async (normalized: boolean, dropping: boolean) => {
      const { last } = await trainOnSmallData(loaded, settings, seed, {
        ...(normalized && { before: () => batchNorm() }),
        ...(dropping && { behind: () => dropout(settings.rate) }),
      })
      return last
    }
    return {
      plain: await scoresWith(false, false),
      normalized: await scoresWith(true, false),
      dropped: await scoresWith(false, true),
      both: await scoresWith(true, true),
    }
  },
  rule: {
    words: {
      en: 'The claim needs both: the gap (training − test accuracy) is smaller with batch normalization than without, and on top of it dropout lowers the test loss by less than 0.01. Corrected: dropout lowers the test loss by more than 0.01 without batch normalization and with it.',
      ko: '주장에는 둘 다 필요합니다. 차이(학습 정확도 − 테스트 정확도)가 배치 정규화가 있을 때 더 작고, 거기에 드롭아웃을 더해도 테스트 손실이 0.01보다 적게 줄어야 합니다. 바로잡은 형태: 드롭아웃은 배치 정규화가 없을 때도 있을 때도 테스트 손실을 0.01 넘게 줄입니다.',
    },
    judge(seeds) {
      const of = (arm: Arm, pick: (scores: Scores) => number) => seeds.map((seed) => pick(seed[arm]))
      const gap = ({ trainAccuracy, testAccuracy }: Scores) => trainAccuracy - testAccuracy
      const loss = ({ testLoss }: Scores) => testLoss
      const words = {
        en: 'test loss with batch normalization, with − without dropout',
        ko: '배치 정규화가 있을 때 테스트 손실, 드롭아웃 있음 − 없음',
      }
      const onTop = pairedDifference(of('both', loss), of('normalized', loss))
      return judge(
        [
          check(
            { en: 'gap, batch normalization − without', ko: '차이, 배치 정규화 − 없음' },
            pairedDifference(of('normalized', gap), of('plain', gap)),
            below(0),
          ),
          check(words, onTop, above(-0.01)),
        ],
        [
          check(
            {
              en: 'test loss without batch normalization, with − without dropout',
              ko: '배치 정규화가 없을 때 테스트 손실, 드롭아웃 있음 − 없음',
            },
            pairedDifference(of('dropped', loss), of('plain', loss)),
            below(-0.01),
          ),
          check(words, onTop, below(-0.01)),
        ],
      )
    },
  },
  figures: (seeds) => {
    const chart = (title: { en: string; ko: string }, pick: (scores: Scores) => number) =>
      barChart({
        width: 420,
        x: {
          title: { en: 'dropout 0.5', ko: '드롭아웃 0.5' },
          categories: [
            { en: 'without', ko: '없음' },
            { en: 'with', ko: '있음' },
          ],
        },
        y: { title, from: 0 },
        groups: [
          {
            name: { en: 'without batch normalization', ko: '배치 정규화 없음' },
            values: (['plain', 'dropped'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => pick(seed[arm]))),
            ),
          },
          {
            name: { en: 'with', ko: '있음' },
            values: (['normalized', 'both'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => pick(seed[arm]))),
            ),
          },
        ],
      })
    return [
      {
        name: 'both',
        caption: {
          en: 'Test loss and the gap between training and test accuracy, with and without each of the two, with the 95 % interval of the seeds.',
          ko: '둘 각각이 있을 때와 없을 때의 테스트 손실, 그리고 학습과 테스트 정확도의 차이와 시드들의 95 % 구간.',
        },
        drawing: grid(
          [
            chart(
              { en: 'test loss (cross-entropy)', ko: '테스트 손실 (교차 엔트로피)' },
              ({ testLoss }) => testLoss,
            ),
            chart(
              { en: 'training − test accuracy', ko: '학습 − 테스트 정확도' },
              ({ trainAccuracy, testAccuracy }) => trainAccuracy - testAccuracy,
            ),
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds) =>
    (
      [
        ['plain', { en: 'test accuracy, neither', ko: '테스트 정확도, 둘 다 없음' }],
        ['normalized', { en: 'test accuracy, batch normalization', ko: '테스트 정확도, 배치 정규화' }],
        ['dropped', { en: 'test accuracy, dropout', ko: '테스트 정확도, 드롭아웃' }],
        ['both', { en: 'test accuracy, both', ko: '테스트 정확도, 둘 다' }],
      ] as const
    ).map(([arm, words]) => ({ words, estimate: bootstrap(seeds.map((seed) => seed[arm].testAccuracy)) })),
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 30, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
for (const batchNorm of [false, true]) {
  for (const dropout of [0, 0.3]) {
    const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [256, 256], outputs: 10, batchNorm, dropout })
    const model = createModel(layer, { input: train.inputShape })
    await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), batchSize: 30, steps: 500 })
    console.log(batchNorm ? 'normalized' : 'plain', 'dropout', dropout, 'test loss', evaluate(model, test).loss)
  }
}`,
  related: ['dropout-needs-room', 'batch-normalization-learns-faster'],
})

type Arm = 'plain' | 'normalized' | 'dropped' | 'both'
