import assert from 'node:assert/strict'
import fc from 'fast-check'
import {barChart, chart, shareChart} from './chart.ts'

describe('charts', () => {
  it('say in words what they show', () => {
    const html = chart({title: 'Rate', unit: '1/s', ends: ['0 s', '3 s'], lines: [{label: 'ok', values: [1, 3, 2]}]})
    assert.match(html, /role="img" aria-label="Rate: ok from 1\.00 to 3\.00 1\/s, 2\.00 on average"/)
    assert.match(html, /d="M56\.0 136\.8h\.1L464\.0 74\.4L872\.0 105\.6"/)
  })

  it('a gap is no zero', () => {
    const values = [2, undefined, 1]
    const bars = barChart({title: 'Cost', unit: 'USD', ends: ['a', 'b'], values, gap: 'nothing recorded'})
    assert.match(bars, /aria-label="Cost: from 1\.00 to 2\.00 USD, 1\.50 on average; 1 of 3: nothing recorded"/)
    assert.equal(bars.match(/class="bar"/g)?.length, 2)
    assert.match(bars, /class="gap"[^>]*><title>nothing recorded<\/title>/)
    const line = chart({title: 't', unit: 'u', ends: ['a', 'b'], lines: [{label: 'l', values}]})
    assert.match(line, /d="M56\.0 12\.0h\.1M872\.0 90\.0h\.1"/)
  })

  it('shares: what is not known has no bar of its own length, and says so', () => {
    const html = shareChart({
      title: 'Month',
      unit: 'USD',
      rows: [
        {label: '<a>', value: 10},
        {label: 'b', value: undefined},
      ],
      write: (value) => value.toFixed(2),
    })
    assert.match(html, /aria-label="Month: &#60;a&#62; 10\.00; b not known"/)
    assert.match(html, /width="460\.0".*\n.*width="1\.0".*not known/)
  })

  it('never draw outside of their box, whatever the values', () => {
    const number = fc.option(fc.double({min: 0, max: 1e12, noNaN: true}), {nil: undefined})
    fc.assert(
      fc.property(fc.array(number, {maxLength: 2000}), (values) => {
        const html = chart({title: 't', unit: 'u', ends: ['a', 'b'], lines: [{label: 'l', values}]})
        const [path = ''] = /class="one" d="[^"]*"/.exec(html) ?? []
        for (const [, x, y] of path.matchAll(/[ML]([\d.]+) (-?[\d.]+)/g)) {
          assert.ok(Number(x) >= 56 && Number(x) <= 872, `x ${x}`)
          assert.ok(Number(y) >= 11.9 && Number(y) <= 168.1, `y ${y}`)
        }
      }),
      {numRuns: 50},
    )
  })
})
