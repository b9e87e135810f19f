/** Records as they begin, for the tests of stores. */
export const study = {
  directions: ['minimize'],
  seed: 0,
  createdAt: 0,
  notes: {},
  tags: [],
  archived: false,
} as const

export const trial = {
  state: 'running',
  parameters: {},
  domains: {},
  values: [],
  constraints: [],
  reports: [],
  retries: 0,
  startedAt: 0,
  notes: {},
} as const
