import assert from 'node:assert/strict'
import {withoutReplacement, withoutWinner, withReplacement} from './ledger.ts'
import {emptyLock, type Lock} from './lock.ts'
import {readReplacement} from './replacement.ts'

const since = '2026-09-02T10:00:00Z'
const taken = (lock: Lock, plugin: string, over: string): Lock => withReplacement(lock, 'deploy', {plugin, over, since})

/** a has the id, b takes it from a, c from b. */
const chain = taken(taken(emptyLock, 'b', 'a'), 'c', 'b')

describe('the ledger of replaced commands', () => {
  it('gives an id back to whom it was taken from, step by step', () => {
    const once = withoutReplacement(chain, 'deploy')
    assert.deepEqual(once.replaces, {deploy: {plugin: 'b', over: 'a', since}})
    assert.deepEqual(withoutReplacement(once, 'deploy').replaces, {})
  })

  it('loses with a plugin all that it was handed, and nothing else', () => {
    assert.deepEqual(withoutWinner(chain, 'c').replaces, {deploy: {plugin: 'b', over: 'a', since}})
    assert.deepEqual(withoutWinner(chain, 'b').replaces, {deploy: {plugin: 'c', over: 'a', since}})
    assert.deepEqual(withoutWinner(chain, 'a').replaces, chain.replaces)
    assert.deepEqual(withoutWinner(withoutWinner(chain, 'b'), 'c').replaces, {})
  })

  it('is read back as it was written', () => {
    assert.deepEqual(
      readReplacement(JSON.parse(JSON.stringify(chain.replaces['deploy'])), 'it'),
      chain.replaces['deploy'],
    )
    assert.throws(() => readReplacement({plugin: 'b', over: 1, since}, 'it'), /it\.over/)
  })
})
