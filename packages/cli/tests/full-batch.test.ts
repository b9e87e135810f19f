/** `regimen train` with methods that see the whole training part in every update. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { regimen, temporaryFolder } from './command.ts'

const train = ['train', 'iris', '--hidden', '5', '--activation', 'tanh'] as const

describe('full-batch methods', () => {
  it('train by name, an update for each epoch, and go on bit for bit after they were killed', async () => {
    const cwd = temporaryFolder()
    const settings = [
      ...train,
      '--optimizer',
      'l-bfgs',
      '--l2',
      '0.001',
      '--no-early-stopping',
      '--epochs',
      '60',
    ]
    const whole = await regimen([...settings, '--out', 'whole', '--json'], { cwd })
    expect(whole.code, whole.stderr).toBe(0)
    expect(whole.stderr).toContain('lBfgs, step length by line search')
    const result = JSON.parse(whole.stdout)
    expect(result.test.accuracy).toBeGreaterThan(0.8)
    expect(JSON.parse(readFileSync(path.join(cwd, 'whole', 'config.json'), 'utf8'))).toMatchObject({
      settings: { optimizer: 'lBfgs' },
    })
    const checkpoint = path.join(cwd, 'killed', 'checkpoint.safetensors')
    const when = () => existsSync(checkpoint) && statSync(checkpoint).size > 0
    const killed = await regimen([...settings, '--out', 'killed'], { cwd, kill: { when, signal: 'SIGKILL' } })
    if (killed.code !== 0) {
      const resumed = await regimen(['train', '--resume', 'killed', '--json'], { cwd })
      expect(resumed.code, resumed.stderr).toBe(0)
      expect(JSON.parse(resumed.stdout)).toMatchObject({
        epochs: result.epochs,
        validation: result.validation,
      })
    }
    const model = (run: string) => readFileSync(path.join(cwd, run, 'model.safetensors'))
    expect(model('killed').equals(model('whole'))).toBe(true)
  })

  it.each([
    [['--learning-rate', '0.1'], 'lBfgs has no option "learningRate"'],
    [['--weight-decay', '0.1'], 'Expected { coupled: λ } (L2)'],
    [['--dropout', '0.1'], 'lBfgs needs a loss that is the same at every evaluation'],
  ])('refuse %j with a reason, and leave nothing', async (options, says) => {
    const cwd = temporaryFolder()
    const { code, stderr } = await regimen([...train, '--optimizer', 'lbfgs', ...options, '--out', 'run'], {
      cwd,
    })
    expect(code).not.toBe(0)
    expect(stderr).toContain(says)
    expect(existsSync(path.join(cwd, 'run'))).toBe(false)
  })
})
