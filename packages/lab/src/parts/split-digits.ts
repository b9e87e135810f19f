/** The digits that come with the library, split anew for each seed: differences then hold for other rows, too. */
import { type RandomKey, type Split, type SplitSizes, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

/** Pixels from 0 to 1; [64] inputs. */
export function splitDigits(key: RandomKey, sizes: SplitSizes): Split {
  const source = digits()
  const scaled = { ...source, inputs: source.inputs.map((level) => level / 16) }
  return splitDataset(scaled, { sizes, key: key.child('split') })
}
