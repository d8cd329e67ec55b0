import assert from 'node:assert/strict'
import fc from 'fast-check'
import {chartLines} from './loss-chart.ts'

const falling = [
  {at: 10, value: 2.3},
  {at: 20, value: 1.5},
  {at: 30, value: 1.1},
  {at: 40, value: 0.9},
]

describe('a curve', () => {
  it('is drawn from the first place to the last', () => {
    assert.deepEqual(chartLines(falling, {columns: 16, rows: 5, isUnicode: true}), [
      '2.30 ┤──╮',
      '     ┤  ╰─╮',
      '1.60 ┤    ╰─╮',
      '     ┤      ╰────╮',
      '0.90 ┤           ╰────',
      '     └────────────────',
      '      10       step 40',
    ])
  })

  it('is drawn without Unicode', () => {
    assert.deepEqual(chartLines(falling.slice(0, 2), {columns: 4, rows: 3, isUnicode: false}), [
      '2.30 |*|',
      '1.90 | **|',
      '1.50 |   *',
      '     +----',
      '      10step 20',
    ])
  })

  it('is nothing for one place, and level for one value', () => {
    assert.deepEqual(chartLines(falling.slice(0, 1), {columns: 10, rows: 3, isUnicode: true}), [])
    const level = chartLines(
      [
        {at: 1, value: 1},
        {at: 2, value: 1},
      ],
      {columns: 8, rows: 3, isUnicode: true},
    )
    assert.equal(level[2], '1.0000 ┤────────')
  })

  it('keeps its size', () => {
    const points = fc.array(fc.record({at: fc.integer({min: 0, max: 500}), value: fc.float({noNaN: true})}), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(points, fc.integer({min: 4, max: 60}), (given, columns) => {
        const lines = chartLines(given, {columns, rows: 6, isUnicode: true})
        assert.ok(lines.length === 0 || lines.length === 8)
        const [top = ''] = lines
        for (const line of lines.slice(0, 6)) assert.ok(line.length <= top.indexOf('┤') + 1 + columns)
      }),
      {numRuns: 80},
    )
  })
})
