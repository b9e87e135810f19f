/** jax-js on its wasm backend as a measured system: the whole training step in one `jit`. */
import { readFile } from 'node:fs/promises'
import { NotOffered, serve } from '../runner/serve.ts'

serve(
  () => import('@jax-js/jax'),
  async (jax) => {
    await jax.init()
    jax.defaultDevice('wasm')
    const openers = openersOf(jax)
    const manifest = new URL('../node_modules/@jax-js/jax/package.json', import.meta.url)
    return {
      ready: { version: `jax-js ${JSON.parse(await readFile(manifest, 'utf8')).version}` },
      open: (task) => {
        const opener = openers[task.kind]
        if (!opener) throw new NotOffered('not its business')
        return opener(task)
      },
    }
  },
)

// An array is used up by the function that it is given to; `.ref` keeps it for one more.
function openersOf({ blockUntilReady, jit, lax, nn, numpy: np, random, tree, valueAndGrad }) {
  let seed = 0
  const normal = (shape, scale) => random.normal(random.key(++seed), shape).mul(scale)
  const perChannel = (x, channels) => x.reshape([1, channels, 1, 1])

  /** Each row: its parameters, and its function of the input, its parameters and a random key. */
  const layers = {
    dense: ({ inputs, outputs }) => ({
      parameters: { weight: normal([inputs, outputs], Math.sqrt(2 / inputs)), bias: np.zeros([outputs]) },
      apply: (x, { weight, bias }) => np.dot(x, weight).add(bias),
    }),
    conv: ({ inputs, outputs, kernel, padding }) => ({
      parameters: {
        weight: normal([outputs, inputs, kernel, kernel], Math.sqrt(2 / (inputs * kernel * kernel))),
        bias: np.zeros([outputs]),
      },
      apply: (x, { weight, bias }) =>
        lax.convGeneralDilated(x, weight, [1, 1], padding.toUpperCase()).add(perChannel(bias, outputs)),
    }),
    batchNorm: ({ channels }) => ({
      parameters: { scale: np.ones([channels]), shift: np.zeros([channels]) },
      apply: (x, { scale, shift }) => {
        const centred = x.ref.sub(np.mean(x, [0, 2, 3], { keepdims: true }))
        const deviation = np.sqrt(np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true }).add(1e-5))
        return centred.div(deviation).mul(perChannel(scale, channels)).add(perChannel(shift, channels))
      },
    }),
    maxPool: () => ({ apply: (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2]) }),
    relu: () => ({ apply: (x) => nn.relu(x) }),
    flatten: () => ({ apply: (x) => x.reshape([x.shape[0], -1]) }),
    dropout: ({ probability }) => ({
      apply: (x, _, key) => {
        const mask = random.bernoulli(key, 1 - probability, x.shape)
        return np.where(mask, x.mul(1 / (1 - probability)), 0)
      },
    }),
    rnn: ({ inputs, hidden }) => ({
      parameters: {
        input: normal([inputs, hidden], Math.sqrt(1 / inputs)),
        recurrent: normal([hidden, hidden], Math.sqrt(1 / hidden)),
        bias: np.zeros([hidden]),
      },
      apply: (x, { input, recurrent, bias }) => {
        const [batch, times] = x.shape
        const driven = np.dot(x, input).add(bias)
        let state = np.zeros([batch, hidden])
        for (let time = 0; time < times; time++) {
          state = np.tanh(driven.ref.slice([], time, []).add(np.dot(state, recurrent.ref)))
        }
        return state
      },
    }),
  }

  function networkOf(workload) {
    const built = workload.layers.map((row) => layers[row.layer](row))
    const parameters = {}
    built.forEach((layer, place) => {
      for (const [name, value] of Object.entries(layer.parameters ?? {}))
        parameters[`${place}.${name}`] = value
    })
    const lossOf = (all, x, y, key) => {
      let output = x
      built.forEach((layer, place) => {
        const names = Object.keys(layer.parameters ?? {})
        const own = Object.fromEntries(names.map((name) => [name, all[`${place}.${name}`]]))
        output = layer.apply(output, own, key)
      })
      return nn
        .logSoftmax(output)
        .mul(nn.oneHot(y, workload.classes))
        .sum()
        .mul(-1 / workload.batch)
    }
    return { parameters, lossOf }
  }

  /** Bias corrections left out, which spares it two numbers per step. */
  function adam(parameters, gradients, { first, second }) {
    const next = { parameters: {}, state: { first: {}, second: {} } }
    for (const name of Object.keys(parameters)) {
      const gradient = gradients[name]
      const mean = first[name].mul(0.9).add(gradient.ref.mul(0.1))
      const square = second[name].mul(0.999).add(gradient.ref.mul(gradient).mul(0.001))
      const update = mean.ref.mul(0.001).div(np.sqrt(square.ref).add(1e-8))
      next.parameters[name] = parameters[name].sub(update)
      next.state.first[name] = mean
      next.state.second[name] = square
    }
    return next
  }

  function sgd(parameters, gradients, state) {
    const moved = Object.keys(parameters).map((name) => [
      name,
      parameters[name].sub(gradients[name].mul(0.01)),
    ])
    return { parameters: Object.fromEntries(moved), state }
  }

  const zerosLike = (parameters) =>
    Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, np.zeros(shape)]))
  const moments = (parameters) => ({ first: zerosLike(parameters), second: zerosLike(parameters) })

  function openStep({ workload }) {
    const { batch, classes, input } = workload
    const shape = input.length === 3 ? [input[2], input[0], input[1]] : input
    const x = random.uniform(random.key(++seed), [batch, ...shape])
    const labels = Array.from({ length: batch }, () => Math.floor(Math.random() * classes))
    const y = np.array(labels, { dtype: np.int32 })
    return () => training(workload, x, y)
  }

  function training(workload, x, y) {
    const network = networkOf(workload)
    const [update, initialize] = { adam: [adam, moments], sgd: [sgd, () => ({})] }[workload.optimizer]
    const valueAndGradient = valueAndGrad(network.lossOf)
    const step = jit((parameters, state, x, y, key) => {
      const [loss, gradients] = valueAndGradient(tree.ref(parameters), x, y, key)
      const next = update(parameters, gradients, state)
      return [loss, next.parameters, next.state]
    })
    let { parameters } = network
    let state = initialize(parameters)
    const randomized = workload.layers.some(({ layer }) => layer === 'dropout')
    const fixedKey = random.key(0)
    return {
      run: async (count) => {
        for (let repetition = 0; repetition < count; repetition++) {
          const key = randomized ? random.key(++seed) : fixedKey.ref
          const [loss, nextParameters, nextState] = step(parameters, state, x.ref, y.ref, key)
          parameters = nextParameters
          state = nextState
          await blockUntilReady(parameters)
          await loss.jsAsync()
        }
      },
      close: () => tree.dispose([parameters, state, x, y, fixedKey]),
    }
  }

  const operations = {
    add: (x, y) => x.add(y),
    mul: (x, y) => x.mul(y),
    div: (x, y) => x.div(y),
    sqrt: (x) => np.sqrt(x),
    exp: (x) => np.exp(x),
    log: (x) => np.log(x),
    tanh: (x) => np.tanh(x),
    sigmoid: (x) => nn.sigmoid(x),
    relu: (x) => nn.relu(x),
    sum: (x) => np.sum(x),
    sumRows: (x) => np.sum(x, 1),
    sumColumns: (x) => np.sum(x, 0),
    maxRows: (x) => np.max(x, 1),
    argMaxRows: (x) => np.argmax(x, 1),
    logSumExpRows: (x) => nn.logsumexp(x, 1),
  }

  function repeated(shape, operation) {
    const [x, y] = [1, 2].map(() => random.uniform(random.key(++seed), shape).add(0.5))
    return () => {
      const compiled = jit(operation)
      return {
        run: async (count) => {
          for (let repetition = 0; repetition < count; repetition++) {
            const result = compiled(x.ref, y.ref)
            await blockUntilReady(result)
            result.dispose()
          }
        },
        close: () => tree.dispose([x, y]),
      }
    }
  }

  return {
    step: openStep,
    matmul: ({ size, transposeA, transposeB }) =>
      repeated([size, size], (a, b) =>
        np.matmul(transposeA ? np.transpose(a) : a, transposeB ? np.transpose(b) : b),
      ),
    operation: ({ operation, rows, columns }) => repeated([rows, columns], operations[operation]),
  }
}
