/** Errors of the train room. */
export const trainMessages = {
  'bad-option': (p: { option: string; value: string; expected: string }) =>
    `${p.option} is ${p.value}. Expected ${p.expected}.`,
  'unknown-metric': (p: { metric: string; known: string }) =>
    `There is no metric "${p.metric}" in this run. It has ${p.known}.`,
  'metric-task': (p: { metric: string; measures: string; task: string }) =>
    `The metric "${p.metric}" measures ${p.measures}; the data's task is ${p.task}. Choose one of that task.`,
  'metric-names': (p: { metric: string }) =>
    `Two metrics are named "${p.metric}". Leave one out, or give it other settings.`,
  'checkpoint-mismatch': (p: { name: string; expected: string; actual: string }) =>
    `The checkpoint does not fit this run: at ${p.name} it has ${p.actual}, expected ${p.expected}. Use the model, optimizer and settings it was saved with.`,
  'run-mismatch': (p: { setting: string; expected: string; actual: string }) =>
    `The checkpoint is of another run: its ${p.setting} is ${p.actual}, this run's is ${p.expected}. Resume with the settings it was saved with.`,
  'model-data-mismatch': (p: { model: string; data: string; what: string }) =>
    `The model's ${p.what} is ${p.model}, but the data needs ${p.data}.`,
  'callback-names': (p: { name: string }) =>
    `Two callbacks are named "${p.name}". Give each its own name: their saved state is found by it.`,
  'safetensors-truncated': (p: { file: string; expected: number; actual: number }) =>
    `${p.file} is cut off: it has ${p.actual} bytes, expected at least ${p.expected}. Copy it again, or use an older one.`,
  'safetensors-header': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a sound safetensors file: ${p.what}. Expected ${p.expected}.`,
  'safetensors-tensor': (p: { file: string; tensor: string; what: string; expected: string }) =>
    `${p.file} is not a sound safetensors file: the tensor "${p.tensor}" has ${p.what}. Expected ${p.expected}.`,
  'safetensors-dtype': (p: { file: string; tensor: string; dtype: string; supported: string }) =>
    `${p.file}: the tensor "${p.tensor}" has element type ${p.dtype}, which cannot be read. Convert it to one of ${p.supported}.`,
  'safetensors-name': (p: { tensor: string }) =>
    `No tensor can be saved under the name "${p.tensor}": the safetensors format keeps it for itself. Use another name.`,
  'disk-full': (p: { file: string; bytes: number }) =>
    `There is no room for ${p.file} (${p.bytes} bytes). Free some space or write elsewhere; what was there before is unchanged.`,
  'cannot-write': (p: { file: string; reason: string; action: string }) =>
    `${p.file} cannot be written: ${p.reason}. ${p.action}`,
  'not-a-checkpoint': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a checkpoint that can be loaded: ${p.what}. Expected ${p.expected}.`,
  'checkpoint-corrupt': (p: { file: string; expected: string; actual: string }) =>
    `${p.file} was damaged after it was saved: its contents have the checksum ${p.actual}, expected ${p.expected}. Copy it again, or use an older one.`,
  'optimizer-state': (p: { path: string }) =>
    `The optimizer has no state for the parameter "${p.path}". Initialize it with the parameters that it updates.`,
} as const
