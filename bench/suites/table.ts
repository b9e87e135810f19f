/** The table of suites: a new one is a file and a row. */
import { augmentation } from './augmentation.ts'
import { contamination } from './contamination.ts'
import { cores } from './cores.ts'
import { gemm } from './gemm.ts'
import { memory } from './memory.ts'
import { monitors } from './monitors.ts'
import { ops } from './ops.ts'
import { optimizers } from './optimizers.ts'
import { scaling } from './scaling.ts'
import { startup } from './startup.ts'
import { step } from './step.ts'
import type { Suite } from './suite.ts'
import { tuner } from './tuner.ts'

export const suites: Readonly<Record<string, Suite>> = {
  step,
  cores,
  gemm,
  ops,
  startup,
  memory,
  scaling,
  optimizers,
  monitors,
  augmentation,
  contamination,
  tuner,
}
