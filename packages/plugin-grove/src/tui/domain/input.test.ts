import assert from 'node:assert/strict'
import fc from 'fast-check'
import {decodeInput, type Input, lastInputs} from './input.ts'

const key = (name: string): Input => ({type: 'key', key: name})

const esc = '\u001b'

/** What terminals send, and what it means. */
const known: readonly (readonly [text: string, input: Input | undefined])[] = [
  ['a', key('a')],
  ['N', key('N')],
  [' ', key(' ')],
  ['ü', key('ü')],
  ['字', key('字')],
  ['🚀', key('🚀')],
  ['\r', key('enter')],
  ['\n', key('enter')],
  ['\t', key('tab')],
  ['\u007f', key('backspace')],
  ['\u0003', key('ctrl-c')],
  ['\u0011', key('ctrl-q')],
  ['\u001a', key('ctrl-z')],
  ['\u0017', key('ctrl-w')],
  ['\u0000', undefined],
  [`${esc}[A`, key('up')],
  [`${esc}OB`, key('down')],
  [`${esc}[1;5C`, key('right')],
  [`${esc}[H`, key('home')],
  [`${esc}[4~`, key('end')],
  [`${esc}[5~`, key('pageup')],
  [`${esc}[6~`, key('pagedown')],
  [`${esc}[Z`, key('backtab')],
  [`${esc}[15~`, undefined],
  [`${esc}[?62;c`, undefined],
  [`${esc}[200~rm -rf y\r${esc}[201~`, {type: 'paste', text: 'rm -rf y\r'}],
  [`${esc}[<0;3;5M`, {type: 'mouse', action: 'press', column: 2, line: 4}],
  [`${esc}[<0;3;5m`, undefined],
  [`${esc}[<64;1;1M`, {type: 'mouse', action: 'up', column: 0, line: 0}],
  [`${esc}[<65;1;1M`, {type: 'mouse', action: 'down', column: 0, line: 0}],
]

describe('what is typed', () => {
  for (const [text, input] of known) {
    it(`${JSON.stringify(text)} is ${JSON.stringify(input) ?? 'nothing'}`, () => {
      assert.deepEqual(decodeInput(text), {inputs: input ? [input] : [], rest: ''})
    })
  }

  it('means the same wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...known), {maxLength: 12}), fc.infiniteStream(fc.nat(4)), (parts, cuts) => {
        const text = parts.map(([sent]) => sent).join('')
        const expected = parts.flatMap(([, input]) => input ?? [])
        let rest = ''
        const inputs: Input[] = []
        for (let at = 0; at < text.length; ) {
          const next = at + 1 + (cuts.next().value ?? 0)
          const decoded = decodeInput(rest + text.slice(at, next))
          inputs.push(...decoded.inputs)
          rest = decoded.rest
          at = next
        }
        assert.equal(rest, '')
        assert.deepEqual(inputs, expected)
      }),
    )
  })

  it('of any bytes never throws, and never keeps what cannot become a sequence', () => {
    const pieces = fc.constantFrom(esc, '[', 'O', '<', ';', '1', '~', 'M', 'm', 'A', 'x', '\u0007', '\u0090', 'é')
    fc.assert(
      fc.property(fc.array(pieces, {maxLength: 40}), (letters) => {
        const {rest} = decodeInput(letters.join(''))
        assert.ok(rest === '' || rest.startsWith(esc), JSON.stringify(rest))
        lastInputs(rest)
      }),
    )
  })

  it('may be Escape alone, which only time tells', () => {
    assert.deepEqual(decodeInput(esc), {inputs: [], rest: esc})
    assert.deepEqual(lastInputs(esc), [key('esc')])
    assert.deepEqual(decodeInput(`${esc}${esc}[A`).inputs, [key('esc'), key('up')])
    assert.deepEqual(lastInputs(`${esc}[`), [key('esc'), key('[')])
    assert.deepEqual(lastInputs(`${esc}[200~half of a paste`), [])
  })
})
