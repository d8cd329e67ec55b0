import assert from 'node:assert/strict'
import fc from 'fast-check'
import {csvRows} from './csv.ts'

const cellsOf = (text: string) => csvRows(text)?.map(({cells}) => cells)

describe('rows of a CSV text', () => {
  for (const [text, rows] of [
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\n\r\nc,\r\n',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    ['"a, ""b""","c\nd"', [['a, "b"', 'c\nd']]],
    ['', []],
    ['a,', [['a', '']]],
    ['"open', undefined],
    ['"a"b,c', undefined],
  ] as const) {
    it(`are read from ${JSON.stringify(text)}`, () => assert.deepEqual(cellsOf(text), rows))
  }

  it('know the line they begin on', () =>
    assert.deepEqual(
      csvRows('q\n"a\nb"\nc')?.map(({line}) => line),
      [1, 2, 4],
    ))

  it('are what was written, whatever stands in the cells', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), {minLength: 2, maxLength: 4}), {maxLength: 5}), (rows) => {
        const kept = rows.filter((cells) => cells.some((cell) => cell !== ''))
        const text = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
        assert.deepEqual(cellsOf(text), kept)
      }),
    ))
})
