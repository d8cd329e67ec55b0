import assert from 'node:assert/strict'
import fc from 'fast-check'
import {textOf, tidy} from './plain-text.ts'

describe('the text of bytes', () => {
  for (const [what, bytes, expected] of [
    ['UTF-8', Buffer.from('Grüße'), {text: 'Grüße'}],
    ['UTF-8 with a mark', Buffer.from('\ufeffhi'), {text: 'hi'}],
    ['UTF-16 with its mark', Buffer.from([0xff, 0xfe, 0x68, 0, 0x69, 0]), {text: 'hi'}],
    ['an ELF file', Buffer.from('\x7fELF\0\0\0'), {fault: 'it holds binary data, not text'}],
    [
      'Latin-1',
      Buffer.from([0x47, 0x72, 0xfc, 0x65]),
      {fault: 'it is not text in UTF-8; iconv makes it that from another encoding'},
    ],
  ] as const) {
    it(`is told for ${what}`, () => assert.deepEqual(textOf(bytes), expected))
  }

  it('is tidied the same way twice, and holds nothing a terminal could act on', () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1')
        const once = tidy(text)
        assert.equal(tidy(once), once)
        assert.doesNotMatch(once, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      }),
    ))

  it('is tidied soon, although it is blanks without end', () =>
    assert.equal(tidy(`a${' \t'.repeat(2_000_000)}b`).length, 4_000_002))
})
