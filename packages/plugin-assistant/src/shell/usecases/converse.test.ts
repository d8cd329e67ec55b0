import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {Typed} from '../domain/ports.ts'
import {converse} from './converse.ts'

/** Types lines; `^C` is Ctrl-C at an empty prompt. What happened comes in order. */
async function talked(lines: readonly string[], codes: Readonly<Record<string, number>> = {}) {
  const told: string[] = []
  const kept: string[] = []
  const left = [...lines]
  const next = async (): Promise<Typed> => {
    const text = left.shift()
    if (text === undefined) return {kind: 'end'}
    return text === '^C' ? {kind: 'interrupt', wasEmpty: true} : {kind: 'line', text}
  }
  const code = await converse({
    lines: {next},
    history: {load: () => [], add: (line) => void kept.push(line)},
    signal: new AbortController().signal,
    session: {
      async run({words}) {
        told.push(words.join(' '))
        return codes[words.join(' ')] ?? 0
      },
      async print(text) {
        told.push(text)
        return 0
      },
    },
    async interpret(text) {
      if (text === 'bad') throw new OmeError('usage', 'bad')
      if (text === 'exit') return {kind: 'leave'}
      if (text === 'clear') return {kind: 'clear'}
      if (text === 'history') return {kind: 'history', last: 2}
      const isPhrase = text.startsWith('say')
      return {kind: 'run', starts: [{words: text.split(' '), isPhrase}], notes: isPhrase ? ['so'] : []}
    },
    tellError(error) {
      told.push(String(error))
      return 2
    },
    tellMeant: (words) => void told.push(`meant ${words.join(' ')}`),
    tellNote: (text) => void told.push(`note ${text}`),
    clear: () => void told.push('cleared'),
    tellHowToLeave: () => void told.push('leave so'),
  })
  return {code, told, kept, left}
}

describe('a conversation', () => {
  it('errors do not end it; its code is the last failure', async () => {
    const {code, told} = await talked(['a', 'bad', 'b', 'c'], {b: 4})
    assert.deepEqual([code, told], [4, ['a', 'OmeError: bad', 'b', 'c']])
  })

  it('ends with exit and with the end of the lines', async () => {
    assert.deepEqual(await talked(['a', 'exit', 'b']), {code: 0, told: ['a'], kept: ['a', 'exit'], left: ['b']})
  })

  it('shows what a phrase means before it runs', async () => {
    assert.deepEqual((await talked(['say it'])).told, ['note so', 'meant say it', 'say it'])
  })

  it('clears the screen and prints the lines of before', async () => {
    assert.deepEqual((await talked(['a', 'b\nc', 'clear', 'history'])).told, [
      ...['a', 'b', 'c', 'cleared'],
      '3  clear\n4  history\n',
    ])
  })

  it('twice Ctrl-C at an empty prompt says how to leave', async () => {
    assert.deepEqual((await talked(['^C', 'a', '^C', '^C'])).told, ['a', 'leave so'])
  })

  it('several lines run in their order, up to Ctrl-C', async () => {
    assert.deepEqual((await talked(['a\nb\nc', 'd'], {b: 130})).told, ['a', 'b', 'd'])
  })
})
