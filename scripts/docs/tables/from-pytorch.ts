import type { NameTable } from './names.ts'

export const fromPyTorch: NameTable = {
  theirs: 'PyTorch',
  groups: [
    {
      title: { en: 'Layers', ko: '층' },
      rows: [
        {
          theirs: 'nn.Linear(i, o)',
          ours: 'dense(i, o)',
          note: {
            en: 'Weight [inputs, outputs], theirs [outputs, inputs]. He normal and bias 0; theirs both uniform within ±1/√inputs.',
            ko: '가중치는 [입력, 출력], 저쪽은 [출력, 입력]입니다. He 정규분포와 편향 0으로 시작하고, 저쪽은 둘 다 ±1/√입력 안의 균등분포입니다.',
          },
        },
        {
          theirs: 'nn.Conv2d(i, o, 3, padding=1)',
          ours: 'conv2d(i, o, { kernel: 3, padding: 1 })',
          note: {
            en: 'Images [height, width, channels], theirs [channels, height, width]. Weight [rows, columns, channels / groups, outputs], theirs [outputs, channels / groups, rows, columns].',
            ko: '이미지는 [높이, 너비, 채널], 저쪽은 [채널, 높이, 너비]입니다. 가중치는 [행, 열, 채널 / groups, 출력], 저쪽은 [출력, 채널 / groups, 행, 열]입니다.',
          },
        },
        {
          theirs: 'nn.Conv1d(i, o, 3)',
          ours: 'conv1d(i, o, { kernel: 3 })',
          note: { en: 'Signals [length, channels].', ko: '신호는 [길이, 채널]입니다.' },
        },
        {
          theirs: 'nn.ConvTranspose2d(i, o, 4, stride=2)',
          ours: 'convTransposed2d(i, o, { kernel: 4, stride: 2 })',
          note: {
            en: 'Weight [rows, columns, outputs / groups, channels], theirs [channels, outputs / groups, rows, columns].',
            ko: '가중치는 [행, 열, 출력 / groups, 채널], 저쪽은 [채널, 출력 / groups, 행, 열]입니다.',
          },
        },
        { theirs: 'nn.MaxPool2d(2)', ours: 'maxPool2d({ window: 2 })' },
        {
          theirs: 'nn.AvgPool2d(2)',
          ours: 'averagePool2d({ window: 2 })',
          note: { en: '`countIncludePad` is true in both.', ko: '`countIncludePad`는 양쪽 모두 참입니다.' },
        },
        { theirs: 'nn.AdaptiveAvgPool2d(1), nn.Flatten()', ours: 'globalAveragePool()' },
        { theirs: 'nn.AdaptiveMaxPool2d(1), nn.Flatten()', ours: 'globalMaxPool()' },
        {
          theirs: 'nn.Flatten()',
          ours: 'flatten()',
          note: {
            en: 'Features of an image come as (row, column, channel); theirs as (channel, row, column). `loadStateDict` puts the weights behind in order.',
            ko: '이미지의 특징은 (행, 열, 채널) 순서, 저쪽은 (채널, 행, 열) 순서입니다. `loadStateDict`가 뒤의 가중치를 맞춰 줍니다.',
          },
        },
        {
          theirs: 'nn.Embedding(n, d)',
          ours: 'embedding(n, d)',
          note: { en: 'Both start from N(0, 1).', ko: '둘 다 N(0, 1)에서 시작합니다.' },
        },
        {
          theirs: 'nn.BatchNorm1d(n), nn.BatchNorm2d(n)',
          ours: 'batchNorm()',
          note: {
            en: 'The same momentum (0.1, of the newest batch), ε (1e-5) and unbiased running variance. Parameters `gamma`, `beta`; theirs `weight`, `bias`.',
            ko: '모멘텀(0.1, 최신 배치의 몫), ε(1e-5), 불편 이동 분산이 같습니다. 매개변수는 `gamma`, `beta`, 저쪽은 `weight`, `bias`입니다.',
          },
        },
        {
          theirs: 'nn.LayerNorm(n)',
          ours: 'layerNorm()',
          note: {
            en: '`dimensions` says how many of the last ones.',
            ko: '`dimensions`가 마지막 몇 차원인지 정합니다.',
          },
        },
        {
          theirs: 'nn.GroupNorm(32, n)',
          ours: 'groupNorm({ groups: 32 })',
        },
        {
          theirs: 'nn.LSTM(i, h, batch_first=True)',
          ours: 'lstm(i, h, { returnSequences: true })',
          note: {
            en: 'One layer; several stand in `sequential`. One bias instead of two, whose sum alone matters; gates i, f, g, o. Xavier, orthogonal and forget bias 1; theirs all uniform within ±1/√hidden.',
            ko: '한 층이고, 여럿은 `sequential`에 잇습니다. 편향은 둘이 아니라 하나이며 합만 뜻이 있습니다. 게이트는 i, f, g, o. Xavier, 직교, 망각 편향 1로 시작하고, 저쪽은 모두 ±1/√은닉 안의 균등분포입니다.',
          },
        },
        {
          theirs: 'nn.GRU(i, h, batch_first=True)',
          ours: 'gru(i, h, { returnSequences: true })',
          note: {
            en: 'Gates r, z, n and the reset behind the product, as theirs; the candidate’s second bias is `candidateBias`.',
            ko: '게이트 r, z, n과 곱한 뒤의 리셋이 저쪽과 같습니다. 후보의 둘째 편향은 `candidateBias`입니다.',
          },
        },
        { theirs: 'nn.RNN(i, h, batch_first=True)', ours: 'simpleRnn(i, h, { returnSequences: true })' },
        { theirs: 'nn.LSTM(i, h, bidirectional=True)', ours: 'bidirectional(lstm(i, h))' },
        {
          theirs: 'nn.Dropout(0.5)',
          ours: 'dropout(0.5)',
          note: {
            en: 'Both are told the probability of removal and scale in training.',
            ko: '둘 다 빠질 확률을 받고 학습 때 크기를 맞춥니다.',
          },
        },
        { theirs: 'nn.Dropout2d(0.5)', ours: 'spatialDropout({ rate: 0.5 })' },
        {
          theirs: 'nn.AlphaDropout(0.5)',
          ours: 'alphaDropout({ rate: 0.5 })',
          note: {
            en: 'Default 0.05, the paper’s; theirs 0.5.',
            ko: '기본값은 논문의 0.05, 저쪽은 0.5입니다.',
          },
        },
        { theirs: 'nn.Sequential(a, b)', ours: 'sequential(a, b)' },
        {
          theirs: 'class Net(nn.Module)',
          ours: 'graph(input, output)',
          note: {
            en: 'A functional graph; a layer of your own is an object with `outputShape`, `initialize` and `apply` (`Layer`).',
            ko: '함수형 그래프입니다. 직접 만드는 층은 `outputShape`, `initialize`, `apply`가 있는 객체(`Layer`)입니다.',
          },
        },
        { theirs: 'x + body(x)', ours: 'residual(body)' },
      ],
    },
    {
      title: { en: 'Activations', ko: '활성화' },
      rows: [
        { theirs: 'nn.ReLU()', ours: 'relu()' },
        { theirs: 'nn.LeakyReLU(0.01)', ours: 'leakyRelu({ slope: 0.01 })' },
        {
          theirs: 'nn.PReLU()',
          ours: 'pRelu()',
          note: {
            en: 'Both start at 0.25, one slope for all.',
            ko: '둘 다 0.25에서, 모두에 하나로 시작합니다.',
          },
        },
        { theirs: 'nn.ELU(), nn.SELU(), nn.GELU()', ours: 'elu(), selu(), gelu()' },
        { theirs: 'nn.SiLU(), nn.Mish(), nn.Softplus()', ours: 'silu(), mish(), softplus()' },
        { theirs: 'nn.Sigmoid(), nn.Tanh()', ours: 'sigmoid(), tanh()' },
        {
          theirs: 'nn.Hardsigmoid(), nn.Hardtanh(), nn.Hardswish()',
          ours: 'hardSigmoid(), hardTanh(), hardSwish()',
        },
        {
          theirs: 'nn.Softmax(dim=-1)',
          ours: 'softmax()',
          note: {
            en: 'Over the last dimension. Not before `crossEntropyLoss`, which takes logits as theirs does.',
            ko: '마지막 차원에 대해. 저쪽처럼 로짓을 받는 `crossEntropyLoss` 앞에는 쓰지 마세요.',
          },
        },
      ],
    },
    {
      title: { en: 'Losses', ko: '손실' },
      rows: [
        {
          theirs: 'nn.CrossEntropyLoss(label_smoothing=e)',
          ours: 'crossEntropyLoss({ labelSmoothing: 0.1 })',
          note: {
            en: 'Logits in both. With `classWeights` both divide by the sum of the weights of the batch’s targets.',
            ko: '둘 다 로짓을 받습니다. `classWeights`가 있으면 둘 다 배치의 목표가 가진 가중치의 합으로 나눕니다.',
          },
        },
        { theirs: 'nn.BCEWithLogitsLoss()', ours: 'binaryCrossEntropyLoss()' },
        {
          theirs: 'nn.MSELoss(), nn.L1Loss()',
          ours: 'mseLoss(), maeLoss()',
        },
        { theirs: 'nn.HuberLoss(delta=1)', ours: 'huberLoss({ delta: 1 })' },
        {
          theirs: 'nn.KLDivLoss()',
          ours: 'kullbackLeiblerLoss()',
          note: {
            en: 'Takes logits, or log-probabilities as theirs does. Summed over the classes: their `batchmean`, not their `mean`.',
            ko: '로짓을 받으며 저쪽처럼 로그 확률도 됩니다. 클래스에 대해 더합니다. 저쪽의 `mean`이 아니라 `batchmean`입니다.',
          },
        },
        {
          theirs: 'nn.TripletMarginLoss(margin=1)',
          ours: 'tripletLoss({ margin: 1 })',
          note: {
            en: 'In `fit` the triplets are found in the batch, by class: the furthest of one’s own, the nearest of another.',
            ko: '`fit`에서는 배치 안에서 클래스로 세쌍을 찾습니다. 같은 클래스의 가장 먼 것과 다른 클래스의 가장 가까운 것입니다.',
          },
        },
      ],
    },
    {
      title: { en: 'Optimizers and schedules', ko: '옵티마이저와 스케줄' },
      rows: [
        { theirs: 'optim.SGD(…, lr=eta)', ours: 'sgd({ learningRate: eta })' },
        {
          theirs: 'optim.SGD(…, lr=eta, momentum=0.9)',
          ours: 'momentum({ learningRate: eta, momentum: 0.9 })',
          note: {
            en: 'The same form: the rate multiplies the velocity.',
            ko: '같은 형태입니다. 학습률을 속도에 곱합니다.',
          },
        },
        {
          theirs: 'optim.Adam(…, weight_decay=λ)',
          ours: 'adam({ weightDecay: { coupled: 0.01 } })',
          note: {
            en: 'Coupled: added to the gradient. Only weights decay here; theirs also biases and normalisations.',
            ko: '결합형, 곧 기울기에 더합니다. 여기서는 가중치만 감쇠하고, 저쪽은 편향과 정규화도 감쇠합니다.',
          },
        },
        {
          theirs: 'optim.AdamW(…, weight_decay=0.01)',
          ours: 'adamW({ weightDecay: { decoupled: 0.01 } })',
          note: {
            en: 'The same default 0.01, times the learning rate. Only weights decay: `mask` says otherwise.',
            ko: '기본값 0.01에 학습률을 곱하는 것이 같습니다. 가중치만 감쇠하며 `mask`로 바꿉니다.',
          },
        },
        {
          theirs: 'optim.RMSprop()',
          ours: 'rmsProp({ learningRate: 0.01, rho: 0.99 })',
          note: {
            en: 'Ours alone: rate 0.001 and ρ 0.9 (Hinton); theirs 0.01 and 0.99.',
            ko: '우리의 기본값은 0.001과 ρ 0.9(Hinton), 저쪽은 0.01과 0.99입니다.',
          },
        },
        { theirs: 'optim.Adagrad()', ours: 'adaGrad()' },
        {
          theirs: 'optim.Adadelta()',
          ours: 'adadelta({ rho: 0.9 })',
          note: {
            en: 'ρ is 0.95 by default, the paper’s; theirs 0.9.',
            ko: 'ρ의 기본값은 논문의 0.95, 저쪽은 0.9입니다.',
          },
        },
        { theirs: 'optim.NAdam(), optim.RAdam(), optim.Adamax()', ours: 'nAdam(), rAdam(), adaMax()' },
        {
          theirs: 'optim.LBFGS()',
          ours: 'lBfgs()',
          note: {
            en: 'Sees the whole training part in every update, with a line search; no closure.',
            ko: '갱신마다 학습 부분 전체를 보고 직선 탐색을 합니다. 클로저가 없습니다.',
          },
        },
        {
          theirs: 'param_groups',
          ours: "adam({ groups: [{ paths: ['*.bias'], learningRate: 0.001 }] })",
          note: { en: 'Chosen by path.', ko: '경로로 고릅니다.' },
        },
        {
          theirs: 'nn.utils.clip_grad_norm_(…, 1)',
          ours: 'adam({ clip: { globalNorm: 1 } })',
        },
        {
          theirs: 'lr_scheduler.StepLR(…, 30)',
          ours: 'stepSchedule({ learningRate: 0.1, every: 3000 })',
          note: {
            en: 'Schedules count updates; theirs whatever `step()` is called after, mostly epochs.',
            ko: '스케줄은 갱신을 셉니다. 저쪽은 `step()`을 부르는 때, 대개 에포크를 셉니다.',
          },
        },
        {
          theirs: 'lr_scheduler.CosineAnnealingLR(…, t)',
          ours: 'cosineSchedule({ learningRate: 0.1, steps: t })',
        },
        {
          theirs: 'lr_scheduler.OneCycleLR(…)',
          ours: 'oneCycleSchedule({ learningRate: 0.1, steps: t })',
          note: { en: 'The momentum is not cycled.', ko: '모멘텀은 돌리지 않습니다.' },
        },
        {
          theirs: 'lr_scheduler.ReduceLROnPlateau(…)',
          ours: 'reduceOnPlateau()',
          note: { en: 'A callback; the same defaults.', ko: '콜백이고 기본값이 같습니다.' },
        },
        { theirs: 'swa_utils.AveragedModel', ours: 'adam({ average: { ema: 0.999 } })' },
      ],
    },
    {
      title: { en: 'Initialisation', ko: '초기화' },
      rows: [
        {
          theirs: "init.kaiming_normal_(w, nonlinearity='relu')",
          ours: 'heNormal()',
          note: { en: 'The gain is √2 by default in both.', ko: '이득의 기본값은 양쪽 모두 √2입니다.' },
        },
        { theirs: 'init.xavier_uniform_(w)', ours: 'xavierUniform()' },
        {
          theirs: 'init.trunc_normal_(w, std=0.02)',
          ours: 'truncatedNormalInitializer({ standardDeviation: 0.02 })',
          note: {
            en: 'Ours is cut at two deviations, theirs at ±2.',
            ko: '우리는 표준편차 두 배에서, 저쪽은 ±2에서 자릅니다.',
          },
        },
        { theirs: 'init.orthogonal_(w)', ours: 'orthogonalInitializer()' },
      ],
    },
    {
      title: { en: 'Training and weights', ko: '학습과 가중치' },
      rows: [
        {
          theirs: 'for x, y in loader: …; loss.backward(); optimizer.step()',
          ours: 'await fit(model, { train, validation }, { optimizer })',
          note: {
            en: 'One compiled step; no `zero_grad`.',
            ko: '한 단계로 컴파일합니다. `zero_grad`가 없습니다.',
          },
        },
        {
          theirs: 'DataLoader(batch_size=32, shuffle=True)',
          ours: 'new BatchLoader(dataset, { batchSize: 32, key: RandomKey.fromSeed(seed) })',
          note: {
            en: '`fit` makes its own; the order is a function of the seed.',
            ko: '`fit`이 스스로 만듭니다. 순서는 시드의 함수입니다.',
          },
        },
        {
          theirs: 'model.train(), model.eval()',
          ours: 'model.apply(x, { training: false })',
          note: {
            en: 'No state: `fit` trains, `evaluate` and `predict` infer.',
            ko: '상태가 없습니다. `fit`은 학습하고 `evaluate`와 `predict`는 추론합니다.',
          },
        },
        {
          theirs: 'with torch.no_grad(): model(x)',
          ours: 'predict(model, inputs)',
          note: {
            en: 'Nothing is recorded unless a gradient is asked for.',
            ko: '기울기를 묻지 않으면 아무것도 기록하지 않습니다.',
          },
        },
        { theirs: 'torch.autograd.grad(f(x), x)', ours: 'gradient(f, x)' },
        { theirs: 'torch.compile(f)', ours: 'compile(f)' },
        { theirs: 'p.requires_grad = False', ours: "freeze(model, ['layers.0'])" },
        {
          theirs: 'model.state_dict()',
          ours: 'stateDictOf(model)',
          note: { en: 'Under PyTorch’s names and in its layouts.', ko: 'PyTorch의 이름과 배치로 줍니다.' },
        },
        { theirs: 'model.load_state_dict(state)', ours: 'loadStateDict(model, state)' },
        {
          theirs: 'torch.save(…)',
          ours: 'await saveCheckpoint(file, checkpoint)',
          note: {
            en: 'Safetensors; `.pt` files are pickles, which carry code and are not read.',
            ko: 'safetensors입니다. `.pt`는 코드를 담는 피클이라 읽지 않습니다.',
          },
        },
        { theirs: 'torch.onnx.export(model, …)', ours: 'encodeOnnx(model)' },
        {
          theirs: 'torch.manual_seed(seed)',
          ours: 'createModel(layer, { input: shape, seed })',
          note: {
            en: 'Every source of chance has its seed; none is global.',
            ko: '우연의 원천마다 시드가 있고 전역 시드는 없습니다.',
          },
        },
      ],
    },
  ],
}
