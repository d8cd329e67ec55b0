import assert from 'node:assert/strict'
import {decodeKeys, type Key, lastKeys} from './keys.ts'

const told = (keys: readonly Key[]): string =>
  keys.map((key) => (key.type === 'key' ? `<${key.name}>` : key.text)).join('')

describe('keys of the shell', () => {
  for (const [input, wanted] of [
    ['get', 'get'],
    ['é日', 'é日'],
    ['a\r', 'a<enter>'],
    ['\u0003\u0004\u001a', '<ctrl-c><ctrl-d><ctrl-z>'],
    ['\u001b[A\u001b[B\u001bOC\u001bOD', '<up><down><right><left>'],
    ['\u001b[1;5D\u001b[1;3C', '<ctrl-left><ctrl-right>'],
    ['\u001b[3~\u001b[1~\u001b[4~', '<delete><home><end>'],
    ['\u001bb\u001bf\u001b\u007f', '<alt-b><alt-f><alt-backspace>'],
    ['\u001b[Z\t', '<shift-tab><tab>'],
    ['\u001b[15~x', 'x'],
  ] as const)
    it(`${JSON.stringify(input)} is ${wanted}`, () =>
      assert.deepEqual([told(decodeKeys(input).keys), decodeKeys(input).rest], [wanted, '']))

  it('a paste is one piece, whatever stands in it', () => {
    assert.deepEqual(decodeKeys('a\u001b[200~get\rpods\u001b[201~b').keys, [
      {type: 'text', text: 'a'},
      {type: 'paste', text: 'get\rpods'},
      {type: 'text', text: 'b'},
    ])
  })

  it('what has not come whole is waited for', () => {
    for (const part of ['\u001b', '\u001b[', '\u001b[1;', '\u001b[200~get', '\u001bO'])
      assert.deepEqual(decodeKeys(`a${part}`), {keys: [{type: 'text', text: 'a'}], rest: part})
    assert.deepEqual([told(lastKeys('\u001b')), told(lastKeys('\u001b['))], ['<escape>', ''])
  })
})
