import type { NameTable } from './names.ts'

const layout = {
  en: 'The same layout and names: weights [inputs, outputs], kernels [rows, columns, channels, outputs], images channels last.',
  ko: '배치가 같습니다. 가중치는 [입력, 출력], 커널은 [행, 열, 채널, 출력], 이미지는 채널이 마지막입니다.',
} as const

export const fromKeras: NameTable = {
  theirs: 'Keras',
  groups: [
    {
      title: { en: 'Layers', ko: '층' },
      rows: [
        {
          theirs: "Dense(o, activation='relu')",
          ours: 'dense(i, o), relu()',
          note: {
            en: 'Inputs are named, activations are layers. Starts from He normal; theirs Glorot uniform (`xavierUniform`), whatever the activation.',
            ko: '입력 수를 적고, 활성화는 따로 층입니다. He 정규분포로 시작하고, 저쪽은 활성화와 상관없이 Glorot 균등분포(`xavierUniform`)입니다.',
          },
        },
        {
          theirs: "Conv2D(o, 3, padding='same')",
          ours: "conv2d(i, o, { kernel: 3, padding: 'same' })",
          note: layout,
        },
        { theirs: 'Conv1D(o, 3)', ours: 'conv1d(i, o, { kernel: 3 })' },
        {
          theirs: 'Conv2DTranspose(o, 4, strides=2)',
          ours: 'convTransposed2d(i, o, { kernel: 4, stride: 2 })',
        },
        {
          theirs: 'MaxPooling2D(2), AveragePooling2D(2)',
          ours: 'maxPool2d({ window: 2 }), averagePool2d({ window: 2 })',
          note: {
            en: 'Average pools count the zeros of the padding unless `countIncludePad` is false; theirs never do.',
            ko: '평균 풀은 `countIncludePad`가 거짓이 아니면 패딩의 0도 셉니다. 저쪽은 세지 않습니다.',
          },
        },
        {
          theirs: 'GlobalAveragePooling2D(), GlobalMaxPooling2D()',
          ours: 'globalAveragePool(), globalMaxPool()',
        },
        { theirs: 'Flatten(), Reshape(shape)', ours: 'flatten(), reshape(shape)' },
        {
          theirs: 'Embedding(n, d)',
          ours: 'embedding(n, d)',
          note: {
            en: 'Starts from N(0, 1); theirs uniform within ±0.05.',
            ko: 'N(0, 1)에서 시작합니다. 저쪽은 ±0.05 안의 균등분포입니다.',
          },
        },
        {
          theirs: 'BatchNormalization()',
          ours: 'batchNorm({ momentum: 0.01, epsilon: 0.001 })',
          note: {
            en: 'Their `momentum` 0.99 is the weight of what was before, ours (0.1) that of the newest batch: ours = 1 − theirs. Their ε is 1e-3, ours 1e-5. Their moving variance takes the biased one, ours the unbiased.',
            ko: '저쪽의 `momentum` 0.99는 이전 값의 몫이고 우리의 0.1은 최신 배치의 몫입니다. 우리 것 = 1 − 저쪽 것. ε은 저쪽이 1e-3, 우리가 1e-5입니다. 이동 분산은 저쪽이 편향, 우리가 불편 분산입니다.',
          },
        },
        {
          theirs: 'LayerNormalization()',
          ours: 'layerNorm({ epsilon: 0.001 })',
          note: { en: 'ε is 1e-3 there, 1e-5 here.', ko: 'ε은 저쪽이 1e-3, 여기가 1e-5입니다.' },
        },
        {
          theirs: 'GroupNormalization(32)',
          ours: 'groupNorm({ groups: 32, epsilon: 0.001 })',
          note: { en: 'ε is 1e-3 there, 1e-5 here.', ko: 'ε은 저쪽이 1e-3, 여기가 1e-5입니다.' },
        },
        {
          theirs: 'LSTM(h, return_sequences=True)',
          ours: 'lstm(i, h, { returnSequences: true })',
          note: {
            en: 'Gates i, f, g, o in both, forget bias 1, Glorot uniform and orthogonal; here each gate is drawn by itself.',
            ko: '게이트 i, f, g, o, 망각 편향 1, Glorot 균등과 직교 초기화가 같습니다. 여기서는 게이트마다 따로 뽑습니다.',
          },
        },
        {
          theirs: 'GRU(h)',
          ours: 'gru(i, h)',
          note: {
            en: 'The reset gate behind the product in both (`reset_after`). Gates r, z, n here, z, r, h there.',
            ko: '리셋 게이트가 곱한 뒤에 있는 것(`reset_after`)이 같습니다. 게이트 순서는 여기가 r, z, n, 저쪽이 z, r, h입니다.',
          },
        },
        { theirs: 'SimpleRNN(h)', ours: 'simpleRnn(i, h)' },
        {
          theirs: 'Bidirectional(LSTM(h))',
          ours: 'bidirectional(lstm(i, h))',
          note: { en: 'Outputs side by side in both.', ko: '둘 다 출력을 나란히 놓습니다.' },
        },
        {
          theirs: 'Dropout(0.5), SpatialDropout2D(0.5)',
          ours: 'dropout(0.5), spatialDropout({ rate: 0.5 })',
        },
        {
          theirs: 'AlphaDropout(0.05), GaussianNoise(0.1)',
          ours: 'alphaDropout({ rate: 0.05 }), gaussianNoise({ standardDeviation: 0.1 })',
        },
        { theirs: 'Sequential([a, b])', ours: 'sequential(a, b)' },
        {
          theirs: 'Model(inputs, outputs)',
          ours: 'graph(inputs, output)',
          note: {
            en: '`graphInput(shape).through(layer)` for `layer(Input(shape))`.',
            ko: '`layer(Input(shape))`은 `graphInput(shape).through(layer)`입니다.',
          },
        },
        { theirs: 'Add()([x, y]), Concatenate()([x, y])', ours: 'addNodes(x, y), concatenateNodes(x, y)' },
        {
          theirs: 'layer.trainable = False',
          ours: "freeze(model, ['layers.0'])",
          note: {
            en: 'Batch norm then keeps its statistics in both.',
            ko: '배치 정규화는 양쪽 모두 통계를 그대로 둡니다.',
          },
        },
      ],
    },
    {
      title: { en: 'Activations and losses', ko: '활성화와 손실' },
      rows: [
        {
          theirs: "activation='softmax'",
          ours: 'crossEntropyLoss()',
          note: {
            en: 'The last layer gives logits; the loss has the softmax in it (`from_logits=True`).',
            ko: '마지막 층은 로짓을 내고 소프트맥스는 손실 안에 있습니다(`from_logits=True`).',
          },
        },
        {
          theirs: 'LeakyReLU()',
          ours: 'leakyRelu({ slope: 0.3 })',
          note: { en: 'Slope 0.3 there, 0.01 here.', ko: '기울기는 저쪽이 0.3, 여기가 0.01입니다.' },
        },
        {
          theirs: 'PReLU()',
          ours: 'pRelu({ slope: 0, perFeature: true })',
          note: {
            en: 'Theirs starts at 0, a slope for each unit.',
            ko: '저쪽은 0에서, 유닛마다 하나로 시작합니다.',
          },
        },
        {
          theirs: 'ELU(), selu, gelu, silu, mish, softplus',
          ours: 'elu(), selu(), gelu(), silu(), mish(), softplus()',
        },
        {
          theirs: 'SparseCategoricalCrossentropy(from_logits=True)',
          ours: 'crossEntropyLoss()',
          note: {
            en: 'Targets are class indices, or rows of probabilities.',
            ko: '목표는 클래스 번호이거나 확률의 행입니다.',
          },
        },
        { theirs: 'BinaryCrossentropy(from_logits=True)', ours: 'binaryCrossEntropyLoss()' },
        { theirs: 'MeanSquaredError(), MeanAbsoluteError()', ours: 'mseLoss(), maeLoss()' },
        {
          theirs: 'Huber(), LogCosh(), KLDivergence()',
          ours: 'huberLoss(), logCoshLoss(), kullbackLeiblerLoss()',
          note: { en: 'The last takes logits here.', ko: '마지막 것은 여기서 로짓을 받습니다.' },
        },
      ],
    },
    {
      title: { en: 'Optimizers', ko: '옵티마이저' },
      rows: [
        {
          theirs: 'Adam()',
          ours: 'adam({ epsilon: 1e-7 })',
          note: { en: 'ε is 1e-7 there, 1e-8 here.', ko: 'ε은 저쪽이 1e-7, 여기가 1e-8입니다.' },
        },
        {
          theirs: 'AdamW()',
          ours: 'adamW({ weightDecay: { decoupled: 0.004 } })',
          note: {
            en: 'Decay 0.004 there, 0.01 here; there of all variables, here of weights.',
            ko: '감쇠는 저쪽이 0.004, 여기가 0.01입니다. 저쪽은 모든 변수, 여기는 가중치만 감쇠합니다.',
          },
        },
        {
          theirs: 'SGD(0.01, momentum=0.9)',
          ours: 'momentum({ learningRate: 0.01, momentum: 0.9 })',
          note: {
            en: 'The rate is inside the velocity there, outside here: the same path at a constant rate, another where a schedule changes it.',
            ko: '학습률이 저쪽은 속도 안에, 여기는 밖에 있습니다. 학습률이 일정하면 같은 길이고, 스케줄이 바꾸면 달라집니다.',
          },
        },
        {
          theirs: 'SGD(0.01, momentum=0.9, nesterov=True)',
          ours: 'nesterov({ learningRate: 0.01, momentum: 0.9 })',
        },
        {
          theirs: 'RMSprop()',
          ours: 'rmsProp({ epsilon: 1e-7 })',
          note: { en: 'Rate 0.001 and ρ 0.9 in both.', ko: '둘 다 학습률 0.001, ρ 0.9입니다.' },
        },
        {
          theirs: 'Adagrad()',
          ours: 'adaGrad()',
          note: {
            en: 'Rate 0.001 there, 0.01 here; their sums start at 0.1, ours at 0.',
            ko: '학습률은 저쪽이 0.001, 여기가 0.01입니다. 누적합은 저쪽이 0.1, 여기가 0에서 시작합니다.',
          },
        },
        {
          theirs: 'Adadelta()',
          ours: 'adadelta({ learningRate: 0.001 })',
          note: {
            en: 'Rate 0.001 there, 1 (the paper’s) here.',
            ko: '학습률은 저쪽이 0.001, 여기는 논문의 1입니다.',
          },
        },
        { theirs: 'Nadam(), Adamax(), Lion()', ours: 'nAdam(), adaMax(), lion()' },
        {
          theirs: 'kernel_regularizer=L2(λ)',
          ours: 'adam({ weightDecay: { coupled: 0.01 } })',
          note: {
            en: 'λ‖W‖² there, ½λ‖W‖² here: give twice theirs.',
            ko: '저쪽은 λ‖W‖², 여기는 ½λ‖W‖²입니다. 저쪽 값의 두 배를 주세요.',
          },
        },
        {
          theirs: 'Adam(clipnorm=1), Adam(global_clipnorm=1)',
          ours: 'adam({ clip: { norm: 1 } }), adam({ clip: { globalNorm: 1 } })',
        },
        { theirs: 'CosineDecay(eta, t)', ours: 'cosineSchedule({ learningRate: eta, steps: t })' },
      ],
    },
    {
      title: { en: 'Training', ko: '학습' },
      rows: [
        {
          theirs: 'model.compile(…); model.fit(x, y, epochs=10)',
          ours: 'await fit(model, { train, validation }, { optimizer, epochs: 10 })',
          note: {
            en: 'Batches of 32 in both. Data comes as parts, from `splitDataset`.',
            ko: '둘 다 배치가 32입니다. 데이터는 `splitDataset`이 나눈 부분으로 줍니다.',
          },
        },
        {
          theirs: 'validation_split=0.1',
          ours: 'splitDataset(dataset, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(seed) })',
          note: {
            en: 'Theirs takes the last rows unshuffled; ours draws them, by class.',
            ko: '저쪽은 섞지 않고 마지막 행을 떼고, 여기는 클래스별로 뽑습니다.',
          },
        },
        {
          theirs: 'model.evaluate(x, y), model.predict(x)',
          ours: 'evaluate(model, test), predict(model, inputs)',
        },
        {
          theirs: 'EarlyStopping(patience=10, restore_best_weights=True)',
          ours: 'earlyStopping({ patience: 10 })',
          note: {
            en: 'Theirs has patience 0 and keeps the last weights by default.',
            ko: '저쪽의 기본값은 patience 0이고 마지막 가중치를 남깁니다.',
          },
        },
        { theirs: 'ReduceLROnPlateau()', ours: 'reduceOnPlateau()' },
        {
          theirs: 'ModelCheckpoint(file)',
          ours: 'checkpoints({ save })',
          note: { en: 'The whole run, not the weights alone.', ko: '가중치만이 아니라 실행 전체입니다.' },
        },
        { theirs: 'class_weight={…}', ours: 'crossEntropyLoss({ classWeights: [1, 5] })' },
        {
          theirs: 'sample_weight=…',
          ours: 'balancedWeights(train)',
          note: {
            en: 'Drawn more often, instead of weighing in the loss.',
            ko: '손실에서 무겁게 세는 대신 더 자주 뽑습니다.',
          },
        },
        { theirs: 'model.summary()', ours: 'formatSummary(model.summary())' },
        {
          theirs: 'model.save(file)',
          ours: 'model.config(), encodeSafetensors(model.state.parameters, {})',
          note: {
            en: '`.keras` and `.h5` files are not read: go by `.npz` or safetensors.',
            ko: '`.keras`와 `.h5`는 읽지 않습니다. `.npz`나 safetensors를 거치세요.',
          },
        },
        { theirs: 'KerasTuner', ours: 'await Study.open()' },
      ],
    },
  ],
}
