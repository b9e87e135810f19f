/** Errors of the data room. */
export const dataMessages = {} as const
