/** What only programs with recurrent layers carry: gates' gradients written where the weights' product takes them. */
import { writePieces } from '../backends/wasm/column-pieces.ts'
import { bringColumnPieces } from '../backends/wasm/kernels/brought.ts'

/** To be called before a gated layer is applied. It changes no bit of any result. */
export function bringGates(): void {
  bringColumnPieces(writePieces)
}
