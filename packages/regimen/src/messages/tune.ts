/** Errors of the tune room. */
export const tuneMessages = {
  'tune-range': (p: { range: string; expected: string }) =>
    `The range ${p.range} is not one. Expected ${p.expected}.`,
  'tune-parameter-changed': (p: { name: string }) =>
    `The hyperparameter "${p.name}" is asked for twice in a trial, with different ranges. Give each its own name.`,
  'tune-manual-value': (p: { name: string; value: string; expected: string }) =>
    `The hyperparameter "${p.name}" cannot be ${p.value}. Expected ${p.expected}.`,
  'tune-values': (p: { values: string; expected: number }) =>
    `The objective gave ${p.values || 'no value'}. Expected as many numbers as the study has directions (${p.expected}).`,
  'tune-grid-space': (p: { option: string }) =>
    `A grid must know its parameters beforehand. Give the study a space, or the sampler ${p.option} for each parameter.`,
  'study-exists': (p: { name: string }) =>
    `There is a study named "${p.name}" already. Continue it, or choose another name.`,
  'study-unknown': (p: { name: string; known: string }) =>
    `There is no study named "${p.name}". There are: ${p.known}.`,
  'study-mismatch': (p: { name: string; expected: string; actual: string }) =>
    `The study "${p.name}" was begun with ${p.expected}, now it is opened with ${p.actual}. Choose another name, or open it as it was begun.`,
} as const
