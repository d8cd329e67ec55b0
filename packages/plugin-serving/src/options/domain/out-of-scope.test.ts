import assert from 'node:assert/strict'
import {outOfScope} from './out-of-scope.ts'

const service = (...components: readonly string[]) =>
  ({name: 'chat', namespace: 'prod', components: components.map((name) => ({name}))}) as never
const existing = (key: string) =>
  ({uid: '', field: ([, part]: readonly string[]) => (part === key ? {} : undefined)}) as never
const model = (...capabilities: readonly string[]) => ({capabilities}) as never

describe('what formulas say nothing of', () => {
  for (const [what, found, said] of [
    ['a plain service', outOfScope(service('engine'), existing('engine'), model('TEXT_TO_TEXT')), undefined],
    ['a model of unknown use', outOfScope(service('engine'), existing('engine'), model()), undefined],
    [
      'pictures that become text',
      outOfScope(service('engine'), existing('engine'), model('IMAGE_TEXT_TO_TEXT')),
      undefined,
    ],
    ['a word of older versions', outOfScope(service('engine'), existing('engine'), model('CHAT')), undefined],
    [
      'prefill and decode apart',
      outOfScope(service('engine', 'decoder'), existing('engine'), undefined),
      /prefill and decode apart/,
    ],
    [
      'a predictor',
      outOfScope(service('predictor'), existing('predictor'), undefined),
      /rename it to engine first: ome get service chat -n prod -o yaml$/,
    ],
    [
      'embeddings',
      outOfScope(service('engine'), existing('engine'), model('EMBEDDING')),
      /makes no text \(EMBEDDING\)/,
    ],
  ] as const)
    it(what, () => (said === undefined ? assert.equal(found, undefined) : assert.match(found ?? '', said)))
})
