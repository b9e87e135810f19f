/** Errors of the nn room. */
export const nnMessages = {} as const
