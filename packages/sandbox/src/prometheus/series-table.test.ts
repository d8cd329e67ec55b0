import {deepEqual, equal, throws} from 'node:assert/strict'
import {seriesTable} from './series-table.ts'

const present = Date.parse('2026-11-21T12:00:00Z')
const minute = 60_000

describe('a table of series', () => {
  it('remembers a month of a gauge, one sample a minute', () => {
    const [gauge] = seriesTable([{name: 'up', labels: {job: 'a'}, gauge: 1}], present).series(0, present)
    const samples = gauge?.samples(present - 2 * minute, present)

    deepEqual(gauge?.labels, {__name__: 'up', job: 'a'})
    deepEqual(samples, {times: [present - 2 * minute, present - minute, present], values: [1, 1, 1]})
    equal(gauge?.samples(present - 32 * 86_400_000, present - 31 * 86_400_000).times.length, 1)
  })

  it('counts at the given rate and never goes back', () => {
    const [counter] = seriesTable([{name: 'x_total', counter: 2, daily: 0.5, from: '2d'}], present).series(0, present)
    const values = counter?.samples(present - 86_400_000, present).values ?? []

    equal(Math.round((values.at(-1) ?? 0) - (values[0] ?? 0)), 2 * 86_400)
    equal(
      values.every((value, index) => index === 0 || (value ?? 0) >= (values[index - 1] ?? 0)),
      true,
    )
  })

  it('ends a series where it says so', () => {
    const [gone] = seriesTable([{name: 'x', gauge: 1, from: '1h', to: '30m'}], present).series(0, present)
    const samples = gone?.samples(present - 32 * minute, present)

    deepEqual(samples?.values, [1, 1, 1, undefined])
    deepEqual(gone?.samples(present - 10 * minute, present).times, [])
  })

  it('spreads a histogram so that its median is where it is said to be', () => {
    const histogram = {perSecond: 10, p50: 0.1, p99: 0.5, bounds: [0.05, 0.1, 0.5, 1]}
    const all = [...seriesTable([{name: 'ttft', from: '1h', histogram}], present).series(0, present)]
    const at = (le: string) => all.find(({labels}) => labels['le'] === le)?.samples(present, present).values[0] ?? 0

    equal(Math.round(at('+Inf')), 36_000)
    equal(Math.round(at('0.1')), 18_000)
    equal(Math.round(at('0.5')), 35_640)
  })

  it('refuses an entry that says nothing, and a duration that is none', () => {
    throws(() => seriesTable([{name: 'x'}], present), /entry 1 \(x\): one of gauge, counter and histogram is needed/)
    throws(() => seriesTable([{name: 'x', gauge: 1, from: 'soon'}], present), /"soon" is no duration/)
  })
})
