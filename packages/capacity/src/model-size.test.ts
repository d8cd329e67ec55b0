import assert from 'node:assert/strict'
import fc from 'fast-check'
import {formatModelSize, parseModelSize} from './model-size.ts'

describe('parseModelSize', () => {
  for (const [text, parameters] of [
    ['7B', 7e9],
    ['7.62B', 7.62e9],
    ['500M', 5e8],
    ['1T', 1e12],
    ['123', 123],
    ['100K', 0],
    ['7b', 0],
    ['', 0],
    ['B', 0],
    ['0x10B', 0],
    ['large', 0],
  ] as const)
    it(`reads ${text || '(empty)'} as ${parameters}`, () => assert.equal(parseModelSize(text), parameters))
})

describe('formatModelSize', () => {
  for (const [parameters, text] of [
    [8e9, '8B'],
    [70_600_000_000, '70.6B'],
    [7_615_616_512, '7.62B'],
    [70_553_706_496, '70.55B'],
    [137_022_720, '137.02M'],
    [671e9, '671B'],
    [1.02e12, '1.02T'],
    [2500, '2.5K'],
    [12, '12'],
  ] as const)
    it(`writes ${parameters} as ${text}`, () => assert.equal(formatModelSize(parameters), text))

  it('stays within half a percent when read back', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1_000_000, max: 2_000_000_000}).map((thousands) => thousands * 1000),
        (parameters) => {
          const back = parseModelSize(formatModelSize(parameters))
          assert.ok(Math.abs(back - parameters) <= parameters * 0.005)
        },
      ),
    )
  })
})
