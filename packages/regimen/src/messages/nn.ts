/** Errors of the nn room. */
const at = (path: string, layer: string) => (path === '' ? layer : `${path} (${layer})`)
const hinted = (hint: string) => (hint === '' ? '' : `. ${hint}`)

export const nnMessages = {
  'layer-shape': (p: { path: string; layer: string; expected: string; actual: string; hint: string }) =>
    `${at(p.path, p.layer)}: expected input ${p.expected}, got ${p.actual}${hinted(p.hint)}`,
  'model-input': (p: { expected: string; actual: string; hint: string }) =>
    `The model takes inputs of shape ${p.expected}, the batch first; got ${p.actual}${hinted(p.hint)}`,
  'model-shape': (p: { input: string }) =>
    `The model's input shape is ${p.input}. Expected whole numbers of at least 1, without the batch: [784] or [28, 28].`,
  'missing-state': (p: { layer: string; name: string; known: string }) =>
    `${p.layer} found no "${p.name}" in its state; it has ${p.known}. Use the state that the layer itself initialized.`,
  'architecture-mismatch': (p: { name: string; expected: string; actual: string }) =>
    `The saved state does not fit the model: at "${p.name}" the model has ${p.expected}, the state has ${p.actual}. Build the model as it was when the state was saved.`,
  'unknown-technique': (p: { kind: string; name: string; known: string }) =>
    `There is no ${p.kind} "${p.name}". Known: ${p.known}.`,
  'unknown-option': (p: { technique: string; option: string; known: string }) =>
    `${p.technique} has no option "${p.option}". It has ${p.known}.`,
  'technique-option': (p: { technique: string; option: string; value: string; expected: string }) =>
    `${p.technique}: ${p.option} is ${p.value}. Expected ${p.expected}.`,
  'targets-shape': (p: { technique: string; outputs: string; targets: string; expected: string }) =>
    `${p.technique}: outputs ${p.outputs} and targets ${p.targets} do not fit. Expected ${p.expected}.`,
  'metric-parts': (p: { metric: string; expected: number; actual: number }) =>
    `${p.metric}: parts of ${p.expected} and of ${p.actual} numbers cannot be added. They are of different metrics, or of models with different outputs.`,
} as const
