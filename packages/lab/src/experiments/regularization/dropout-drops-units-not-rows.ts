import { dropout } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutDropsUnitsNotRows = defineExperiment({
  id: 'dropout-drops-units-not-rows',
  family: 'regularization',
  catalogue: ['R20'],
  sources: ['S3'],
  title: { en: 'Dropout drops units, not data', ko: '드롭아웃은 데이터가 아니라 뉴런을 삭제한다' },
  claim: {
    en: 'Dropout trains on little data.',
    ko: '드롭아웃은 적은 데이터로 학습하는 방법입니다.',
  },
  correction: {
    en: 'It trains fewer units at a time on the same data. Half of the rows without dropout give a worse network than all of them with half of the units dropped.',
    ko: '같은 데이터로, 한 번에 더 적은 뉴런을 학습하는 방법입니다. 데이터를 절반만 쓰고 드롭아웃 없이 학습하면, 모든 데이터를 쓰고 뉴런 절반을 드롭했을 때보다 나쁩니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15',
  settings: { ...smallData, rate: 0.5 },
  quickSettings: { updates: 400 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const half = { ...settings, rows: settings.rows / 2 }
    const plain = await trainOnSmallData(loaded, settings, seed)
    const fewer = await trainOnSmallData(loaded, half, seed)
    const dropped = await trainOnSmallData(loaded, settings, seed, { behind: () => dropout(settings.rate) })
    return {
      plain: plain.last.testAccuracy,
      fewer: fewer.last.testAccuracy,
      dropped: dropped.last.testAccuracy,
    }
  },
  rule: {
    words: {
      en: 'If dropout were training on half of the data, its test accuracy would be that of half of the rows (within 0.005). Corrected: half of the rows lower test accuracy; all rows with dropout give more than half of the rows without by more than 0.005.',
      ko: '드롭아웃이 데이터 절반으로 학습하는 것이라면 테스트 정확도가 절반의 행으로 학습할 때와 같아야 합니다 (0.005 이내). 바로잡은 형태: 행을 절반으로 줄이면 테스트 정확도가 떨어지고, 모든 행과 드롭아웃을 쓴 정확도는 드롭아웃 없이 절반의 행을 쓴 것보다 0.005 넘게 높습니다.',
    },
    judge(seeds) {
      const of = (arm: 'plain' | 'fewer' | 'dropped') => seeds.map((seed) => seed[arm])
      const words = {
        en: 'test accuracy, dropout − half of the rows',
        ko: '테스트 정확도, 드롭아웃 − 절반의 행',
      }
      const gain = pairedDifference(of('dropped'), of('fewer'))
      return judge(
        [check(words, gain, below(0.005))],
        [
          check(words, gain, above(0.005)),
          check(
            { en: 'test accuracy, half of the rows − all', ko: '테스트 정확도, 절반의 행 − 모든 행' },
            pairedDifference(of('fewer'), of('plain')),
            below(0),
          ),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy after the same number of updates, with the 95 % interval of the seeds (axis from 0.8).',
        ko: '같은 횟수로 갱신한 뒤의 테스트 정확도와 시드들의 95 % 구간 (축은 0.8부터).',
      },
      drawing: barChart({
        x: {
          title: { en: 'trained on', ko: '학습 방법' },
          categories: [
            { en: '500 rows', ko: '500행' },
            { en: '1000 rows', ko: '1000행' },
            { en: '1000 rows, dropout', ko: '1000행, 드롭아웃' },
          ],
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0.8, to: 1 },
        groups: [
          {
            name: { en: 'test accuracy', ko: '테스트 정확도' },
            values: (['fewer', 'plain', 'dropped'] as const).map((arm) =>
              bootstrap(seeds.map((seed) => seed[arm])),
            ),
          },
        ],
      }),
    },
  ],
  code: `import { dropout, ones, RandomKey, randomSource } from 'regimen'

const layer = dropout(0.5)
const rows = ones([6, 8])
const state = layer.initialize(RandomKey.fromSeed(0), [8])
const { output } = layer.apply(state, rows, { training: true, random: randomSource(RandomKey.fromSeed(1)) })
for (let row = 0; row < 6; row++) {
  const kept = Array.from(output.data().slice(row * 8, row * 8 + 8), (value) => (value > 0 ? 1 : 0))
  console.log('row', row, 'takes part; units kept:', kept.join(' '))
}`,
  related: ['dropout-needs-room'],
})
