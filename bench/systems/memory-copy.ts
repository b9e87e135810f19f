/** The bound of everything that only moves bytes: one large copy. */
import type { Task } from '../runner/protocol.ts'
import { type Build, NotOffered, serve } from '../runner/serve.ts'

function openCopy(task: Task): Build {
  if (task.kind !== 'copy') throw new NotOffered('it only copies')
  const from = new Float32Array(task.bytes / 4).fill(1)
  const to = new Float32Array(from.length)
  return () => ({
    run: (count) => {
      for (let repetition = 0; repetition < count; repetition++) to.set(from)
    },
  })
}

serve(
  async () => undefined,
  async () => ({ ready: { version: `Node ${process.version}` }, open: openCopy }),
)
