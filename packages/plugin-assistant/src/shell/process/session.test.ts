import assert from 'node:assert/strict'
import {capturedIo} from '@ome/sdk/captured-io'
import type {CommandRunner, RunOptions} from '@ome/sdk/command-runner'
import {session} from './session.ts'

/** A session whose commands do as they are told. */
function made(run: (words: readonly string[], options: RunOptions) => Promise<number>, flags: readonly string[] = []) {
  const {io, out, err} = capturedIo()
  // Of a runner a session only runs.
  const runner = {run} as unknown as CommandRunner
  const {signal} = new AbortController()
  return {out, err, session: session({runner, io, env: {PATH: process.env['PATH']}, cwd: '/', signal, flags})}
}

const start = (...words: readonly string[]) => ({words, isPhrase: false})

describe('a session', () => {
  it('passes output and exit codes on', async () => {
    const {session, out} = made(async (words, {io}) => {
      io.out(`${words.join(' ')}\n`)
      return 4
    })
    assert.deepEqual([await session.run(start('get', 'pods')), out(), session.interrupt()], [4, 'get pods\n', false])
  })

  it('Ctrl-C cancels a command; once more leaves alone one that does not end, and nobody hears of it again', async () => {
    let late: (text: string) => void = () => undefined
    let reason: unknown
    const {session, out, err} = made((_words, {io, signal}) => {
      late = io.out
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return new Promise(() => undefined)
    })
    const running = session.run(start('get', 'pods'))
    assert.equal(session.interrupt(), true)
    assert.equal((reason as {kind?: string}).kind, 'cancelled')
    session.interrupt()

    assert.equal(await running, 130)
    late('much later\n')
    assert.deepEqual([out(), /"get pods" does not end; left alone/.test(err())], ['', true])
  })

  it('its own flags hold for each command that names no other, until a context is chosen', async () => {
    const ran: string[] = []
    const flags = ['--context=staging', '--namespace=ml']
    const {session} = made(async (words) => {
      ran.push(words.join(' '))
      return 0
    }, flags)
    await session.run(start('get', 'pods', '-n', 'web'))
    await session.run(start('exec', 'x', '--', 'ls', '--context'))
    await session.run(start('cluster', 'use', 'production'))
    await session.run(start('get', 'pods'))
    assert.deepEqual(ran, [
      'get pods -n web --context=staging',
      'exec x --context=staging --namespace=ml -- ls --context',
      'cluster use production',
      'get pods',
    ])
  })

  it('a reader that goes before the end ends the command, and counts as done', async () => {
    const {session} = made(
      (_words, {signal}) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(130))),
    )
    assert.equal(await session.run({...start('get', 'pods'), tail: {kind: 'pipe', text: 'true'}}), 0)
  })
})
