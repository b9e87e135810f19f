/** TensorFlow.js as a measured system; the parameter names its backend: wasm or cpu. */
import { NotOffered, serve } from '../runner/serve.ts'

const backend = process.argv[2]

serve(load, async (tf) => {
  await tf.setBackend(backend)
  await tf.ready()
  const openers = openersOf(tf)
  return {
    ready: { version: `TensorFlow.js ${tf.version.tfjs}` },
    open: (task) => {
      const opener = openers[task.kind]
      if (!opener) throw new NotOffered('not its business')
      return opener(task)
    },
  }
})

async function load() {
  const tf = await import('@tensorflow/tfjs')
  if (backend === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname)
  }
  return tf
}

function openersOf(tf) {
  const layers = {
    dense: ({ outputs }) => tf.layers.dense({ units: outputs, kernelInitializer: 'heNormal' }),
    conv: ({ outputs, kernel, padding }) =>
      tf.layers.conv2d({ filters: outputs, kernelSize: kernel, padding }),
    batchNorm: () => tf.layers.batchNormalization(),
    maxPool: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    relu: () => tf.layers.reLU(),
    flatten: () => tf.layers.flatten(),
    dropout: ({ probability }) => tf.layers.dropout({ rate: probability }),
    rnn: ({ hidden }) => tf.layers.simpleRNN({ units: hidden }),
  }

  function openStep({ workload }) {
    const { batch, classes, input } = workload
    const x = tf.randomUniform([batch, ...input])
    const y = tf.tidy(() => tf.oneHot(tf.randomUniform([batch], 0, classes, 'int32'), classes).toFloat())
    return () => {
      const model = modelOf(workload)
      return {
        run: async (count) => {
          for (let repetition = 0; repetition < count; repetition++) await model.trainOnBatch(x, y)
        },
        close: () => {
          tf.disposeVariables()
          tf.dispose([x, y])
        },
      }
    }
  }

  function modelOf({ input, layers: rows, optimizer }) {
    const model = tf.sequential()
    model.add(tf.layers.inputLayer({ inputShape: input }))
    for (const row of rows) model.add(layers[row.layer](row))
    model.compile({
      optimizer: optimizer === 'adam' ? tf.train.adam(0.001) : tf.train.sgd(0.01),
      loss: tf.losses.softmaxCrossEntropy,
    })
    return model
  }

  const operations = {
    add: (x, y) => tf.add(x, y),
    mul: (x, y) => tf.mul(x, y),
    div: (x, y) => tf.div(x, y),
    sqrt: (x) => tf.sqrt(x),
    exp: (x) => tf.exp(x),
    log: (x) => tf.log(x),
    tanh: (x) => tf.tanh(x),
    sigmoid: (x) => tf.sigmoid(x),
    relu: (x) => tf.relu(x),
    sum: (x) => tf.sum(x),
    sumRows: (x) => tf.sum(x, 1),
    sumColumns: (x) => tf.sum(x, 0),
    maxRows: (x) => tf.max(x, 1),
    argMaxRows: (x) => tf.argMax(x, 1),
    logSumExpRows: (x) => tf.logSumExp(x, 1),
  }

  /** Both backends compute before they return. */
  function repeated(shape, operation) {
    const [x, y] = [tf.randomUniform(shape, 0.5, 1.5), tf.randomUniform(shape, 0.5, 1.5)]
    return () => ({
      run: (count) => {
        for (let repetition = 0; repetition < count; repetition++) {
          tf.tidy(() => {
            operation(x, y)
          })
        }
      },
      close: () => tf.dispose([x, y]),
    })
  }

  return {
    step: openStep,
    matmul: ({ size, transposeA, transposeB }) =>
      repeated([size, size], (a, b) => tf.matMul(a, b, transposeA, transposeB)),
    operation: ({ operation, rows, columns }) => repeated([rows, columns], operations[operation]),
  }
}
