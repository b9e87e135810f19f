/** Errors of the formats room: weights and models of other tools. */
import { errorsOf } from './errors.ts'

const at = (path: string, layer: string) => (path === '' ? layer : `${path} (${layer})`)
const some = (names: readonly string[], most = 12) =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : names.join(', ')

export const formatMessages = {
  'npy-header': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a sound .npy file: ${p.what}. Expected ${p.expected}.`,
  'npy-dtype': (p: { file: string; dtype: string; supported: string }) =>
    `${p.file}: arrays of type ${p.dtype} cannot be read. Convert it in NumPy (.astype('float32')) to one of ${p.supported}.`,
  'npy-length': (p: { file: string; shape: string; expected: number; actual: number }) =>
    `${p.file} is ${p.actual < p.expected ? 'cut off' : 'too long'}: an array ${p.shape} of its type takes ${p.expected} bytes with the header; it has ${p.actual}.`,
  'npz-archive': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a sound .npz file: ${p.what}. Expected ${p.expected}.`,
  'image-kind': (p: { file: string }) =>
    `${p.file} is neither a PNG nor a JPEG image. Convert it to one of them.`,
  'image-broken': (p: { file: string; reason: string }) =>
    `${p.file} is damaged: ${p.reason}. Save or copy it again.`,
  'image-size': (p: { file: string; size: string; expected: string }) =>
    `${p.file} has ${p.size} pixels, the images before it ${p.expected}. Say to which size all are to be brought (size: [height, width]).`,
  'image-folder': (p: { folder: string; what: string; expected: string }) =>
    `${p.folder} has ${p.what}. Expected ${p.expected}: ${p.folder}/<class>/<image>.png.`,
  'state-dict-missing': (p: { name: string; choices: readonly string[] }) =>
    `The state_dict has no tensor "${p.name}". It has ${some(p.choices) || 'none'}. Where PyTorch calls a module otherwise than nn.Sequential would, say so (modules: { "layers.0": "conv1" }).`,
  'state-dict-shape': (p: { name: string; expected: string; actual: string }) =>
    `The state_dict's tensor "${p.name}" has shape ${p.actual}; this model needs ${p.expected}. Build the model with the sizes that it was trained with.`,
  'state-dict-left': (p: { names: readonly string[] }) =>
    `The model has no place for these tensors of the state_dict: ${some(p.names)}. Build the same architecture, or leave them out.`,
  'state-dict-layer': (p: { path: string; layer: string; choices: readonly string[] }) =>
    `${at(p.path, p.layer)}: this kind of layer has no counterpart in PyTorch that Regimen knows. Those that have one: ${p.choices.join(', ')}.`,
  'state-dict-order': (p: { path: string; layer: string }) =>
    `${at(p.path, p.layer)}: between flattened images and the next dense layer it would mix channels that PyTorch has in another order. Put the dense layer before it.`,
  'onnx-layer': (p: { path: string; layer: string; choices: readonly string[] }) =>
    `${at(p.path, p.layer)} cannot be written to ONNX. What can: ${p.choices.join(', ')}.`,
} as const

/** An error of other tools' files, for packages that read them. */
export const formatError = /* @__PURE__ */ errorsOf(formatMessages)
