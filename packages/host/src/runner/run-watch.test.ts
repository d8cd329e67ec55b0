import assert from 'node:assert/strict'
import {EventEmitter} from 'node:events'
import {capturedIo} from '@ome/sdk/captured-io'
import type {Stray} from '../launch/stray-errors.ts'
import {runWatch} from './run-watch.ts'

/** Of a process only its last resorts count. */
class Program extends EventEmitter {
  readonly left: number[] = []
  exitCode: number | undefined
  exit = (code: number): void => void this.left.push(code)
}

const forever = () => new Promise<number>(() => undefined)

function watched() {
  const program = new Program()
  const outer: unknown[] = []
  program.on('uncaughtException', (error) => outer.push(error))
  const watch = runWatch(program as unknown as NodeJS.Process)
  const {io, err} = capturedIo()
  const stray: Stray = {io, bin: 'ome', command: 'get', output: undefined, debug: false}
  const begin = (run: () => Promise<number>) => watch.guard(stray, {run, end: async () => undefined})
  return {program, outer, watch, begin, err}
}

describe('the watch over commands within a command', () => {
  it('passes exit codes on', async () => {
    const {begin} = watched()
    assert.equal(await begin(async () => 4), 4)
  })

  it('an error that nobody catches ends the command that was started last', async () => {
    const {program, outer, begin, err} = watched()
    const first = begin(forever)
    const second = begin(forever)
    program.emit('uncaughtException', new Error('left alone'))
    assert.deepEqual([await second, err().includes('left alone')], [70, true])
    program.emit('beforeExit', 0)
    assert.equal(await first, 70)
    program.emit('uncaughtException', new Error('later'))
    assert.equal(outer.length, 1)
  })

  it('the end of the program is the end of the command', async () => {
    const {program, begin} = watched()
    const ended = begin(async () => {
      program.exit(3)
      return 0
    })
    await assert.rejects(ended, {oclif: {exit: 3}})
    program.exit(5)
    assert.deepEqual(program.left, [5])
  })

  it('what comes when no command runs is told to whom attends', () => {
    const {program, outer, watch} = watched()
    const told: unknown[] = []
    const leave = watch.attend((error) => told.push(error))
    program.emit('uncaughtException', 1)
    leave()
    program.emit('uncaughtException', 2)
    assert.deepEqual([told, outer], [[1], [2]])
  })

  it('puts back what waited for a wait without end', () => {
    const {program, watch} = watched()
    let starved = 0
    program.once('beforeExit', () => starved++)
    const leave = watch.attend(() => undefined)
    program.emit('beforeExit', 0)
    leave()
    program.emit('beforeExit', 0)
    assert.equal(starved, 1)
  })
})
