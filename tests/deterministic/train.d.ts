import type { FitOptions, Model } from 'regimen'

export type { Model }

export interface Hashes {
  readonly threads: number
  /** Shares of steps that other threads have computed, by workload. */
  readonly shares: Readonly<Record<string, number>>
  /** SHA-256 of the weights, by workload. */
  readonly hashes: Readonly<Record<string, string>>
}

export declare const workloads: Readonly<Record<string, unknown>>

export declare function untrained(
  regimen: typeof import('regimen'),
  name: string,
): { readonly model: Model; readonly batchSize: number }

export declare function trained(
  regimen: typeof import('regimen'),
  name: string,
  options: Pick<FitOptions, 'backend' | 'steps' | 'batchSize'>,
): Promise<Model>

export declare function hashes(
  regimen: typeof import('regimen'),
  threads: number,
  names: readonly string[],
): Promise<Hashes>
