import assert from 'node:assert/strict'
import fc from 'fast-check'
import {WordWrap} from './word-wrap.ts'

const wrapped = (width: number, ...pieces: readonly string[]): string => {
  const wrap = new WordWrap(width)
  return pieces.map((piece) => wrap.add(piece)).join('') + wrap.end()
}

describe('wrapping an answer at words', () => {
  for (const [name, pieces, expected] of [
    ['breaks before the word that does not fit', ['one two three'], 'one two\nthree'],
    ['a word that comes in pieces stays whole', ['one tw', 'o thr', 'ee'], 'one two\nthree'],
    ['its own line ends begin anew', ['one\ntwo three'], 'one\ntwo\nthree'],
    ['a word longer than the line is left alone', ['a abcdefghijk b'], 'a\nabcdefghijk\nb'],
    ['indentation stays', ['a\n  b c'], 'a\n  b c'],
    ['wide characters count twice', ['你好 你好'], '你好\n你好'],
  ] as const)
    it(name, () => assert.equal(wrapped(8, ...pieces), expected))

  it('loses no word, however the text is cut in pieces', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), {minLength: 1})
    fc.assert(
      fc.property(words, fc.integer({min: 1, max: 20}), (all, size) => {
        const text = all.join(' ')
        const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
        const out = wrapped(10, ...pieces)
        assert.deepEqual(out.split(/\s/), all)
        assert.ok(out.split('\n').every((line) => line.length <= 10))
      }),
    )
  })
})
