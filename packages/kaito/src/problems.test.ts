import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import {problems} from './problems.ts'

const fail =
  (kind: 'usage' | 'unmet' | 'not-found' | 'conflict' | 'denied', message: string, hints: string[] = []) =>
  () => {
    throw new OmeError(kind, message, hints)
  }

describe('problems of a request', () => {
  it('are told as they are when there is one', () => {
    const found = problems()
    assert.equal(
      found.check(() => 1),
      1,
    )
    assert.equal(found.check(fail('unmet', 'too big')), undefined)
    assert.throws(() => found.throwIfAny(), {kind: 'unmet', message: 'too big'})
  })
  it('are told together, with the code of the first kind', async () => {
    const found = problems()
    found.check(fail('conflict', 'taken', ['a']))
    await found.checked(Promise.reject(new OmeError('not-found', 'gone', ['b'])))
    found.check(fail('unmet', 'too big', ['a']))
    assert.throws(() => found.throwIfAny(), {
      kind: 'not-found',
      message: '3 problems, nothing was written:\n  taken\n  gone\n  too big',
      hints: ['a', 'b'],
    })
    found.check(fail('usage', 'wrong'))
    assert.throws(() => found.throwIfAny(), {kind: 'usage'})
  })
  it('are none when all is well, and end the rest when they are no problem of the request', () => {
    const found = problems()
    found.throwIfAny()
    assert.throws(() => found.check(fail('denied', 'no')), {kind: 'denied'})
  })
})
