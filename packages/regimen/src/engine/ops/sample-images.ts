/** Images of a data set seen through maps of their places, as augmentation wants them. */
import { bringImageLowerings } from '../backends/wasm/kernels/brought.ts'
import { sampleImagesLowering } from '../backends/wasm/kernels/sample-images.ts'
import { apply } from '../execute.ts'
import { bringInferRules } from '../primitives/infer.ts'
import { inferSampling } from '../primitives/sample-images.ts'
import type { Tensor } from '../tensor.ts'
import { stopGradient } from './views.ts'

let areBrought = false

/** To be called before the primitive is applied. */
export function bringSampling(): void {
  if (areBrought) return
  areBrought = true
  bringInferRules(inferSampling)
  bringImageLowerings({ sampleImages: sampleImagesLowering })
}

/**
 * Of images [count, height, width, channels] those with these int32 numbers [batch], each seen through its map of
 * `maps` [batch, 6]: the pixel (x, y) of the result is the image's at (m₀x + m₁y + m₂, m₃x + m₄y + m₅), interpolated
 * bilinearly, with `fill` around the image. A number that is none of an image's gives an image of fill. Not to be
 * differentiated: no gradient flows.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`.
 */
export function sampleImages(images: Tensor, rows: Tensor, maps: Tensor, fill: number): Tensor {
  bringSampling()
  return stopGradient(apply('sampleImages', [images, rows, maps], { fill }))
}
