/** The formats room's public names. */
export { decodeNpy, encodeNpy } from './npy.ts'
export { encodeOnnx, type OnnxOptions, onnxOpset } from './onnx/encode-onnx.ts'
export { loadStateDict, type StateDictOptions, stateDictOf } from './state-dict.ts'
