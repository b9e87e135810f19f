/** Choosing parameters by their paths: the rule is that of the models. */
export { isPathSelection, type PathSelection, selects } from '../nn/path-selection.ts'
