/** Errors of the engine. One sentence of what was wrong and where, one of what was expected or what to do. */
export const engineMessages = {
  'shape-mismatch': (p: { operation: string; shapes: string; expected: string }) =>
    `${p.operation}: the shapes ${p.shapes} do not fit. Expected ${p.expected}.`,
  'dtype-mismatch': (p: { operation: string; dtypes: string; expected: string }) =>
    `${p.operation}: got ${p.dtypes}. Expected ${p.expected}; use cast to convert.`,
  'bad-axis': (p: { operation: string; axis: number; rank: number }) =>
    `${p.operation}: axis ${p.axis} does not exist in a tensor of ${p.rank} dimensions.`,
  'bad-attribute': (p: { operation: string; attribute: string; value: string; expected: string }) =>
    `${p.operation}: ${p.attribute} is ${p.value}. Expected ${p.expected}.`,
  'value-of-traced': (p: { what: string }) =>
    `${p.what} needs a value, but inside compile(...) tensors have none yet. Return the tensor from the compiled function and read it outside, or run the function without compile.`,
  'foreign-trace': (_: Record<never, never>) =>
    'A tensor from one compiled function was used in another, or after its function had ended. Pass it as an argument instead.',
  'not-scalar': (p: { what: string; shape: string }) =>
    `${p.what} must be a single number; its shape is ${p.shape}. Reduce it first, for example with sum or mean.`,
  'not-differentiable': (p: { what: string; dtype: string }) =>
    `${p.what} has type ${p.dtype}; gradients exist only for floating values.`,
  'dtype-unsupported': (p: { backend: string; dtype: string; supported: string }) =>
    `The ${p.backend} backend has no ${p.dtype}; it has ${p.supported}. float64 is for the reference backend.`,
  'state-mismatch': (p: { expected: string; actual: string }) =>
    `The state of a program keeps its structure and types. Expected ${p.expected}, got ${p.actual}.`,
  'structure-unknown': (p: { kind: string; path: string }) =>
    `Compiled functions cannot tell when a ${p.kind} changes${p.path && ` (${p.path})`}. Pass tensors, numbers, strings, functions, arrays or plain records.`,
  'memory-exhausted': (p: { megabytes: number; limit: number }) =>
    `The program needs ${p.megabytes} MB of WebAssembly memory; at most ${p.limit} MB exist, or this machine has less. Use a smaller batch or a smaller model.`,
} as const
