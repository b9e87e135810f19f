/** Why products are not made by a BLAS, as data: who shows it puts it into words. */
export interface NativeHints {
  /** Turned off by `path: 'none'` or REGIMEN_BLAS=none. */
  'blas-off': Record<never, never>
  /** The optional dependency koffi is not installed or may not be loaded. */
  'koffi-missing': { readonly reason: string }
  /** None of the libraries that are known on this platform is installed. */
  'blas-missing': { readonly platform: string }
  /** The library that was asked for does not load; the loader says why. */
  'blas-not-loadable': { readonly path: string; readonly reason: string }
  /** It has no cblas_sgemm. */
  'blas-no-sgemm': { readonly path: string }
  /** It is none of the known libraries, so there is no way to tell it to use one thread. */
  'blas-unknown': { readonly path: string }
  /** The library's products are not what they should be. */
  'blas-wrong': { readonly path: string; readonly product: string; readonly difference: number }
}

/** Why no BLAS is used, or what would make it faster: a code and its parameters. */
export type NativeHint = {
  readonly [C in keyof NativeHints]: { readonly code: C; readonly parameters: NativeHints[C] }
}[keyof NativeHints]
