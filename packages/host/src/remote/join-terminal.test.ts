import assert from 'node:assert/strict'
import {leavable} from './join-terminal.ts'

describe('leaving a terminal', () => {
  const typed = (...pieces: string[]): {passed: string; left: boolean} => {
    let left = false
    const keys = leavable(() => {
      left = true
    })
    for (const piece of pieces) keys.write(Buffer.from(piece))
    const passed = keys.read() as Buffer | null
    return {passed: passed?.toString() ?? '', left}
  }

  it('passes keys on', () => assert.deepEqual(typed('ls\r', 'ä'), {passed: 'ls\rä', left: false}))
  it('leaves at Ctrl-P Ctrl-Q, also in two pieces', () => {
    assert.equal(typed('\u0010\u0011').left, true)
    assert.deepEqual(typed('a\u0010', '\u0011b'), {passed: 'a', left: true})
  })
  it('Ctrl-P before another key goes through with it', () => {
    assert.deepEqual(typed('\u0010', 'x'), {passed: '\u0010x', left: false})
    assert.deepEqual(typed('\u0010\u0010', '\u0011').left, true)
  })
})
