import { requireOption } from '../options.ts'
import { type InitializerFactory, initializerFactory } from './initializer.ts'
import { scaledNormal } from './variance-scaling.ts'

/**
 * Normal with mean 0 and a fixed standard deviation (default 0.01), whatever the layer's size. With 0.01
 * the signals of a deep network die out; with 1 its sigmoids saturate.
 */
export const normalInitializer: InitializerFactory<{ readonly standardDeviation: number }> =
  initializerFactory(
    {
      name: 'normal',
      defaults: { standardDeviation: 0.01 },
      paper: 'Krizhevsky, Sutskever & Hinton 2012, NIPS, section 5 (standard deviation 0.01)',
      catalogue: ['I2', 'I4'],
    },
    ({ standardDeviation }) => {
      const holds = Number.isFinite(standardDeviation) && standardDeviation >= 0
      requireOption('normal', 'standardDeviation', standardDeviation, holds, 'a finite number, at least 0')
      return (source, shape) => scaledNormal(source, shape, standardDeviation)
    },
  )
