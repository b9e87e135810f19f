/** What only programs with convolutions or pools carry: the rules and kernels of windows over images. */
import { bringImageLowerings } from '../backends/wasm/kernels/brought.ts'
import { windowLowerings } from '../backends/wasm/kernels/window-lowerings.ts'
import { bringGradientRules } from '../primitives/gradients.ts'
import { windowGradients } from '../primitives/gradients-windows.ts'
import { bringInferRules } from '../primitives/infer.ts'
import { inferWindows } from '../primitives/infer-windows.ts'

let areBrought = false

/** To be called before a primitive of windows is applied. */
export function bringWindows(): void {
  if (areBrought) return
  areBrought = true
  bringInferRules(inferWindows)
  bringGradientRules(windowGradients)
  bringImageLowerings(windowLowerings)
}
