/** Which layers leave for other tools: read from the tables of the formats, so that it cannot be out of date. */
import { layerKinds } from 'regimen'
import { onnxRows } from '../../../packages/regimen/src/formats/onnx/rows.ts'
import { stateDictRows } from '../../../packages/regimen/src/formats/state-dict-rows.ts'
import { isHolder } from '../../../packages/regimen/src/formats/walk.ts'
import type { Language } from '../words/index.ts'

const titles = {
  en: { layer: 'Layer', yes: 'yes', apart: 'taken apart' },
  ko: { layer: '층', yes: '됩니다', apart: '풀어서 됩니다' },
} as const

export function formatTable(language: Language): string {
  const { layer, yes, apart } = titles[language]
  const cell = (rows: object, kind: string) => {
    if (Object.hasOwn(rows, kind)) return yes
    return isHolder(kind) ? apart : '–'
  }
  const rows = Object.keys(layerKinds)
    .map((kind) => [kind, cell(stateDictRows, kind), cell(onnxRows, kind)] as const)
    .filter(([, ...cells]) => cells.some((each) => each !== '–'))
    .map(([kind, ...cells]) => `| \`${kind}\` | ${cells.join(' | ')} |`)
  return [`| ${layer} | PyTorch state_dict | ONNX |`, '| --- | --- | --- |', ...rows, ''].join('\n')
}
