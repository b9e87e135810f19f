import { adam, createModel, full, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { gradientsOf, parametersNamed, silentShares, zeroShare } from '../../parts/hidden-units.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

const activations = ['relu', 'leakyRelu'] as const
type Name = (typeof activations)[number]
const optimizers = {
  sgd: (learningRate: number) => sgd({ learningRate }),
  adam: (learningRate: number) => adam({ learningRate }),
}
type OptimizerName = keyof typeof optimizers
const arms: readonly { readonly activation: Name; readonly optimizer: OptimizerName }[] = [
  { activation: 'relu', optimizer: 'sgd' },
  { activation: 'leakyRelu', optimizer: 'sgd' },
  { activation: 'relu', optimizer: 'adam' },
  { activation: 'leakyRelu', optimizer: 'adam' },
]
const optimizerNames: Readonly<Record<OptimizerName, string>> = { sgd: 'SGD', adam: 'Adam' }
const armName = ({ activation, optimizer }: (typeof arms)[number]) =>
  `${names[activation]}, ${optimizerNames[optimizer]}`
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
  correction: {
    en: 'The gradient does get through, but only a hundredth of it: with SGD units this far below 0 learn next to nothing in thousands of updates. With Adam, whose steps do not depend on the size of the gradient, a hundredth is enough for the loss to fall; a ReLU’s 0 is not.',
    ko: '기울기는 통과하지만 100분의 1뿐이어서, 이렇게 깊이 빠진 뉴런은 SGD로 수천 번 갱신해도 거의 배우지 못합니다. 걸음이 기울기의 크기에 좌우되지 않는 Adam에서는 100분의 1로도 손실이 줄어듭니다. ReLU의 0으로는 안 됩니다.',
  },
  paper: 'Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models',
  changed: {
    en: 'Adam was added, at its published rate, after a first run had shown that SGD does not get out of this trap.',
    ko: '처음 실행에서 SGD가 이 함정에서 나오지 못한 뒤, 논문의 학습률로 Adam을 추가했습니다.',
  },
  settings: {
    hidden: 50,
    bias: -100,
    rates: { sgd: 0.1, adam: 0.001 },
    batchSize: 100,
    updates: 2000,
  },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { hidden, bias, rates, batchSize, updates: steps } = settings
    const { train, test } = (await images()).split
    const runs = []
    for (const { activation: name, optimizer } of arms) {
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
      const run = await trainNetwork({
        model,
        train,
        optimizer: optimizers[optimizer](rates[optimizer]),
        steps,
        batchSize,
        seed,
        parts: { train, test },
      })
      const end = run.measured.at(-1)?.parts
      runs.push({
        activation: name,
        optimizer,
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
      en: 'All 50 hidden units start with bias −100, where no training row reaches them. At the start every ReLU is without any gradient and no leaky ReLU is. The claim needs the training loss of the leaky network to be lower by more than 0.1 after 2000 updates of SGD (paired by seed). Corrected: so it is with Adam, while ReLU’s loss with Adam stays above 2.',
      ko: '은닉 뉴런 50개가 모두 편향 −100으로 시작해 어떤 학습 데이터에도 켜지지 않습니다. 시작할 때 ReLU는 모두 기울기가 없고 Leaky ReLU는 모두 있습니다. 주장대로라면 SGD로 2000번 갱신한 뒤 Leaky ReLU 신경망의 학습 손실이 0.1 넘게 더 낮아야 합니다 (시드별로 짝지어 비교). 바로잡은 형태: Adam에서는 그러하고, ReLU의 손실은 Adam에서도 2보다 큽니다.',
    },
    judge(seeds) {
      const of = (activation: Name, optimizer: OptimizerName) =>
        seeds.flatMap((runs) =>
          runs.filter((run) => run.activation === activation && run.optimizer === optimizer),
        )
      const without = (name: Name) =>
        check(
          {
            en: `share of units without gradient, ${names[name]}`,
            ko: `기울기가 없는 뉴런의 비율, ${names[name]}`,
          },
          bootstrap(of(name, 'sgd').map((run) => run.withoutGradient)),
          about(name === 'relu' ? 1 : 0, 0),
        )
      const losses = (activation: Name, optimizer: OptimizerName) =>
        of(activation, optimizer).map(({ loss }) => loss)
      const gain = (optimizer: OptimizerName) =>
        check(
          {
            en: `training loss, ReLU − Leaky ReLU, ${optimizerNames[optimizer]}`,
            ko: `학습 손실, ReLU − Leaky ReLU, ${optimizerNames[optimizer]}`,
          },
          pairedDifference(losses('relu', optimizer), losses('leakyRelu', optimizer)),
          above(0.1),
        )
      const stuck = check(
        { en: 'training loss, ReLU, Adam', ko: '학습 손실, ReLU, Adam' },
        bootstrap(losses('relu', 'adam')),
        above(2),
      )
      const gradients = activations.map(without)
      return judge([...gradients, gain('sgd')], [...gradients, gain('adam'), stuck])
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
        series: arms.map((arm, place) => ({
          name: armName(arm),
          points: seeds[0]?.[place]?.losses ?? [],
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    arms.flatMap((arm, place) => [
      {
        words: { en: `test accuracy, ${armName(arm)}`, ko: `테스트 정확도, ${armName(arm)}` },
        estimate: bootstrap(seeds.map((runs) => runs[place]?.accuracy ?? 0)),
      },
      {
        words: {
          en: `share of units below 0 for all training rows at the end, ${armName(arm)}`,
          ko: `끝에서도 모든 학습 데이터에서 0을 넘지 못하는 뉴런의 비율, ${armName(arm)}`,
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
