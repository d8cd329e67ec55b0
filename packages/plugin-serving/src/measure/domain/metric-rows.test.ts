import assert from 'node:assert/strict'
import {numberText, windowText} from './metric-rows.ts'

describe('words for figures', () => {
  for (const [value, text] of [
    [0, '0'],
    [0.04567, '0.046'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [1234.5, '1235'],
    [Number.NaN, 'unavailable'],
  ] as const)
    it(`${value}`, () => assert.equal(numberText(value), text))

  for (const [seconds, text] of [
    [0, 'now'],
    [4.96, '5s'],
    [300, '5m'],
    [3600, '1h'],
    [86_400, '24h'],
    [604_800, '7d'],
  ] as const)
    it(`${seconds} seconds`, () => assert.equal(windowText({seconds}), text))
})
