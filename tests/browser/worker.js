/** Runs inside a Worker: trains digits with the published bundle and reports back. */

import { digits } from '/regimen/datasets.js'
import {
  adam,
  createModel,
  dense,
  evaluate,
  fit,
  RandomKey,
  relu,
  scalers,
  sequential,
  splitDataset,
} from '/regimen/index.js'

const split = splitDataset(digits(), { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.minMax.fit(split.train, { per: 'all' })
const [train, validation, test] = [split.train, split.validation, split.test].map((part) =>
  scaler.applyTo(part),
)
const model = createModel(sequential(dense(64, 64), relu(), dense(64, 10)), { input: [64], seed: 0 })
const losses = []
const result = await fit(
  model,
  { train, validation },
  {
    optimizer: adam(),
    epochs: 15,
    callbacks: [{ name: 'losses', onEvent: (event) => event.type === 'step' && losses.push(event.loss) }],
  },
)
postMessage({ reason: result.reason, steps: result.steps, losses, test: evaluate(model, test) })
