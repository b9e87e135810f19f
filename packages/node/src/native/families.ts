/** The BLAS libraries that are known: what they are called, and how each is told to use one thread. */

/** A call by which a library is set up on every thread that uses it. */
export interface SetupCall {
  readonly symbol: string
  readonly type: 'int' | 'int64_t'
  readonly argument: number
}

export interface Family {
  readonly name: string
  /**
   * Regimen's own threads each call the library, which must not start more. A library without these
   * functions is of another family.
   */
  readonly setup: readonly SetupCall[]
  /** The function that tells the version, and how: as its result, or into a buffer that it is given. */
  readonly version?: { readonly symbol: string; readonly by: 'result' | 'buffer' }
}

export const families = {
  openblas: {
    name: 'OpenBLAS',
    setup: [{ symbol: 'openblas_set_num_threads', type: 'int', argument: 1 }],
    version: { symbol: 'openblas_get_config', by: 'result' },
  },
  mkl: {
    name: 'Intel MKL',
    // 32-bit integers whatever MKL_INTERFACE_LAYER says; sequential, so that no OpenMP library is needed.
    setup: [
      { symbol: 'MKL_Set_Interface_Layer', type: 'int', argument: 0 },
      { symbol: 'MKL_Set_Threading_Layer', type: 'int', argument: 1 },
      { symbol: 'MKL_Set_Num_Threads', type: 'int', argument: 1 },
    ],
    version: { symbol: 'MKL_Get_Version_String', by: 'buffer' },
  },
  blis: {
    name: 'BLIS',
    setup: [{ symbol: 'bli_thread_set_num_threads', type: 'int64_t', argument: 1 }],
    version: { symbol: 'bli_info_get_version_str', by: 'result' },
  },
  accelerate: {
    name: 'Accelerate',
    // Since macOS 15.
    setup: [{ symbol: 'BLASSetThreading', type: 'int', argument: 1 }],
  },
} as const satisfies Record<string, Family>

/** The libraries of matrix products that can be used, by name. */
export type FamilyName = keyof typeof families

/** Names for the system's loader, and paths where packages put what the loader does not look at; best first. */
const names: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    // Debian, Arch and Alpine; Fedora's with POSIX threads; openSUSE's.
    'libopenblas.so.0',
    'libopenblasp.so.0',
    'libopenblas_pthreads.so.0',
    'libopenblas.so',
    'libmkl_rt.so.3',
    'libmkl_rt.so.2',
    'libmkl_rt.so.1',
    'libmkl_rt.so',
    '/opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so',
    '/opt/intel/oneapi/mkl/latest/lib/intel64/libmkl_rt.so',
    'libblis.so.4',
    'libblis.so.3',
    'libblis.so',
  ],
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    // Homebrew on Apple and on Intel processors, MacPorts.
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
    '/opt/local/lib/libopenblas.dylib',
  ],
  win32: [
    'libopenblas.dll',
    'openblas.dll',
    'mkl_rt.3.dll',
    'mkl_rt.2.dll',
    'C:\\Program Files (x86)\\Intel\\oneAPI\\mkl\\latest\\bin\\mkl_rt.2.dll',
    'AOCL-LibBlis-Win-dll.dll',
  ],
  freebsd: ['libopenblas.so.0', 'libopenblas.so', 'libblis.so.4', 'libblis.so'],
}

/** Where to look on a platform, in order. */
export function candidates(platform: NodeJS.Platform): readonly string[] {
  return names[platform] ?? []
}
