import assert from 'node:assert/strict'
import fc from 'fast-check'
import {linesIn, parseLine, quotedWord} from './line.ts'

describe('words of a line', () => {
  for (const [text, words] of [
    ['get services  -A', ['get', 'services', '-A']],
    ['ai "deploy llama" \'and more\'', ['ai', 'deploy llama', 'and more']],
    ['a"b c"d', ['ab cd']],
    ['x \\\n y', ['x', 'y']],
    ["what's wrong with prod-llama", ["what's", 'wrong', 'with', 'prod-llama']],
    ['get pods # all of them', ['get', 'pods']],
    ['apply -f ~/a.yaml', ['apply', '-f', '/home/me/a.yaml']],
    ["apply -f '~/a.yaml'", ['apply', '-f', '~/a.yaml']],
    ['a ""', ['a', '']],
    ["-o jsonpath='{.items[*]}'", ['-o', 'jsonpath={.items[*]}']],
    ['', []],
  ] as const)
    it(text, () => assert.deepEqual(parseLine(text, '/home/me').words, words))

  for (const [text, tail] of [
    ['get pods | grep "a|b" > x', {kind: 'pipe', text: 'grep "a|b" > x'}],
    ['get pods|less', {kind: 'pipe', text: 'less'}],
    ['get pods >> x', {kind: 'file', text: '>> x'}],
    ["get pods -o 'a|b'", undefined],
  ] as const)
    it(`${text}: what a shell gets`, () => assert.deepEqual(parseLine(text).tail, tail))

  it('words that only a shell knows are told, unless they stand in quotes or within a word', () => {
    assert.deepEqual(
      ['a && b', 'a ; b', 'a || b', 'a 2> x', "a '&&' b", 'a http://x?b&c;d'].map((text) => parseLine(text).foreign),
      ['&&', ';', '||', '2>', undefined, undefined],
    )
  })

  it('lines of a text are whole ones', () => {
    assert.deepEqual(linesIn("a\nb \\\n c\n'd\ne' f"), ['a', 'b \\\n c', "'d\ne' f"])
  })

  it('a word in quotes is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (word) => parseLine(`x ${quotedWord(word)}`).words[1] === (word === '' ? undefined : word),
      ),
    )
  })
})
