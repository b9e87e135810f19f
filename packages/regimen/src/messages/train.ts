/** Errors of the train room. */
export const trainMessages = {
  'bad-option': (p: { option: string; value: string; expected: string }) =>
    `${p.option} is ${p.value}. Expected ${p.expected}.`,
  'metric-task': (p: { metric: string; measures: string; task: string }) =>
    `The metric "${p.metric}" measures ${p.measures}; the data's task is ${p.task}. Choose one of that task.`,
  'metric-names': (p: { metric: string }) =>
    `Two metrics are named "${p.metric}". Leave one out, or give it other settings.`,
  'model-data-mismatch': (p: { model: string; data: string; what: string }) =>
    `The model's ${p.what} is ${p.model}, but the data needs ${p.data}.`,
  'callback-names': (p: { name: string }) =>
    `Two callbacks are named "${p.name}". Give each its own name: their saved state is found by it.`,
  'optimizer-state': (p: { path: string }) =>
    `The optimizer has no state for the parameter "${p.path}". Initialize it with the parameters that it updates.`,
} as const
