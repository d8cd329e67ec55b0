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

  it('Ctrl-C goes to whom it is diverted to, and ends the command again afterwards', () => {
    const program = Object.assign(new EventEmitter(), {exit: () => undefined})
    const {signal, divert} = listenForSignals(program as unknown as NodeJS.Process)
    let told = 0
    const giveBack = divert(() => told++)
    program.emit('SIGINT')
    assert.deepEqual([told, signal.aborted], [1, false])
    giveBack()
    program.emit('SIGINT')
    assert.deepEqual([told, signal.aborted], [1, true])
  })

  it('a second Ctrl-C ends the process at once, an echo of the first does not', () => {
    const exits: unknown[] = []
    const program = Object.assign(new EventEmitter(), {exit: (code: unknown) => exits.push(code)})
    let time = 1000
    listenForSignals(program as unknown as NodeJS.Process, () => time)
    program.emit('SIGINT')
    time += 20
    program.emit('SIGINT')
    assert.deepEqual(exits, [])
    time += 1000
    program.emit('SIGINT')
    assert.deepEqual(exits, [130])
  })
})
