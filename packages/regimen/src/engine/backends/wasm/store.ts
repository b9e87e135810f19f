/**
 * The memory of a store: one WebAssembly memory, from address 0 the words of the threads' barrier if threads
 * share it, then the state slots, above them a region that all programs of the store share, one running at
 * a time. It is as large as the largest program needs and
 * holds what lives during one run (arguments, temporaries) and each program's constants.
 *
 * Constants stay until another program runs, which may overwrite them; the store remembers whose lie there,
 * so that a program copies its constants only after a change. So nothing is ever to be freed: a program
 * that is dropped leaves nothing behind.
 */
import { RegimenError } from '../../../errors.ts'
import type { Store } from '../../backend.ts'
import { type DType, sizeOf, type TensorData, type TensorType } from '../../types.ts'
import { defaultSmallest, type ExternalProduct, type ProductFunction } from './external-product.ts'
import { elementBytes } from './loops.ts'
import { alignUp } from './memory-plan.ts'
import { barrierWords } from './threads/barrier-words.ts'

const pageBytes = 65_536
const maximumPages = 65_536
/**
 * A shared memory must say how large it may grow. Address space is reserved for that, and some phones have
 * little of it.
 */
const sharedMaximumPages = [maximumPages, maximumPages / 4, maximumPages / 16]
/** Buffers begin at cache lines. */
export const alignment = 64
/** Kernels load whole vectors, up to 12 bytes beyond the last element of the last buffer. */
const slackBytes = 64

export interface Slot {
  readonly dtype: DType
  readonly size: number
  /** In bytes. */
  readonly address: number
}

export interface StoreOptions {
  readonly shared?: boolean
  readonly product?: ExternalProduct | undefined
}

export interface StoreProduct extends Pick<ExternalProduct, 'worker' | 'lowering'> {
  readonly smallest: number
  readonly function: ProductFunction
}

export class WasmStore implements Store {
  readonly memory: WebAssembly.Memory
  readonly slots: readonly Slot[]
  /** Where the shared region begins. */
  readonly base: number
  /** Stands for the program whose constants lie in the shared region. */
  resident: object | undefined
  /** True when the memory can be given to other threads. */
  readonly shared: boolean
  /** What makes large matrix products in this memory, if something outside WebAssembly does. */
  readonly product: StoreProduct | undefined
  #floats: Float32Array
  #integers: Int32Array

  constructor(types: readonly TensorType[], { shared = false, product }: StoreOptions = {}) {
    this.shared = shared
    let address = shared ? alignUp(barrierWords.size * Int32Array.BYTES_PER_ELEMENT, alignment) : 0
    this.slots = types.map(({ dtype, shape }) => {
      const slot = { dtype, size: sizeOf(shape), address }
      address += alignUp(slot.size * elementBytes, alignment)
      return slot
    })
    this.base = address
    this.memory = shared ? makeSharedMemory(address + slackBytes) : makeMemory(address + slackBytes)
    this.#floats = new Float32Array(this.memory.buffer)
    this.#integers = new Int32Array(this.memory.buffer)
    this.product = product && connectProduct(product, this.memory)
  }

  get byteLength(): number {
    return this.memory.buffer.byteLength
  }

  /** What the modules of plans import. */
  get imports(): WebAssembly.ModuleImports {
    const { memory, product } = this
    return product ? { memory, product: product.function } : { memory }
  }

  write(slot: number, data: TensorData, start = 0): void {
    const { dtype, address } = this.slot(slot)
    this.upload(dtype, address + start * elementBytes, data)
  }

  read(slot: number): TensorData {
    const { dtype, address, size } = this.slot(slot)
    return this.download(dtype, address, size)
  }

  slot(index: number): Slot {
    const slot = this.slots[index]
    if (!slot) throw new RangeError(`the store has no slot ${index}`)
    return slot
  }

  /** Makes the shared region at least so large. Its content, and the slots', stay. */
  reserve(bytes: number): void {
    const end = this.base + bytes + slackBytes
    const missing = end - this.memory.buffer.byteLength
    if (missing <= 0) return
    try {
      this.memory.grow(Math.ceil(missing / pageBytes))
    } catch (cause) {
      throw memoryExhausted(end, cause)
    }
    // Growing detaches the old buffer and every view of it; of a shared memory, views keep their length.
    this.#floats = new Float32Array(this.memory.buffer)
    this.#integers = new Int32Array(this.memory.buffer)
  }

  upload(dtype: DType, address: number, data: TensorData): void {
    const at = address / elementBytes
    if (dtype === 'float32') this.#floats.set(data, at)
    else if (dtype === 'int32') this.#integers.set(data, at)
    else for (let index = 0; index < data.length; index++) this.#integers[at + index] = data[index] ? -1 : 0
  }

  /** A fresh array of the elements. */
  download(dtype: DType, address: number, size: number): TensorData {
    const at = address / elementBytes
    if (dtype === 'float32') return this.#floats.slice(at, at + size)
    if (dtype === 'int32') return this.#integers.slice(at, at + size)
    const values = new Uint8Array(size)
    for (let index = 0; index < size; index++) values[index] = (this.#integers[at + index] ?? 0) & 1
    return values
  }

  /** The elements into an array of as many as are wanted; makes no view. */
  downloadInto(dtype: DType, address: number, target: TensorData): void {
    const at = address / elementBytes
    const source = dtype === 'float32' ? this.#floats : this.#integers
    const mask = dtype === 'bool' ? 1 : -1
    for (let index = 0; index < target.length; index++) {
      const value = source[at + index] ?? 0
      target[index] = dtype === 'float32' ? value : value & mask
    }
  }

  /** Copies elements within the memory, whatever their type. */
  move(from: number, to: number, size: number): void {
    const start = from / elementBytes
    this.#integers.copyWithin(to / elementBytes, start, start + size)
  }
}

function connectProduct(product: ExternalProduct, memory: WebAssembly.Memory): StoreProduct {
  const { worker, lowering, smallest = defaultSmallest } = product
  return { worker, lowering, smallest, function: product.connect(memory) }
}

function makeMemory(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  } catch (cause) {
    throw memoryExhausted(bytes, cause)
  }
}

function makeSharedMemory(bytes: number): WebAssembly.Memory {
  const initial = Math.ceil(bytes / pageBytes)
  let failure: unknown
  for (const maximum of sharedMaximumPages) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true })
    } catch (cause) {
      failure = cause
    }
  }
  throw memoryExhausted(bytes, failure)
}

function memoryExhausted(bytes: number, cause: unknown): RegimenError {
  const limit = (maximumPages * pageBytes) / 2 ** 20
  return new RegimenError('memory-exhausted', { megabytes: Math.ceil(bytes / 2 ** 20), limit }, { cause })
}
