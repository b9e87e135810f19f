import { createModel, full, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { gradientsOf, parametersNamed, silentShares, zeroShare } from '../../parts/hidden-units.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

const activations = ['relu', 'leakyRelu'] as const
type Name = (typeof activations)[number]
const names: Readonly<Record<Name, string>> = { relu: 'ReLU', leakyRelu: 'Leaky ReLU' }

export const leakyReluLetsGradientsThrough = defineExperiment({
  id: 'leaky-relu-lets-gradients-through',
  family: 'activations',
  catalogue: ['A7'],
  sources: ['S4'],
  title: { en: 'Leaky ReLU lets gradients through', ko: 'Leaky ReLU는 기울기를 통과시킨다' },
  claim: {
    en: 'A leaky ReLU has a slope of 0.01 for negative inputs: where ReLUs are dead its units still get a gradient, and the network learns.',
    ko: 'Leaky ReLU는 음의 입력에서도 기울기가 0.01이므로, ReLU라면 죽었을 뉴런도 기울기를 받아 신경망이 학습합니다.',
  },
  paper: 'Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models',
  settings: { hidden: 50, bias: -100, learningRate: 0.1, batchSize: 100, updates: 2000 },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { hidden, bias, learningRate, batchSize, updates: steps } = settings
    const { train, test } = (await images()).split
    const runs = []
    for (const name of activations) {
      const layer = multilayerPerceptron({
        inputs: train.inputShape,
        hidden: [hidden],
        outputs: 10,
        activation: name,
        initializer: 'heNormal',
      })
      const model = createModel(layer, { input: train.inputShape, seed })
      const { parameters, buffers } = model.state
      model.load({ parameters: { ...parameters, 'layers.0.bias': full([hidden], bias) }, buffers })
      const [incoming] = parametersNamed(gradientsOf(model, train), 'weight')
      const withoutGradient = incoming ? zeroShare(incoming) : 0
      const optimizer = sgd({ learningRate })
      const run = await trainNetwork({
        model,
        train,
        optimizer,
        steps,
        batchSize,
        seed,
        parts: { train, test },
      })
      const end = run.measured.at(-1)?.parts
      runs.push({
        name,
        withoutGradient,
        silentAfter: silentShares(model, train)[0] ?? 0,
        loss: end?.train?.loss ?? 0,
        accuracy: end?.test?.accuracy ?? 0,
        losses: thinned(run.losses, 100),
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'All 50 hidden units start with bias −100, where no training row reaches them. At the start every ReLU is without any gradient and no leaky ReLU is. After 2000 updates the training loss of the leaky network is lower by more than 0.1 (paired by seed).',
      ko: '은닉 뉴런 50개가 모두 편향 −100으로 시작해 어떤 학습 데이터에도 켜지지 않습니다. 시작할 때 ReLU는 모두 기울기가 없고 Leaky ReLU는 모두 있습니다. 2000번 갱신한 뒤 Leaky ReLU 신경망의 학습 손실이 0.1 넘게 더 낮습니다 (시드별로 짝지어 비교).',
    },
    judge(seeds) {
      const of = (name: Name) => seeds.flatMap((runs) => runs.filter((run) => run.name === name))
      const without = (name: Name) =>
        check(
          {
            en: `share of units without gradient, ${names[name]}`,
            ko: `기울기가 없는 뉴런의 비율, ${names[name]}`,
          },
          bootstrap(of(name).map((run) => run.withoutGradient)),
          about(name === 'relu' ? 1 : 0, 0),
        )
      const losses = (name: Name) => of(name).map(({ loss }) => loss)
      const gain = check(
        { en: 'training loss, ReLU − leaky ReLU', ko: '학습 손실, ReLU − Leaky ReLU' },
        pairedDifference(losses('relu'), losses('leakyRelu')),
        above(0.1),
      )
      return judge([...activations.map(without), gain])
    },
  },
  figures: (seeds) => [
    {
      name: 'loss',
      caption: {
        en: 'Loss of each batch (first seed) where all hidden units start with bias −100. Only the biases of the outputs can learn behind dead ReLUs.',
        ko: '모든 은닉 뉴런이 편향 −100으로 시작할 때 배치마다의 손실 (첫 번째 시드). 죽은 ReLU 뒤에서는 출력층의 편향만 학습할 수 있습니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'update', ko: '갱신' } },
        y: { title: { en: 'cross-entropy', ko: '교차 엔트로피' }, from: 0 },
        series: activations.map((name, place) => ({
          name: names[name],
          points: seeds[0]?.[place]?.losses ?? [],
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    activations.flatMap((name, place) => [
      {
        words: { en: `test accuracy, ${names[name]}`, ko: `테스트 정확도, ${names[name]}` },
        estimate: bootstrap(seeds.map((runs) => runs[place]?.accuracy ?? 0)),
      },
      {
        words: {
          en: `share of units below 0 for all training rows at the end, ${names[name]}`,
          ko: `끝에서도 모든 학습 데이터에서 0을 넘지 못하는 뉴런의 비율, ${names[name]}`,
        },
        estimate: bootstrap(seeds.map((runs) => runs[place]?.silentAfter ?? 0)),
      },
    ]),
  code: `import { gradient, leakyRelu, relu, sum, type Tensor, tensor } from 'regimen'

const inputs = [-100, -1, 1]
console.log('relu', gradient((x: Tensor) => sum(relu(x)), tensor(inputs)).data())
console.log('leaky relu', gradient((x: Tensor) => sum(leakyRelu(x)), tensor(inputs)).data())
for (const [name, activate] of [['relu', (x: Tensor) => relu(x)], ['leaky', (x: Tensor) => leakyRelu(x)]] as const) {
  let bias = tensor([-1])
  for (let update = 0; update < 1000; update++) {
    const slope = gradient((b: Tensor) => sum(activate(b)), bias).item()
    bias = tensor([bias.item() + 0.2 * slope])
  }
  console.log(name, 'climbs from −1 to', bias.item())
}`,
  related: ['dead-relu-stays-dead'],
})
