/** What a config file of `regimen train --config` imports from the command. */
export {
  type ConfigContext,
  defineConfig,
  type NamedAugmentation,
  type TrainConfig,
} from './config/define-config.ts'
