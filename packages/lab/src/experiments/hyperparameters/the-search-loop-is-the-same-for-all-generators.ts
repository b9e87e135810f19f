import {
  type Assignment,
  createModel,
  float,
  gridSampler,
  manualSampler,
  multilayerPerceptron,
  parametersOf,
  publishedDefaults,
  randomSampler,
  type Sampler,
  type Split,
  Study,
  sgd,
  tpeSampler,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { countedPart } from '../../parts/counted-part.ts'
import { evaluatorOf, trainNetwork } from '../../parts/train-network.ts'
import { about, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

const space = {
  learningRate: float(1e-4, 10, { log: true }),
  weightDecay: float(1e-6, 1e-1, { log: true }),
}

/** A person's own, in front of what the papers recommend. */
const manual: readonly Assignment[] = [
  { learningRate: 0.1, weightDecay: 1e-4 },
  { learningRate: 0.5, weightDecay: 1e-5 },
  publishedDefaults(parametersOf(space)),
]

const generators: readonly { readonly name: { en: string; ko: string }; readonly create: () => Sampler }[] = [
  {
    name: { en: 'manual, then random', ko: '수동, 다음은 무작위' },
    create: () => manualSampler(manual, randomSampler()),
  },
  { name: { en: 'grid', ko: '격자' }, create: () => gridSampler({ points: 4 }) },
  { name: { en: 'random', ko: '무작위' }, create: () => randomSampler() },
  { name: { en: 'Bayesian (TPE)', ko: '베이지안 (TPE)' }, create: () => tpeSampler() },
]

export const theSearchLoopIsTheSameForAllGenerators = defineExperiment({
  id: 'the-search-loop-is-the-same-for-all-generators',
  family: 'hyperparameters',
  catalogue: ['H2', 'H3', 'H4', 'H5', 'H6'],
  sources: ['S1', 'S4'],
  title: {
    en: 'One search loop for all generators, without the test data',
    ko: '모든 생성기에 같은 탐색 루프, 테스트 데이터 없이',
  },
  claim: {
    en: 'Every search is one loop: make a combination, train, score it on the validation data, keep the best. Only what makes the combinations differs: a person (with published defaults), a grid, chance, a model of the results.',
    ko: '탐색은 모두 하나의 루프입니다. 조합을 만들고, 학습하고, 검증 데이터로 점수를 매기고, 가장 좋은 것을 고릅니다. 조합을 만드는 방법만 다릅니다. 사람(공개된 기본값 포함), 격자, 무작위, 결과에 대한 모델입니다.',
  },
  paper: 'Bergstra & Bengio 2012, JMLR 13; Bergstra et al. 2011 (TPE)',
  settings: { trials: 16, hidden: 16, updates: 200, batchSize: 32 },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { split } = await images()
    const runs = []
    for (const { create } of generators) runs.push(await search(split, create(), settings, seed))
    return runs
  },
  rule: {
    words: {
      en: 'For each of four generators: 16 trials are run, the returned one is the best of the logged validation accuracies, and the test part is read 0 times in the search and 1 time after it. The person’s trials come first, verbatim, and the published defaults are among them.',
      ko: '네 생성기 모두 16번 시험하고, 돌려준 것이 기록된 검증 정확도 중 가장 좋은 것이며, 테스트 데이터를 탐색 중에는 0번, 뒤에는 1번 읽습니다. 사람이 정한 시험은 그대로 맨 먼저 나오고 공개된 기본값도 그 안에 있습니다.',
    },
    judge(seeds, { trials }) {
      const all = (of: (run: Found) => boolean) => exactly(mean(seeds.flat().map((run) => (of(run) ? 1 : 0))))
      const verbatim = seeds.map(([byHand]) => (byHand?.verbatim ? 1 : 0))
      return judge([
        check(
          { en: 'share of searches with all their trials', ko: '모든 시험을 마친 탐색의 비율' },
          all(({ scores }) => scores.length === trials),
          about(1, 0),
        ),
        check(
          { en: 'share of searches that return their best score', ko: '가장 좋은 점수를 돌려준 탐색의 비율' },
          all(({ scores, returned }) => returned === Math.max(...scores)),
          about(1, 0),
        ),
        check(
          { en: 'reads of the test part in the searches', ko: '탐색 중 테스트 데이터를 읽은 횟수' },
          exactly(Math.max(...seeds.flat().map(({ readsBefore }) => readsBefore))),
          about(0, 0),
        ),
        check(
          {
            en: 'share of searches with one look at the test part after',
            ko: '뒤에 테스트 데이터를 한 번 본 탐색의 비율',
          },
          all(({ looks }) => looks === 1),
          about(1, 0),
        ),
        check(
          {
            en: 'share of seeds with the manual trials first, verbatim',
            ko: '수동 시험이 그대로 먼저 나온 시드의 비율',
          },
          exactly(mean(verbatim)),
          about(1, 0),
        ),
      ])
    },
  },
  figures: (seeds, { trials }) => [
    {
      name: 'best-so-far',
      caption: {
        en: 'Best validation accuracy so far, mean over the seeds. The third manual trial is the published default.',
        ko: '그때까지 가장 좋은 검증 정확도, 시드에 대한 평균. 수동의 셋째 시험이 공개된 기본값입니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'trials', ko: '시험 횟수' }, from: 0, to: trials },
        y: { title: { en: 'best validation accuracy', ko: '가장 좋은 검증 정확도' } },
        series: generators.map(({ name }, place) => ({
          name,
          draw: 'both' as const,
          points: Array.from({ length: trials }, (_, at): [number, number] => [
            at + 1,
            mean(seeds.map((runs) => Math.max(...(runs[place]?.scores.slice(0, at + 1) ?? [])))),
          ]),
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    generators.map(({ name }, place) => ({
      words: { en: `test accuracy of the best: ${name.en}`, ko: `가장 좋은 것의 테스트 정확도: ${name.ko}` },
      estimate: bootstrap(seeds.map((runs) => runs[place]?.test ?? Number.NaN)),
    })),
  code: `import { gridSampler, randomSampler, Study, float, tpeSampler } from 'regimen'

const space = { learningRate: float(1e-4, 10, { log: true }), weightDecay: float(1e-6, 1e-1, { log: true }) }
for (const sampler of [gridSampler({ points: 3 }), randomSampler(), tpeSampler()]) {
  const study = await Study.open({ sampler, space })
  await study.optimize((trial) => {
    const { learningRate, weightDecay } = trial.sample(space)
    return (Math.log10(learningRate) + 0.5) ** 2 + 0.1 * (Math.log10(weightDecay) + 4) ** 2
  }, { trials: 9 })
  console.log(sampler.name, JSON.stringify((await study.best())?.parameters), (await study.best())?.values)
}`,
  related: ['choosing-on-the-test-set-overfits-it', 'refining-improves-what-coarse-search-found'],
})

type Found = Awaited<ReturnType<typeof search>>

interface Settings {
  readonly trials: number
  readonly hidden: number
  readonly updates: number
  readonly batchSize: number
}

async function search(
  { train, validation, test }: Split,
  sampler: Sampler,
  settings: Settings,
  seed: number,
) {
  const counted = countedPart(test)
  const before = counted.reads()
  const input = train.inputShape
  const trained = async ({ learningRate, weightDecay }: { learningRate: number; weightDecay: number }) => {
    const layer = multilayerPerceptron({ inputs: input, hidden: [settings.hidden], outputs: 10 })
    const model = createModel(layer, { input, seed })
    const { measured } = await trainNetwork({
      model,
      train,
      optimizer: sgd({ learningRate, weightDecay: { coupled: weightDecay } }),
      steps: settings.updates,
      batchSize: settings.batchSize,
      seed,
      parts: { validation },
    })
    return { model, accuracy: measured.at(-1)?.parts.validation?.accuracy ?? 0 }
  }
  const study = await Study.open({ sampler, space, seed, directions: 'maximize' })
  await study.optimize(async (trial) => (await trained(trial.sample(space))).accuracy, {
    trials: settings.trials,
  })
  const [trials, best] = [await study.trials(), await study.best()]
  const readsBefore = counted.reads() - before
  const { learningRate = Number.NaN, weightDecay = Number.NaN } = best?.parameters ?? {}
  const { model } = await trained({ learningRate: Number(learningRate), weightDecay: Number(weightDecay) })
  const { inputs, targets } = counted.part
  const scored = evaluatorOf(model)(model.state, { ...test, inputs, targets })
  return {
    scores: trials.flatMap(({ values: [value] }) => value ?? []),
    returned: best?.values[0] ?? Number.NaN,
    readsBefore,
    looks: (counted.reads() - before - readsBefore) / 2,
    verbatim: isVerbatim(trials.map(({ parameters }) => parameters)),
    test: scored.accuracy,
  }
}

function isVerbatim(trials: readonly Assignment[]): boolean {
  return manual.every((row, number) =>
    Object.entries(row).every(([name, value]) => trials[number]?.[name] === value),
  )
}
