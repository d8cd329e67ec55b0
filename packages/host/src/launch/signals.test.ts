import assert from 'node:assert/strict'
import {EventEmitter} from 'node:events'
import {isHangUp, listenForSignals} from './signals.ts'

describe('signals', () => {
  for (const [name, code, hangsUp] of [
    ['SIGINT', 130, false],
    ['SIGTERM', 143, false],
    ['SIGHUP', 129, true],
  ] as const)
    it(`${name} ends a command with ${code}`, () => {
      const program = new EventEmitter()
      // Of a process only its signals are listened to.
      const {signal, exitCode} = listenForSignals(program as NodeJS.Process)
      assert.equal(isHangUp(signal), false)
      program.emit(name)
      assert.deepEqual([signal.aborted, exitCode(), isHangUp(signal)], [true, code, hangsUp])
    })
})
