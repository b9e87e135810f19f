/** Brings all that operations bring along, for tests that apply primitives without their operations. */
import { bringFunction, bringPickingLowerings } from '../../src/engine/backends/wasm/kernels/brought.ts'
import { pickingLowerings } from '../../src/engine/backends/wasm/kernels/picking.ts'
import { erf, expm1, log1p, sigmoid, tanh } from '../../src/engine/backends/wasm/math.ts'
import { pow } from '../../src/engine/backends/wasm/pow.ts'
import { bringGates } from '../../src/engine/ops/bring-gates.ts'
import { bringWindows } from '../../src/engine/ops/bring-windows.ts'
import { bringSampling } from '../../src/engine/ops/sample-images.ts'

bringGates()
bringWindows()
bringSampling()
bringPickingLowerings(pickingLowerings)
bringFunction('expm1', expm1)
bringFunction('log1p', log1p)
bringFunction('tanh', tanh)
bringFunction('sigmoid', sigmoid)
bringFunction('erf', erf)
bringFunction('pow', pow)
