/** The rows of the data room. */
import type { Technique } from '../technique.ts'
import { augmentations } from './augmentation/index.ts'

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
  {
    name: 'nearDuplicates',
    kind: 'data',
    defaults: { tolerance: 0.25 },
    paper: 'Barz & Denzler 2020, arXiv:1902.00423',
    catalogue: ['D7'],
  },
  {
    name: 'pcaWhitening',
    kind: 'scaling',
    defaults: { regularization: 1e-5, zeroPhase: false },
    paper: 'Hotelling 1933, J. Educational Psychology 24; LeCun et al. 1998, Efficient BackProp, §4.3',
    catalogue: ['D1', 'D4'],
  },
  {
    name: 'kFold',
    kind: 'data',
    defaults: { folds: 5, stratify: true },
    paper: 'Stone 1974, J. Royal Statistical Society B 36; Kohavi 1995 (stratified)',
    catalogue: ['D5'],
  },
  {
    name: 'weightedSampling',
    kind: 'data',
    defaults: {},
    paper: 'Walker 1977, ACM TOMS 3; Vose 1991, IEEE TSE 17 (alias method)',
    catalogue: [],
  },
  ...Object.values(augmentations).map(({ technique }) => technique),
]
