/** Regimen as a measured system; the parameter names the variant. */
import { serve } from '../../runner/serve.ts'

serve(
  () => import('regimen'),
  async ({ setBackend }) => {
    const { chooseBackend } = await import('./variants.ts')
    setBackend(await chooseBackend(process.argv[2] ?? ''))
    const { openTask, optimizerState } = await import('./tasks.ts')
    const { dataName } = await import('./examples.ts')
    const version = `Node ${process.version}, ${dataName()}`
    return { ready: { version, optimizerState: optimizerState() }, open: openTask }
  },
)
