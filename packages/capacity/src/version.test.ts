import assert from 'node:assert/strict'
import fc from 'fast-check'
import {compareVersions, parseVersion, versionMatches} from './version.ts'

describe('versionMatches', () => {
  const cases: readonly (readonly [
    supported: string,
    operator: string | undefined,
    model: string,
    matches: boolean,
  ])[] = [
    ['4.43.0', undefined, '4.43.0', true],
    ['4.43.0', undefined, '4.43.1', false],
    ['4.43', undefined, '4.43.0', true],
    ['v1.0.0', undefined, '1.0.0', true],
    ['4.44.0', 'GreaterThan', '4.43.0', true],
    ['4.43.0', 'GreaterThan', '4.43.0', false],
    ['4.43.0', 'GreaterThanOrEqual', '4.43.0', true],
    ['4.42.0', 'GreaterThanOrEqual', '4.43.0', false],
    ['5.0', 'GreaterThan', '4.43.0', false],
    ['v5.0.0', 'GreaterThan', '4.43.0', false],
    ['4.47.0.dev0', 'GreaterThanOrEqual', '4.43.0', false],
    ['4.47.0.dev0', 'GreaterThanOrEqual', '4.47.0.dev0', true],
    ['4.51.3-SAM-HQ-preview', undefined, '4.51.3-SAM-HQ-preview', true],
    ['4.51.3+a', undefined, '4.51.3+b', false],
    ['4.9.0', 'GreaterThan', '4.10.0', false],
    ['4.10.0', 'AtLeast', '4.10.0', true],
    ['4.01.0', undefined, '4.01.0', false],
    ['', undefined, '', false],
    ['latest', undefined, 'latest', false],
    ['4.1.0-', undefined, '4.1.0-', false],
  ]
  for (const [supported, operator, model, matches] of cases)
    it(`runtime ${supported || '(empty)'} ${operator ?? 'Equal'} model ${model || '(empty)'}: ${matches}`, () => {
      assert.equal(versionMatches(supported, model, operator), matches)
    })
})

describe('compareVersions', () => {
  const version = fc
    .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.constantFrom('', '.dev0', '.dev1', '-rc', '+x'))
    .map(([major, minor, patch, tail]) => `${major}.${minor}.${patch}${tail}`)
  const order = (left: string, right: string): number => {
    const [a, b] = [parseVersion(left), parseVersion(right)]
    assert.ok(a && b)
    return Math.sign(compareVersions(a, b))
  }

  it('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        assert.equal(order(a, b), 0 - order(b, a))
        assert.equal(order(a, b) === 0, a === b)
        if (order(a, b) <= 0 && order(b, c) <= 0) assert.ok(order(a, c) <= 0)
      }),
    )
  })
})
