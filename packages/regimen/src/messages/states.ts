/** Errors of saved states that are read back. */
import { errorsOf } from './errors.ts'

export const savedStateMessages = {
  'bad-saved-state': (p: { what: string; field: string; expected: string }) =>
    `${p.what} cannot be restored: ${p.field} should be ${p.expected}. The file was damaged, or written by something else.`,
  'checkpoint-mismatch': (p: { name: string; expected: string; actual: string }) =>
    `The checkpoint does not fit this run: at ${p.name} it has ${p.actual}, expected ${p.expected}. Use the model, optimizer and settings it was saved with.`,
  'run-mismatch': (p: { setting: string; expected: string; actual: string }) =>
    `The checkpoint is of another run: its ${p.setting} is ${p.actual}, this run's is ${p.expected}. Resume with the settings it was saved with.`,
} as const

/** An error of a saved state. */
export const savedStateError = /* @__PURE__ */ errorsOf(savedStateMessages)
