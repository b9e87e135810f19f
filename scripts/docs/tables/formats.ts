/** Which layers leave for other tools: read from the tables of the formats, so that it cannot be out of date. */
import { layerKinds } from 'regimen'
import { onnxRows } from '../../../packages/regimen/src/formats/onnx/rows.ts'
import { stateDictRows } from '../../../packages/regimen/src/formats/state-dict-rows.ts'
import type { Language } from '../words/index.ts'

const titles = { en: { layer: 'Layer', yes: 'yes' }, ko: { layer: '층', yes: '됩니다' } } as const

export function formatTable(language: Language): string {
  const { layer, yes } = titles[language]
  const cell = (rows: object, kind: string) => (Object.hasOwn(rows, kind) ? yes : '–')
  const rows = Object.keys(layerKinds)
    .filter((kind) => Object.hasOwn(stateDictRows, kind) || Object.hasOwn(onnxRows, kind))
    .map((kind) => `| \`${kind}\` | ${cell(stateDictRows, kind)} | ${cell(onnxRows, kind)} |`)
  return [`| ${layer} | PyTorch state_dict | ONNX |`, '| --- | --- | --- |', ...rows, ''].join('\n')
}
