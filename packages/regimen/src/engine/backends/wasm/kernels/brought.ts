/**
 * Lowerings that the operations bring along: a page whose network has no convolution does not carry the
 * kernels of one.
 */
import type { WindowName } from '../../../primitives/attributes.ts'
import type { ImageLoweringTable } from '../lowering.ts'

let windows: ImageLoweringTable<WindowName> | undefined

export function bringWindowLowerings(lowerings: ImageLoweringTable<WindowName>): void {
  windows = lowerings
}

export function broughtWindowLowerings(): ImageLoweringTable<WindowName> {
  if (!windows)
    throw new TypeError('a window primitive was used without engine/ops/windows.ts, which brings its kernels')
  return windows
}
