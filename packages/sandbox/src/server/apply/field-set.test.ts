import assert from 'node:assert/strict'
import {asObject} from '@ome/kinds/validation/json'
import fc from 'fast-check'
import {difference, type FieldSet, type Fields, sharedSet, union, withoutRoot} from './field-set.ts'

const {set} = fc.letrec<{set: FieldSet}>((tie) => ({
  set: fc.dictionary(
    fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}', '.'),
    fc.oneof({maxDepth: 3}, fc.constant({}), tie('set')),
    {
      maxKeys: 3,
      noNullPrototype: true,
    },
  ),
}))

/** The paths of a set, whether they lead on or not, as the definition of a field set has it. */
function paths(fields: Fields, at = ''): string[] {
  if (!fields) return []
  const keys = Object.keys(fields).filter((key) => key !== '.')
  const here = '.' in fields || keys.length === 0 ? [at] : []
  return [...here, ...keys.flatMap((key) => paths(asObject(fields[key]), `${at}/${key}`))].sort()
}

const normal = (fields: FieldSet): Fields => union(undefined, fields)

describe('field sets', () => {
  it('hold together what either holds, and are the first one where the second adds nothing', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const both = union(normal(a), normal(b))
        assert.deepEqual(paths(both), [...new Set([...paths(a), ...paths(b)])].sort())
        assert.equal(union(both, normal(b)), both)
      }),
    )
  })

  it('lose what the other holds, and stay the same object where it holds none of theirs', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const rest = difference(normal(a), normal(b))
        const taken = new Set(paths(b))
        assert.deepEqual(
          paths(rest),
          paths(a).filter((path) => !taken.has(path)),
        )
        assert.equal(difference(rest, normal(b)), rest)
      }),
    )
  })

  it('are kept once, whoever has them', () => {
    fc.assert(
      fc.property(set, (a) => {
        const one = sharedSet(a)
        assert.deepEqual(one, a)
        assert.equal(sharedSet(structuredClone(a)), one)
        assert.equal(sharedSet(one), one)
      }),
    )
    assert.deepEqual(withoutRoot(sharedSet({'.': {}})), undefined)
  })
})
