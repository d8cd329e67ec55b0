import assert from 'node:assert/strict'
import {checksum} from './checksum.ts'

describe('checksum', () => {
  it('differs with any byte and with the length, wherever the bytes lie in memory', () => {
    const text = Buffer.from('nine bytes of a text')
    const shifted = Buffer.concat([Buffer.from('x'), text]).subarray(1)

    assert.equal(checksum(shifted), checksum(text))
    assert.notEqual(checksum(text.subarray(0, -1)), checksum(text))
    for (let at = 0; at < text.length; at++) {
      const other = Buffer.from(text)
      other[at] = (other[at] ?? 0) ^ 1
      assert.notEqual(checksum(other), checksum(text), `byte ${at}`)
    }
  })

  it('of samples sees a lost block', () => {
    const whole = Buffer.alloc(4096, 'abcdefg')
    const lost = Buffer.from(whole).fill(0, 1024, 1536)

    assert.notEqual(checksum(lost, 64), checksum(whole, 64))
  })
})
