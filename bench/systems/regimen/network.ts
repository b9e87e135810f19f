/** A workload's rows as layers of Regimen. */

import type { Layer, Optimizer } from 'regimen'
import * as regimen from 'regimen'
import { NotOffered } from '../../runner/serve.ts'
import type { LayerRow, Workload } from '../../workloads.ts'
import { functionNamed } from './offered.ts'

export function networkOf({ layers }: Workload): Layer {
  return regimen.sequential(...layers.map(layerOf))
}

export function optimizerOf({ optimizer }: Workload): Optimizer {
  return optimizer === 'adam' ? regimen.adam({ learningRate: 0.001 }) : regimen.sgd({ learningRate: 0.01 })
}

function layerOf(row: LayerRow): Layer {
  switch (row.layer) {
    case 'dense':
      return regimen.dense(row.inputs, row.outputs)
    case 'relu':
      return regimen.relu()
    case 'flatten':
      return regimen.flatten()
    case 'batchNorm':
      return regimen.batchNorm()
    case 'dropout':
      return regimen.dropout(row.probability)
    case 'conv': {
      const { inputs, outputs, kernel, padding } = row
      return layerNamed('conv2d', inputs, outputs, { kernel, padding })
    }
    case 'maxPool':
      return layerNamed('maxPool2d', { window: 2 })
    case 'rnn':
      return layerNamed('simpleRnn', row.inputs, row.hidden)
    case 'gru':
    case 'lstm':
      return layerNamed(row.layer, row.inputs, row.hidden)
  }
}

/** @throws NotOffered when the library has no such layer. */
function layerNamed(name: string, ...parameters: readonly unknown[]): Layer {
  const layer = functionNamed(regimen, name)?.(...parameters)
  if (!isLayer(layer)) throw new NotOffered(`the library offers no layer ${name}`)
  return layer
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && 'outputShape' in value && 'apply' in value
}
