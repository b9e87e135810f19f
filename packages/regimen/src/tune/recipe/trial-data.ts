/** The parts that trials may see as one file, for worker processes. Test rows are in no such file. */
import type { Part, Task } from '../../data/dataset.ts'
import { SavedFields } from '../../data/saved-fields.ts'
import { fromData, type Tensor } from '../../engine/tensor.ts'
import { savedStateError } from '../../messages/states.ts'
import { decodeSafetensors, encodeSafetensors } from '../../train/safetensors.ts'
import { sampleOf } from './train-candidate.ts'
import type { SearchData } from './types.ts'

/**
 * Training and validation part as the bytes of a safetensors file.
 * @param limits `rows` of the training part, `validationRows` of the other: the first ones. Default: all.
 */
export function encodeSearchData(
  data: SearchData,
  limits: { readonly rows?: number; readonly validationRows?: number } = {},
): Uint8Array<ArrayBuffer> {
  const { rows = data.train.size, validationRows = data.validation.size } = limits
  const { name, train, validation, image } = sampleOf(data, rows, validationRows)
  const tensors = { ...tensorsOf(train), ...tensorsOf(validation) }
  const { task, inputShape, featureNames } = train
  return encodeSafetensors(tensors, {
    recipe: JSON.stringify({
      name,
      task,
      inputShape,
      ...(featureNames && { featureNames }),
      ...(image && { image }),
    }),
  })
}

/** The parts that `encodeSearchData` wrote. @throws RegimenError `safetensors-header` and others of `decodeSafetensors`, `bad-saved-state`. */
export function decodeSearchData(bytes: Uint8Array, file: string): SearchData {
  const { tensors, metadata } = decodeSafetensors(bytes, file)
  const saved = new SavedFields(file, JSON.parse(metadata.recipe ?? '{}'))
  const json: object = JSON.parse(metadata.recipe ?? '{}')
  const inputShape = saved.numbers('inputShape')
  const image = 'image' in json ? saved.numbers('image') : undefined
  const shared = {
    name: saved.string('name'),
    task: taskOf(file, 'task' in json ? json.task : undefined),
    inputShape,
    ...('featureNames' in json ? { featureNames: saved.strings('featureNames') } : {}),
  }
  const part = <P extends 'train' | 'validation'>(name: P): Part<P> => {
    const [inputs, targets, rows] = ['inputs', 'targets', 'rows'].map((each) => {
      const tensor = tensors[`${name}.${each}`]
      if (!tensor) throw savedStateError('bad-saved-state', { what: file, field: name, expected: 'there' })
      return tensor
    })
    return {
      ...shared,
      part: name,
      inputs: Float32Array.from(inputs?.data() ?? []),
      targets:
        shared.task.kind === 'classification'
          ? Int32Array.from(targets?.data() ?? [])
          : Float32Array.from(targets?.data() ?? []),
      rows: Int32Array.from(rows?.data() ?? []),
      size: targets?.size ?? 0,
    }
  }
  const [height = 0, width = 0, channels = 1] = image ?? []
  return {
    name: shared.name,
    train: part('train'),
    validation: part('validation'),
    ...(image && { image: [height, width, channels] as const }),
  }
}

function tensorsOf(part: Part<'train'> | Part<'validation'>): Record<string, Tensor> {
  const { inputs, targets, rows, size } = part
  return {
    [`${part.part}.inputs`]: fromData('float32', [inputs.length], inputs),
    [`${part.part}.targets`]: fromData(targets instanceof Int32Array ? 'int32' : 'float32', [size], targets),
    [`${part.part}.rows`]: fromData('int32', [size], rows),
  }
}

function taskOf(file: string, task: unknown): Task {
  const saved = new SavedFields(file, task)
  return saved.oneOf('kind', ['classification', 'regression']) === 'classification'
    ? { kind: 'classification', classes: saved.strings('classes') }
    : { kind: 'regression', target: saved.string('target') }
}
