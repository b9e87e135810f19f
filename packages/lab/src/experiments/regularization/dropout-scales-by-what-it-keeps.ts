import { createModel } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import {
  droppingStack,
  inputsOf,
  textbookDropout,
  trainTextbookDropout,
} from '../../parts/textbook-dropout.ts'
import { scoresOf } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutScalesByWhatItKeeps = defineExperiment({
  id: 'dropout-scales-by-what-it-keeps',
  family: 'regularization',
  catalogue: ['R13'],
  sources: ['S1'],
  title: { en: 'At test time dropout scales by what it keeps', ko: '테스트 때는 남기는 비율을 곱한다' },
  claim: {
    en: 'At test time all units take part, and each output is multiplied by the rate at which units were dropped in training.',
    ko: '테스트 때는 모든 뉴런을 쓰되, 각 뉴런의 출력에 훈련 때 삭제한 비율을 곱합니다.',
  },
  correction: {
    en: 'It is multiplied by the share that was kept, 1 − p (the p of the paper is the probability of keeping). At p = 0.5 both are the same, which hides the mistake; at 0.2 it shows.',
    ko: '삭제한 비율이 아니라 남긴 비율 1 − p를 곱합니다 (논문의 p는 남길 확률입니다). p = 0.5에서는 둘이 같아 오류가 드러나지 않지만 0.2에서는 드러납니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15, section 1',
  settings: textbookDropout,
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const { test } = loaded.split
    const model = await trainTextbookDropout(loaded, settings, seed)
    const scaledBy = (factor: number) => {
      const same = createModel(droppingStack(loaded.features, settings, 1 - factor), {
        input: test.inputShape,
      })
      same.load(model.state)
      return scoresOf(same.apply(inputsOf(test)).data(), test.targets).accuracy
    }
    return { kept: scaledBy(1 - settings.rate), dropped: scaledBy(settings.rate), unscaled: scaledBy(1) }
  },
  rule: {
    words: {
      en: 'The claim needs a test accuracy at least as high when outputs are multiplied by the dropped share (0.2) as by the kept one (0.8). Corrected: with the kept share it is higher by more than 0.15, and with the dropped share it is below 0.2, near chance.',
      ko: '주장대로라면 삭제한 비율(0.2)을 곱할 때의 테스트 정확도가 남긴 비율(0.8)을 곱할 때보다 낮지 않아야 합니다. 바로잡은 형태: 남긴 비율을 곱하면 0.15 넘게 높고, 삭제한 비율을 곱하면 0.2보다 낮아 무작위 수준에 가깝습니다.',
    },
    judge(seeds) {
      const kept = seeds.map((seed) => seed.kept)
      const dropped = seeds.map((seed) => seed.dropped)
      return judge(
        [
          check(
            { en: 'test accuracy, × dropped − × kept share', ko: '테스트 정확도, × 삭제 비율 − × 남긴 비율' },
            pairedDifference(dropped, kept),
            above(0),
          ),
        ],
        [
          check(
            { en: 'test accuracy, × kept − × dropped share', ko: '테스트 정확도, × 남긴 비율 − × 삭제 비율' },
            pairedDifference(kept, dropped),
            above(0.15),
          ),
          check(
            { en: 'test accuracy, × dropped share', ko: '테스트 정확도, × 삭제 비율' },
            bootstrap(dropped),
            below(0.2),
          ),
        ],
      )
    },
  },
  figures: (seeds, { rate }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy of the same trained networks with their hidden outputs multiplied by three factors at test time, with the 95 % interval of the seeds; the line is chance.',
        ko: '같은 학습된 신경망에서 테스트 때 은닉층 출력에 세 가지 값을 곱했을 때의 테스트 정확도와 시드들의 95 % 구간. 점선은 무작위 수준입니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'hidden outputs multiplied by', ko: '은닉층 출력에 곱하는 값' },
          categories: [
            { en: `dropped, ${rate}`, ko: `삭제, ${rate}` },
            { en: `kept, ${1 - rate}`, ko: `남김, ${1 - rate}` },
            { en: 'nothing, 1', ko: '없음, 1' },
          ],
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0 },
        levels: [0.1],
        groups: [
          {
            name: { en: 'test accuracy', ko: '테스트 정확도' },
            values: (['dropped', 'kept', 'unscaled'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => seed[arm])),
            ),
          },
        ],
      }),
    },
  ],
  code: `import { adam, asPart, createModel, dense, evaluate, fit, flatten, originalDropout, relu, sequential } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
const dropping = (rate: number) => {
  const drop = () => originalDropout({ rate })
  const layer = sequential(flatten(), dense(64, 50), relu(), drop(), dense(50, 50), relu(), drop(), dense(50, 10))
  return createModel(layer, { input: train.inputShape })
}
const [model, wrong] = [dropping(0.2), dropping(0.8)]
await fit(model, { train }, { optimizer: adam(), batchSize: 100, steps: 300 })
wrong.load(model.state)
console.log('× 0.8:', evaluate(model, train).loss, '× 0.2:', evaluate(wrong, train).loss)`,
  related: ['dropout-needs-room', 'dropout-at-test-time-does-not-help', 'scaling-keeps-what-dropout-expects'],
})
