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
  'optimizer-state': (p: { path: string }) =>
    `The optimizer has no state for the parameter "${p.path}". Initialize it with the parameters that it updates.`,
} as const
