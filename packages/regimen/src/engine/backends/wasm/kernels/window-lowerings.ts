/** The lowerings of everything that slides windows over images. */
import type { WindowName } from '../../../primitives/attributes.ts'
import type { ImageLoweringTable } from '../lowering.ts'
import { convolutionLowerings } from './convolution.ts'
import { convolutionWeightGradient } from './convolution-weight-gradient.ts'
import { poolingLowerings } from './pooling.ts'

export const windowLowerings: ImageLoweringTable<WindowName> = {
  ...convolutionLowerings,
  ...poolingLowerings,
  conv2dWeightGradient: convolutionWeightGradient,
}
