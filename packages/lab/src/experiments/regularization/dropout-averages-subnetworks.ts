import { adam, dropout, predictMonteCarlo, softmax } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { flattened, stackOf, trainLayer } from '../../parts/stack.ts'
import { inputsOf } from '../../parts/textbook-dropout.ts'
import { scoresOf } from '../../parts/train-network.ts'
import { below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutAveragesSubnetworks = defineExperiment({
  id: 'dropout-averages-subnetworks',
  family: 'regularization',
  catalogue: ['R16'],
  sources: ['S1'],
  title: { en: 'Dropout averages subnetworks', ko: '드롭아웃은 부분 신경망들의 평균이다' },
  claim: {
    en: 'Dropout trains many subnetworks at once, and the scaled network at test time stands for their average: an ensemble.',
    ko: '드롭아웃은 수많은 부분 신경망을 한꺼번에 학습시키는 것과 같고, 테스트 때 스케일링한 신경망은 그 평균, 곧 앙상블 역할을 합니다.',
  },
  correction: {
    en: 'Exactly so for a linear layer with softmax (the geometric mean of all 2ⁿ subnetworks); for deep networks it is close.',
    ko: '소프트맥스가 붙은 선형 층에서는 정확히 그렇고 (부분 신경망 2ⁿ개의 기하 평균), 깊은 신경망에서는 근사합니다.',
  },
  paper:
    'Baldi & Sadowski 2013, Understanding dropout; Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.12',
  settings: {
    units: 10,
    classes: 4,
    hidden: [100, 100],
    rate: 0.5,
    updates: 500,
    learningRate: 0.002,
    batchSize: 100,
    masks: 100,
  },
  data: 'digits',
  seeds: 10,
  async measure({ settings, seed, key, images }) {
    const { units, classes, hidden, rate, updates, learningRate, batchSize, masks } = settings
    const { split, features } = await images()
    const test = flattened(split.test)
    const { model } = await trainLayer({
      layer: stackOf({ inputs: features, hidden, behind: () => dropout(rate) }),
      train: flattened(split.train),
      test,
      optimizer: adam({ learningRate }),
      steps: updates,
      batchSize,
      seed,
    })
    const inputs = inputsOf(test)
    const sampled = (samples: number, from: number) =>
      predictMonteCarlo(model, inputs, {
        samples,
        seed: from,
        output: (logits) => softmax(logits),
      }).mean.data()
    const logs = (probabilities: ArrayLike<number>) =>
      Array.from(probabilities, (each) => Math.log(Math.max(each, 1e-30)))
    const scaled = Array.from(softmax(model.apply(inputs)).data())
    const average = sampled(masks, seed)
    const singles = Array.from({ length: 10 }, (_, each) =>
      scoresOf(logs(sampled(1, each + 1)), test.targets),
    )
    const variation =
      scaled.reduce((sum, value, at) => sum + Math.abs(value - (average[at] ?? 0)), 0) / 2 / test.size
    const [of, by] = [scoresOf(logs(scaled), test.targets), scoresOf(logs(average), test.targets)]
    return {
      linear: linearDifference(
        normals(key.child('x'), units),
        normals(key.child('w'), units * classes),
        classes,
      ),
      variation,
      scaled: { loss: of.loss, accuracy: of.accuracy },
      average: { loss: by.loss, accuracy: by.accuracy },
      single: {
        loss: singles.reduce((sum, { loss }) => sum + loss, 0) / singles.length,
        accuracy: singles.reduce((sum, { accuracy }) => sum + accuracy, 0) / singles.length,
      },
    }
  },
  rule: {
    words: {
      en: 'For softmax over 10 inputs the renormalized geometric mean of all 1024 subnetworks differs from the network with halved weights by less than 1e−12. For a trained network with two hidden layers the scaled network’s probabilities are within 0.1 (total variation, mean over test rows) of the average of 100 masks, and its test loss is below that of a single subnetwork.',
      ko: '입력 10개의 소프트맥스에서 부분 신경망 1024개의 (다시 정규화한) 기하 평균은 가중치를 반으로 줄인 신경망과 1e−12 미만으로 같습니다. 은닉층이 두 개인 학습된 신경망에서 스케일링한 확률은 100번 삭제한 평균과 0.1 이내이고 (전변동 거리, 테스트 행 평균), 테스트 손실은 부분 신경망 하나보다 낮습니다.',
    },
    judge(seeds) {
      return judge([
        check(
          { en: 'linear: largest difference of a probability', ko: '선형: 확률의 최대 차이' },
          bootstrap(seeds.map(({ linear }) => linear)),
          below(1e-12),
        ),
        check(
          {
            en: 'deep: total variation, scaled against 100 masks',
            ko: '깊은 신경망: 전변동 거리, 스케일링과 100번 평균',
          },
          bootstrap(seeds.map(({ variation }) => variation)),
          below(0.1),
        ),
        check(
          {
            en: 'deep: test loss, scaled − one subnetwork',
            ko: '깊은 신경망: 테스트 손실, 스케일링 − 부분 신경망 하나',
          },
          pairedDifference(
            seeds.map(({ scaled }) => scaled.loss),
            seeds.map(({ single }) => single.loss),
          ),
          below(0),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'loss',
      caption: {
        en: 'Test loss of the same trained networks: one subnetwork, the average of 100, and all units scaled, with the 95 % interval of the seeds.',
        ko: '같은 학습된 신경망의 테스트 손실: 부분 신경망 하나, 100개의 평균, 모든 뉴런을 스케일링한 경우와 시드들의 95 % 구간.',
      },
      drawing: barChart({
        x: {
          title: { en: 'at test time', ko: '테스트 때' },
          categories: [
            { en: 'one subnetwork', ko: '부분 신경망 하나' },
            { en: 'mean of 100', ko: '100개의 평균' },
            { en: 'all units, scaled', ko: '모든 뉴런, 스케일링' },
          ],
        },
        y: { title: { en: 'test loss (cross-entropy)', ko: '테스트 손실 (교차 엔트로피)' }, from: 0 },
        groups: [
          {
            name: { en: 'test loss', ko: '테스트 손실' },
            values: (['single', 'average', 'scaled'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => seed[arm].loss)),
            ),
          },
        ],
      }),
    },
  ],
  code: `const softmax = (logits: readonly number[]) => {
  const powers = logits.map(Math.exp)
  return powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0))
}
const inputs = [0.5, -1.2, 2, 0.3]
const weights = [[1, -1, 0.5], [0.2, 0.4, -2], [-0.7, 1.5, 0.1], [2, 0, -1]]
const logitsOf = (factors: readonly number[]) =>
  [0, 1, 2].map((each) => inputs.reduce((sum, x, at) => sum + x * (factors[at] ?? 0) * (weights[at]?.[each] ?? 0), 0))
const subnetworks = Array.from({ length: 16 }, (_, mask) => softmax(logitsOf([0, 1, 2, 3].map((at) => (mask >> at) & 1))))
const meanLogs = [0, 1, 2].map((each) => subnetworks.reduce((sum, network) => sum + Math.log(network[each] ?? 1) / 16, 0))
console.log('geometric mean of 16 subnetworks:', softmax(meanLogs).join(' '))
console.log('one network, inputs halved:      ', softmax(logitsOf([0.5, 0.5, 0.5, 0.5])).join(' '))`,
  related: ['scaling-keeps-what-dropout-expects', 'dropout-at-test-time-does-not-help'],
})

function probabilities(logits: readonly number[]): number[] {
  const most = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - most))
  const sum = powers.reduce((all, power) => all + power, 0)
  return powers.map((power) => power / sum)
}

/** Between the geometric mean of the softmaxes of all subsets of the inputs, and the softmax of all inputs halved. */
function linearDifference(x: Float64Array, weights: Float64Array, classes: number): number {
  const logitsOf = (factor: (at: number) => number) =>
    Array.from({ length: classes }, (_, each) =>
      x.reduce((sum, value, at) => sum + value * factor(at) * (weights[at * classes + each] ?? 0), 0),
    )
  const count = 2 ** x.length
  const logs = Array.from({ length: classes }, () => 0)
  for (let mask = 0; mask < count; mask++) {
    probabilities(logitsOf((at) => (mask >> at) & 1)).forEach((probability, each) => {
      logs[each] = (logs[each] ?? 0) + Math.log(probability) / count
    })
  }
  const halved = probabilities(logitsOf(() => 0.5))
  return Math.max(...probabilities(logs).map((value, each) => Math.abs(value - (halved[each] ?? 0))))
}
