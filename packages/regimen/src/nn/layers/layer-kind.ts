/** Rows of the table of layers: what a kind is, and how to build one from a file's settings. */
import type { Settings, Technique } from '../../technique.ts'
import type { Layer } from '../layer.ts'

/** A layer as JSON: `{ kind, settings }`. */
export type LayerConfig = Settings

/** A kind of layer: its technique, and how one is made from settings. */
export interface LayerKind {
  readonly technique: Technique
  /**
   * @param build makes the inner layers, for kinds that hold others.
   * @throws RegimenError `technique-option`, `unknown-option`, `unknown-technique`.
   */
  fromSettings(settings: Settings, build: (config: LayerConfig) => Layer): Layer
}

export function layerConfig({ kind, settings }: Layer): LayerConfig {
  return { kind, settings }
}
