import assert from 'node:assert/strict'
import type {Io} from './context.ts'
import {OmeError} from './errors.ts'
import {toFailure} from './failure.ts'
import {nearest} from './nearest.ts'
import {Exit, exitCodeOf, reportError} from './runtime.ts'

const silent: Io = {
  out: () => undefined,
  err: () => undefined,
  stdin: process.stdin,
  width: 80,
  height: 24,
  isTTY: false,
  errIsTTY: false,
  colour: false,
  unicode: true,
  canPrompt: false,
  onResize: () => () => undefined,
}

describe('reporting an error', () => {
  const report = (error: unknown, options = {}) => {
    let err = ''
    const write = (text: string): void => {
      err += text
    }
    const io = {...silent, err: write}
    return {code: reportError(error, io, {bin: 'ome', command: 'get', ...options}), err}
  }

  it('hides what could steer a terminal or be used as a credential', () => {
    const {err} = report(
      new OmeError('failed', 'hub said \u001b[2Jno to Bearer abc.def and https://u:p@h/?token=s3cr3t'),
    )
    assert.equal(err, 'error: hub said no to Bearer [hidden] and https://h/?token=[hidden]\n')
  })

  it('shows the chain of causes with --verbose', () => {
    const error = new OmeError('unreachable', 'no answer', [], {
      cause: new Error('socket', {cause: new Error('ECONNREFUSED')}),
    })
    assert.equal(report(error, {verbose: true}).err, 'error: no answer\ncause: socket\ncause: ECONNREFUSED\n')
    assert.equal(report(error).err, 'error: no answer\n')
  })

  it('calls the program in hints as the person does', () => {
    const hints = ['list them: ome get pods -n x', 'ome login', 'one, ome two', 'another ome is running: see A=b ome x']
    const error = new OmeError('failed', 'ome stays in messages: ome x', hints)
    assert.deepEqual(report(error, {bin: 'kubectl ome'}).err.split('\n'), [
      'error: ome stays in messages: ome x',
      'hint: list them: kubectl ome get pods -n x',
      'hint: kubectl ome login',
      'hint: one, kubectl ome two',
      'hint: another ome is running: see A=b kubectl ome x',
      '',
    ])
    assert.equal(JSON.parse(report(error, {bin: 'kf', output: 'json'}).err).error.hints[1], 'kf login')
  })

  it('prints what a program may want to know beside the message, without what could steer a terminal', () => {
    const error = new OmeError('denied', 'no', [], {details: {missing: [{verb: 'get\u0007', namespace: null}]}})
    assert.deepEqual(JSON.parse(report(error, {output: 'json'}).err), {
      error: {kind: 'denied', message: 'no', hints: [], missing: [{verb: 'get', namespace: null}]},
    })
    assert.equal(report(error).err, 'error: no\n')
  })

  it('keeps the exit code a command chose for itself', () => {
    assert.equal(report(new OmeError('failed', 'x', [], {exitCode: 42})).code, 42)
  })

  it('ends with 0 when the reader of a pipe is gone', () => {
    assert.deepEqual(report(Object.assign(new Error('write EPIPE'), {code: 'EPIPE'})), {code: 0, err: ''})
  })

  it('keeps what really failed when Ctrl-C came later, and is cancelled otherwise', () => {
    assert.equal(report(new OmeError('not-found', 'x'), {aborted: true}).code, 4)
    assert.equal(report(new OmeError('unreachable', 'aborted'), {aborted: true}).code, 130)
    assert.equal(report(new DOMException('stop', 'AbortError'), {aborted: true}).code, 130)
  })

  it('says nothing after Ctrl-C, unless there is something to do about it', () => {
    assert.equal(report(new OmeError('cancelled', 'cancelled'), {aborted: true}).err, '')
    assert.equal(
      report(new OmeError('cancelled', 'stopped waiting', ['look again: ome x']), {aborted: true}).err,
      'error: stopped waiting\nhint: look again: ome x\n',
    )
  })

  it('recognises exits by their shape', () => {
    assert.equal(exitCodeOf(new Exit(3)), 3)
    assert.equal(exitCodeOf(Object.assign(new Error('EEXIT: 5'), {code: 'EEXIT', oclif: {exit: 5}})), 5)
    assert.equal(exitCodeOf(new Error('x')), undefined)
  })

  it('writes a message of several lines as one', () => {
    const {err} = report(new OmeError('bug', 'first:\n  second\r\nthird\n', ['next']))
    assert.equal(err, 'error: first: second third\nhint: next\n')
  })

  it('takes any thrown value', () => {
    assert.equal(toFailure('text', {bin: 'ome'}).message, 'internal error: text')
    assert.equal(toFailure(undefined, {bin: 'ome'}).kind, 'bug')
  })
})

describe('the nearest word', () => {
  it('is close enough to be meant', () => {
    const flags = ['all-namespaces', 'namespace', 'output', 'yes']
    assert.equal(nearest('namspace', flags), 'namespace')
    assert.equal(nearest('ouptut', flags), 'output')
    assert.equal(nearest('out', flags), 'output')
    assert.equal(nearest('yse', flags), 'yes')
    assert.equal(nearest('completely-else', flags), undefined)
  })
})
