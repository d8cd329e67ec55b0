import assert from 'node:assert/strict'
import {oneObject, refuseNamesWithSelector, selectionsOf} from './selection.ts'

describe('operands', () => {
  for (const [typed, expected] of [
    ['', []],
    ['pods', ['pods:']],
    ['pods a b', ['pods:a,b']],
    ['pods,svc', ['pods:', 'svc:']],
    ['pods,svc,pods a', ['pods:a', 'svc:a']],
    ['pods/a svc/b', ['pods:a', 'svc:b']],
    ['pods/a pods/b svc/c pods/d', ['pods:a,b', 'svc:c', 'pods:d']],
  ] as const) {
    it(`"${typed}"`, () => {
      const found = selectionsOf(typed.split(' ').filter(Boolean))
      assert.deepEqual(
        found.map(({word, names}) => `${word}:${names.join(',')}`),
        expected,
      )
    })
  }

  for (const typed of ['pods/a b', 'a pods/b', 'pods/', '/a', 'a/b/c', 'pods,', ',svc']) {
    it(`"${typed}" is refused`, () => {
      assert.throws(() => selectionsOf(typed.split(' ')), {kind: 'usage'})
    })
  }

  it('an empty name is refused, not taken for all', () => {
    assert.throws(() => selectionsOf(['pods', '']), {kind: 'usage'})
    assert.throws(() => selectionsOf(['']), {kind: 'usage'})
  })

  it('name or select, not both', () => {
    assert.throws(() => refuseNamesWithSelector(selectionsOf(['pods', 'a']), {selector: 'x=y'}), {
      message: 'names cannot be combined with --selector',
    })
    refuseNamesWithSelector(selectionsOf(['pods']), {selector: 'x=y'})
    refuseNamesWithSelector(selectionsOf(['pods', 'a']), {selector: undefined})
  })

  it('of one object', () => {
    assert.deepEqual(oneObject(selectionsOf(['pods/a'])), {word: 'pods', name: 'a'})
    assert.throws(() => oneObject(selectionsOf(['pods', 'a', 'b'])), {kind: 'usage'})
  })
})
