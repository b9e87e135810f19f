/** A loss that became NaN or infinite, said so that the reader knows where to look. */
import type { ModelSummary, NoticeEvent } from 'regimen'
import { type CliError, failure } from '../errors.ts'

export function lossNotFinite(
  notices: readonly NoticeEvent[],
  { layers }: ModelSummary,
): CliError<'loss-not-finite'> {
  const notice = notices.find(({ code }) => code === 'nonFiniteLoss')
  const { loss, what, path } = notice?.parameters ?? {}
  const place = String(path ?? '')
  // A loss that is broken alone was computed from the outputs of the last layer.
  const layer =
    layers.find((each) => place === each.path || place.startsWith(`${each.path}.`)) ?? layers.at(-1)
  return failure('loss-not-finite', {
    step: notice?.step ?? 0,
    loss: String(loss ?? Number.NaN),
    what: what === 'input' || what === 'parameter' || what === 'output' ? what : 'loss',
    layer: layer ? `${layer.path} (${layer.kind})` : place,
  })
}
