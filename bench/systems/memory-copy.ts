/** The bound of everything that only moves bytes: one large copy. */
import { NotOffered, serve } from '../runner/serve.ts'

serve(
  async () => undefined,
  async () => ({
    ready: { version: process.version },
    open: (task) => {
      if (task.kind !== 'copy') throw new NotOffered('it only copies')
      const from = new Float32Array(task.bytes / 4).fill(1)
      const to = new Float32Array(from.length)
      return {
        run: (count) => {
          for (let repetition = 0; repetition < count; repetition++) to.set(from)
        },
      }
    },
  }),
)
