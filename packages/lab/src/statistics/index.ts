/** What rules are made of. */
export { countBins } from './bins.ts'
export { bootstrap, pairedDifference, share } from './bootstrap.ts'
export { about, above, below, between, type Check, check, judge } from './checks.ts'
export { type Estimate, exactly } from './estimate.ts'
export {
  correlation,
  deviation,
  mean,
  median,
  quantileOfSorted,
  rankCorrelation,
  slope,
  variance,
} from './moments.ts'
