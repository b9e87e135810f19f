/** Errors of the train room. */
export const trainMessages = {} as const
