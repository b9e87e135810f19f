/** The rows of the data room. */
import type { Technique } from '../technique.ts'

export const dataTechniques: readonly Technique[] = [
  {
    name: 'minMax',
    kind: 'scaling',
    defaults: { per: 'feature' },
    paper: 'Han, Kamber & Pei 2011, Data Mining, §3.5',
    catalogue: ['D1', 'D2'],
  },
  {
    name: 'zScore',
    kind: 'scaling',
    defaults: { per: 'feature' },
    paper: 'LeCun et al. 1998, Efficient BackProp, §4.3',
    catalogue: ['D1', 'D3', 'D4'],
  },
  {
    name: 'robust',
    kind: 'scaling',
    defaults: { per: 'feature' },
    paper: 'Huber 1981, Robust Statistics (median and interquartile range)',
    catalogue: ['D3'],
  },
  {
    name: 'stratifiedSplit',
    kind: 'data',
    defaults: { stratify: true },
    paper: 'Kohavi 1995, A study of cross-validation and bootstrap',
    catalogue: ['D5'],
  },
  {
    name: 'exactDuplicates',
    kind: 'data',
    defaults: {},
    paper: 'Barz & Denzler 2020, arXiv:1902.00423 (why duplicates between parts mislead)',
    catalogue: ['D7'],
  },
]
