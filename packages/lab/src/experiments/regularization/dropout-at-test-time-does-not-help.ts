import { predictMonteCarlo, softmax } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { inputsOf, textbookDropout, trainTextbookDropout } from '../../parts/textbook-dropout.ts'
import { scoresOf } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutAtTestTimeDoesNotHelp = defineExperiment({
  id: 'dropout-at-test-time-does-not-help',
  family: 'regularization',
  catalogue: ['R14'],
  sources: ['S1'],
  title: { en: 'Dropout at test time does not help', ko: '테스트 때 드롭아웃을 써도 좋아지지 않는다' },
  claim: {
    en: 'Dropout should also be used at test time: then the network would do better.',
    ko: '테스트 때에도 드롭아웃을 적용하면 성능이 더 좋아질 것입니다.',
  },
  correction: {
    en: 'A single random mask at test time throws units away and lowers accuracy. Averages over many masks are no better than all units, scaled.',
    ko: '테스트 때 무작위로 뉴런을 한 번 삭제하면 정보를 버려 정확도가 떨어집니다. 여러 번 삭제한 결과를 평균해도 모든 뉴런을 스케일링해 쓰는 것보다 낫지 않습니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15, section 7.5',
  settings: { ...textbookDropout, masks: 20 },
  data: 'mnist',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const { test } = loaded.split
    const model = await trainTextbookDropout(loaded, settings, seed)
    const inputs = inputsOf(test)
    const averaged = (samples: number) => {
      const { mean } = predictMonteCarlo(model, inputs, {
        samples,
        seed,
        output: (logits) => softmax(logits),
      })
      return scoresOf(mean.data().map(Math.log), test.targets).accuracy
    }
    return {
      scaled: scoresOf(model.apply(inputs).data(), test.targets).accuracy,
      single: averaged(1),
      average: averaged(settings.masks),
    }
  },
  rule: {
    words: {
      en: 'The claim needs higher test accuracy with one random mask per row than with all units scaled. Corrected: it is lower, and the average over 20 masks is at most 0.01 higher than all units scaled.',
      ko: '주장대로라면 행마다 무작위로 한 번 삭제할 때의 테스트 정확도가 모든 뉴런을 스케일링해 쓸 때보다 높아야 합니다. 바로잡은 형태: 더 낮고, 20번 삭제의 평균도 스케일링보다 0.01 넘게 높지 않습니다.',
    },
    judge(seeds) {
      const gain = (arm: 'single' | 'average') =>
        pairedDifference(
          seeds.map((seed) => seed[arm]),
          seeds.map(({ scaled }) => scaled),
        )
      const words = { en: 'test accuracy, one mask − scaled', ko: '테스트 정확도, 한 번 삭제 − 스케일링' }
      return judge(
        [check(words, gain('single'), above(0))],
        [
          check(words, gain('single'), below(0)),
          check(
            { en: 'test accuracy, 20 masks − scaled', ko: '테스트 정확도, 20번 삭제의 평균 − 스케일링' },
            gain('average'),
            below(0.01),
          ),
        ],
      )
    },
  },
  figures: (seeds, { masks }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy of the same trained networks, with the 95 % interval of the seeds; the line is chance.',
        ko: '같은 학습된 신경망의 테스트 정확도와 시드들의 95 % 구간. 점선은 무작위 수준입니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'at test time', ko: '테스트 때' },
          categories: [
            { en: 'all units, scaled', ko: '모든 뉴런, 스케일링' },
            { en: 'one mask', ko: '한 번 삭제' },
            { en: `mean of ${masks} masks`, ko: `${masks}번 삭제의 평균` },
          ],
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0 },
        levels: [0.1],
        groups: [
          {
            name: { en: 'test accuracy', ko: '테스트 정확도' },
            values: (['scaled', 'single', 'average'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => seed[arm])),
            ),
          },
        ],
      }),
    },
  ],
  code: `import { adam, asPart, createModel, fit, multilayerPerceptron, predictMonteCarlo, tensor } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
const model = createModel(multilayerPerceptron({ inputs: train.inputShape, hidden: [50], outputs: 10, dropout: 0.5 }), { input: train.inputShape })
await fit(model, { train }, { optimizer: adam(), batchSize: 100, steps: 200 })
const inputs = tensor(train.inputs, [train.size, ...train.inputShape])
const right = (outputs: ArrayLike<number>) => Array.from(train.targets).filter((target, row) =>
  Array.from({ length: 10 }, (_, each) => each).every((each) => (outputs[10 * row + each] ?? 0) <= (outputs[10 * row + target] ?? 0))).length
console.log('right of', train.size, '- all units:', right(model.apply(inputs).data()))
console.log('one mask:', right(predictMonteCarlo(model, inputs, { samples: 1 }).mean.data()))`,
  related: ['dropout-scales-by-what-it-keeps', 'dropout-averages-subnetworks'],
})
