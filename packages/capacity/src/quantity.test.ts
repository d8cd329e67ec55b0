import assert from 'node:assert/strict'
import fc from 'fast-check'
import {parseQuantity, wholeGiB} from './quantity.ts'

describe('parseQuantity', () => {
  for (const [text, number] of [
    ['4', 4],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['80Gi', 85_899_345_920],
    ['1Ki', 1024],
    ['2k', 2000],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['-1', -1],
    [8, 8],
  ] as const)
    it(`reads ${text} as ${number}`, () => assert.equal(parseQuantity(text), number))

  for (const value of ['', 'many', '80GB', '1 Gi', '0x10', '1ki', '--1', undefined, null, {}, Number.NaN, Infinity])
    it(`does not read ${JSON.stringify(value) ?? 'undefined'}`, () => assert.equal(parseQuantity(value), undefined))

  it('keeps the order of amounts in one unit', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.constantFrom('m', '', 'k', 'Ki', 'Gi'), (a, b, unit) => {
        const [left = 0, right = 0] = [parseQuantity(`${a}${unit}`), parseQuantity(`${b}${unit}`)]
        assert.equal(Math.sign(left - right), Math.sign(a - b))
      }),
    )
  })
})

describe('wholeGiB', () => {
  it('rounds down, so that a number without unit is nothing', () => {
    assert.equal(wholeGiB('80Gi'), 80)
    assert.equal(wholeGiB('81559Mi'), 79)
    assert.equal(wholeGiB('80'), 0)
    assert.equal(wholeGiB('much'), undefined)
  })
})
