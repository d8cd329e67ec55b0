import assert from 'node:assert/strict'
import fc from 'fast-check'
import {canonicalText, parseCanonical} from './canonical.ts'

const text = fc
  .string({unit: 'grapheme'})
  .map((value) => value.normalize('NFC'))
  .filter((value) => value.isWellFormed() && [...value].every((char) => char >= ' '))

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    {maxDepth: 4},
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
    text,
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(text, tie('value'), {maxKeys: 4, noNullPrototype: true}),
  ),
})).value

describe('canonical JSON', () => {
  it('every value survives the round trip, and its text is a fixed point', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = canonicalText(value)
        const read = parseCanonical(Buffer.from(written))
        assert.deepEqual(read, value)
        assert.equal(canonicalText(read), written)
      }),
    )
  })

  it('the order of keys does not change the text', () => {
    assert.equal(canonicalText({b: 1, a: [true, null]}), '{"a":[true,null],"b":1}')
    assert.equal(canonicalText({a: [true, null], b: 1}), '{"a":[true,null],"b":1}')
  })

  it('keys sort by UTF-16 unit, not by code point', () => {
    assert.equal(canonicalText({'\uff5e': 1, '\u{1f600}': 2}), '{"\u{1f600}":2,"\uff5e":1}')
  })

  for (const [name, bytes] of [
    ['white space', '{"a": 1}'],
    ['a line end', '{"a":1}\n'],
    ['unsorted keys', '{"b":1,"a":2}'],
    ['a doubled key', '{"a":1,"a":1}'],
    ['a fraction', '{"a":1.5}'],
    ['a whole number written as a fraction', '{"a":1.0}'],
    ['an exponent', '{"a":1e3}'],
    ['minus zero', '{"a":-0}'],
    ['a number beyond 2^53', '{"a":9007199254740993}'],
    ['an escaped letter', '{"a":"\\u0041"}'],
    ['an escaped control character', '{"a":"\\u001b[31m"}'],
    ['an escaped line end', '{"a":"\\n"}'],
    ['text that is not NFC', '{"a":"e\u0301"}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['something after the value', '{}{}'],
    ['nesting without end', '['.repeat(70) + ']'.repeat(70)],
    ['nothing', ''],
  ] as const) {
    it(`${name} is refused`, () => {
      assert.throws(() => parseCanonical(Buffer.from(bytes)))
    })
  }

  it('bytes that are not UTF-8 are refused', () => {
    assert.throws(() => parseCanonical(Buffer.from([0x22, 0xff, 0x22])))
  })

  it('a value without a JSON text says where it is', () => {
    assert.throws(() => canonicalText({a: [0, 0.5]}), /\$\.a\[1\] is not a safe whole number/)
  })
})
