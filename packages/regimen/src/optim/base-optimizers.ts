/** The optimizers that others can be built around. */
import { adaGrad } from './ada-grad.ts'
import { adaMax } from './ada-max.ts'
import { adadelta } from './adadelta.ts'
import { adafactor } from './adafactor.ts'
import { adam } from './adam.ts'
import { adamW } from './adam-w.ts'
import { amsGrad } from './ams-grad.ts'
import { gradientDescent } from './gradient-descent.ts'
import { lamb } from './lamb.ts'
import { lars } from './lars.ts'
import { lion } from './lion.ts'
import { momentum } from './momentum.ts'
import { muon } from './muon.ts'
import { nAdam } from './n-adam.ts'
import { nesterov } from './nesterov.ts'
import { rAdam } from './r-adam.ts'
import { rProp } from './r-prop.ts'
import { rmsProp } from './rms-prop.ts'
import { scheduleFreeAdamW } from './schedule-free-adam-w.ts'
import { scheduleFreeSgd } from './schedule-free-sgd.ts'
import { sgd } from './sgd.ts'

export const baseOptimizers = {
  gradientDescent,
  sgd,
  momentum,
  nesterov,
  adaGrad,
  adadelta,
  rmsProp,
  adam,
  amsGrad,
  adamW,
  adaMax,
  nAdam,
  rAdam,
  lion,
  lamb,
  lars,
  adafactor,
  muon,
  scheduleFreeSgd,
  scheduleFreeAdamW,
  rProp,
} as const

export type BaseOptimizerName = keyof typeof baseOptimizers
