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
      // Of a process only its signals are listened to, and it is ended when a command takes too long.
      const program = Object.assign(new EventEmitter(), {exit: () => undefined})
      const {signal, exitCode} = listenForSignals(program as unknown as NodeJS.Process)
      assert.equal(isHangUp(signal), false)
      program.emit(name)
      assert.deepEqual([signal.aborted, exitCode(), isHangUp(signal)], [true, code, hangsUp])
    })
})
