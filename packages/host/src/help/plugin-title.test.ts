import assert from 'node:assert/strict'
import {spellings} from '@ome/installer/install/names'
import {plainName, pluginTitle, shortName} from './plugin-title.ts'

describe('names of plugins', () => {
  for (const [name, short, plain] of [
    ['@ome/plugin-serving', 'serving', 'serving'],
    ['ome-cost-optimizer', 'cost-optimizer', 'cost-optimizer'],
    ['@corp/plugin-fleet', '@corp/plugin-fleet', 'fleet'],
    ['@corp/ome-fleet', '@corp/ome-fleet', 'fleet'],
  ] as const) {
    it(`${name} is ${short}, which means it wherever it is typed`, () => {
      assert.equal(shortName(name), short)
      assert.ok(spellings(short).includes(name))
      assert.equal(plainName(name), plain)
    })
  }

  it('a heading has no scope', () => {
    assert.equal(pluginTitle({name: '@corp/plugin-cost-report', origin: 'installed'}), 'COST REPORT')
  })
})
