import type { NameTable } from './names.ts'

export const fromTensorFlowJs: NameTable = {
  theirs: 'TensorFlow.js',
  groups: [
    {
      title: { en: 'Tensors', ko: '텐서' },
      rows: [
        { theirs: 'tf.tensor([1, 2])', ours: 'tensor([1, 2])' },
        {
          theirs: 'tf.tidy(…), x.dispose()',
          ours: '',
          note: {
            en: 'Nothing to do: tensors are values, the garbage collector frees them.',
            ko: '할 일이 없습니다. 텐서는 값이고 가비지 컬렉터가 거둡니다.',
          },
        },
        {
          theirs: 'await x.data(), x.dataSync()',
          ours: 'x.data()',
          note: { en: 'Always at once.', ko: '언제나 바로 줍니다.' },
        },
        {
          theirs: 'x.add(y), x.matMul(y)',
          ours: 'add(x, y), matmul(x, y)',
          note: {
            en: 'Functions, so that bundles carry only what is used.',
            ko: '함수라서 번들에는 쓰는 것만 들어갑니다.',
          },
        },
        { theirs: 'tf.grad(f)(x)', ours: 'gradient(f, x)' },
        { theirs: 'tf.valueAndGrad(f)(x)', ours: 'valueAndGradient(f, x)' },
        {
          theirs: 'tf.variable(x), optimizer.minimize(f)',
          ours: 'new Program(state)',
          note: {
            en: 'State lives in a program; most need only `fit`.',
            ko: '상태는 프로그램 안에 있습니다. 대개는 `fit`이면 됩니다.',
          },
        },
        {
          theirs: "tf.setBackend('wasm')",
          ours: 'setBackend(wasmBackend)',
          note: {
            en: 'The default, and it trains convolutions; theirs does not.',
            ko: '기본값이며 합성곱도 학습합니다. 저쪽은 못 합니다.',
          },
        },
      ],
    },
    {
      title: { en: 'Layers', ko: '층' },
      rows: [
        {
          theirs: "tf.layers.dense({ units: 10, activation: 'relu' })",
          ours: 'dense(i, 10), relu()',
          note: {
            en: 'He normal; theirs Glorot normal. The same layout [inputs, outputs].',
            ko: 'He 정규분포, 저쪽은 Glorot 정규분포로 시작합니다. 배치는 [입력, 출력]으로 같습니다.',
          },
        },
        {
          theirs: "tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' })",
          ours: "conv2d(i, 8, { kernel: 3, padding: 'same' })",
          note: {
            en: 'The same layouts: images channels last, kernels [rows, columns, channels, outputs].',
            ko: '배치가 같습니다. 이미지는 채널이 마지막, 커널은 [행, 열, 채널, 출력]입니다.',
          },
        },
        {
          theirs: 'tf.layers.conv2dTranspose({ filters: 8, kernelSize: 4, strides: 2 })',
          ours: 'convTransposed2d(i, 8, { kernel: 4, stride: 2 })',
        },
        { theirs: 'tf.layers.maxPooling2d({ poolSize: 2 })', ours: 'maxPool2d({ window: 2 })' },
        { theirs: 'tf.layers.globalAveragePooling2d({})', ours: 'globalAveragePool()' },
        {
          theirs: 'tf.layers.flatten(), tf.layers.reshape({ targetShape: shape })',
          ours: 'flatten(), reshape(shape)',
        },
        { theirs: 'tf.layers.embedding({ inputDim: n, outputDim: d })', ours: 'embedding(n, d)' },
        {
          theirs: 'tf.layers.batchNormalization()',
          ours: 'batchNorm({ momentum: 0.01, epsilon: 0.001 })',
          note: {
            en: 'Their `momentum` 0.99 is the weight of what was before: ours = 1 − theirs. ε is 1e-3 there, 1e-5 here; their moving variance is the biased one.',
            ko: '저쪽의 `momentum` 0.99는 이전 값의 몫입니다. 우리 것 = 1 − 저쪽 것. ε은 저쪽이 1e-3, 여기가 1e-5이고, 저쪽의 이동 분산은 편향 분산입니다.',
          },
        },
        { theirs: 'tf.layers.layerNormalization()', ours: 'layerNorm({ epsilon: 0.001 })' },
        {
          theirs: 'tf.layers.lstm({ units: h, returnSequences: true })',
          ours: 'lstm(i, h, { returnSequences: true })',
          note: { en: 'Gates i, f, g, o in both.', ko: '둘 다 게이트가 i, f, g, o입니다.' },
        },
        {
          theirs: 'tf.layers.gru({ units: h })',
          ours: 'gru(i, h)',
          note: {
            en: 'Their reset gate acts before the product, ours behind it (as Keras and PyTorch): weights do not carry over.',
            ko: '저쪽의 리셋 게이트는 곱하기 전에, 우리 것은 (Keras와 PyTorch처럼) 곱한 뒤에 작용합니다. 가중치를 옮길 수 없습니다.',
          },
        },
        { theirs: 'tf.layers.bidirectional({ layer })', ours: 'bidirectional(lstm(i, h))' },
        { theirs: 'tf.layers.dropout({ rate: 0.5 })', ours: 'dropout(0.5)' },
        {
          theirs: 'tf.layers.leakyReLU()',
          ours: 'leakyRelu({ slope: 0.3 })',
          note: { en: 'Slope 0.3 there, 0.01 here.', ko: '기울기는 저쪽이 0.3, 여기가 0.01입니다.' },
        },
        {
          theirs: 'tf.sequential({ layers })',
          ours: 'sequential(a, b)',
          note: {
            en: 'Shapes that do not fit are errors of the compiler.',
            ko: '맞지 않는 모양은 컴파일 오류입니다.',
          },
        },
        { theirs: 'tf.model({ inputs, outputs })', ours: 'graph(inputs, output)' },
        { theirs: 'layer.apply(x)', ours: 'graphInput(shape).through(layer)' },
      ],
    },
    {
      title: { en: 'Training', ko: '학습' },
      rows: [
        {
          theirs: 'tf.train.adam(0.001)',
          ours: 'adam({ learningRate: 0.001, epsilon: 1e-7 })',
          note: {
            en: 'ε is the backend’s there (1e-7 in float32), 1e-8 here.',
            ko: 'ε은 저쪽이 백엔드의 값(float32에서 1e-7), 여기가 1e-8입니다.',
          },
        },
        { theirs: 'tf.train.sgd(0.01)', ours: 'sgd({ learningRate: 0.01 })' },
        {
          theirs: 'tf.train.momentum(0.01, 0.9)',
          ours: 'momentum({ learningRate: 0.01, momentum: 0.9 })',
          note: {
            en: 'The same form: the rate multiplies the velocity.',
            ko: '같은 형태입니다. 학습률을 속도에 곱합니다.',
          },
        },
        { theirs: 'tf.train.rmsprop(0.001)', ours: 'rmsProp({ learningRate: 0.001 })' },
        {
          theirs: 'tf.train.adagrad(0.01)',
          ours: 'adaGrad({ learningRate: 0.01 })',
          note: {
            en: 'Their sums start at 0.1, ours at 0.',
            ko: '누적합은 저쪽이 0.1, 여기가 0에서 시작합니다.',
          },
        },
        {
          theirs: "loss: 'categoricalCrossentropy'",
          ours: 'crossEntropyLoss()',
          note: {
            en: 'Takes logits: no softmax at the end.',
            ko: '로짓을 받습니다. 끝에 소프트맥스를 두지 마세요.',
          },
        },
        { theirs: "loss: 'meanSquaredError'", ours: 'mseLoss()' },
        {
          theirs: 'await model.fit(xs, ys, { epochs: 10 })',
          ours: 'await fit(model, { train, validation }, { optimizer, epochs: 10 })',
          note: {
            en: 'Batches of 32 in both; epochs 1 by default there, 10 here. The same seed gives the same bits.',
            ko: '둘 다 배치 32입니다. 에포크의 기본값은 저쪽이 1, 여기가 10입니다. 같은 시드는 같은 비트를 줍니다.',
          },
        },
        {
          theirs: 'model.evaluate(xs, ys), model.predict(xs)',
          ours: 'evaluate(model, test), predict(model, inputs)',
        },
        {
          theirs: 'tf.callbacks.earlyStopping({ patience: 10 })',
          ours: 'earlyStopping({ patience: 10 })',
          note: {
            en: 'Restores the best weights; theirs cannot.',
            ko: '가장 좋은 가중치를 되돌립니다. 저쪽은 그 기능이 없습니다.',
          },
        },
        {
          theirs: 'tf.data.csv(file)',
          ours: 'await readTable(file)',
          note: {
            en: 'From `@regimen/node`, with typed columns.',
            ko: '`@regimen/node`에 있고 열에 형이 있습니다.',
          },
        },
        { theirs: 'await model.save(path)', ours: 'await saveCheckpoint(file, checkpoint)' },
        {
          theirs: 'await tf.loadLayersModel(path)',
          ours: 'modelFromConfig(model.config())',
          note: { en: '`model.json` files are not read.', ko: '`model.json`은 읽지 않습니다.' },
        },
      ],
    },
  ],
}
