import assert from 'node:assert/strict'
import {nearHint} from './near-plugin.ts'

describe('the plugin that is meant', () => {
  const names = ['ome-cost-optimizer', '@ome/plugin-serving', '@acme/deploy']

  for (const [typed, hints] of [
    ['ome-cost-optimzer', ['did you mean: ome-cost-optimizer']],
    ['cost-optimzer', ['did you mean: ome-cost-optimizer']],
    ['servign', ['did you mean: serving']],
    ['@ome/plugin-servin', ['did you mean: serving']],
    ['@acme/deplyo', ['did you mean: @acme/deploy']],
    ['something-else', []],
    ['', []],
  ] as const)
    it(`of "${typed}"`, () => assert.deepEqual(nearHint(typed, names), hints))
})
