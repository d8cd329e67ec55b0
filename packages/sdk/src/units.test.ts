import assert from 'node:assert/strict'
import fc from 'fast-check'
import {age, formatBytes, formatDuration, humanDuration, parseDuration} from './units.ts'

const seconds = (text: string): number => {
  const ms = parseDuration(text)
  assert.notEqual(ms, undefined)
  return ms ?? 0
}

describe('ages', () => {
  const table: [string, string][] = [
    ['0', '0s'],
    ['119s', '119s'],
    ['120s', '2m'],
    ['150s', '2m30s'],
    ['9m59s', '9m59s'],
    ['10m30s', '10m'],
    ['179m59s', '179m'],
    ['3h', '3h'],
    ['3h5m', '3h5m'],
    ['7h59m', '7h59m'],
    ['8h30m', '8h'],
    ['47h', '47h'],
    ['48h', '2d'],
    ['49h', '2d1h'],
    ['191h', '7d23h'],
    ['8d5h', '8d'],
    ['729d', '729d'],
    ['730d', '2y'],
    ['800d', '2y70d'],
    ['2920d', '8y'],
    ['5000d', '13y'],
  ]
  for (const [given, shown] of table)
    it(`${given} shows as ${shown}`, () => assert.equal(humanDuration(seconds(given)), shown))

  it('marks times ahead and missing times', () => {
    const now = new Date('2026-11-21T12:00:00Z')
    assert.equal(age('2026-11-21T12:00:01Z', now), '0s')
    assert.equal(age('2026-11-21T12:00:05Z', now), '<invalid>')
    assert.equal(age(undefined, now), '<unknown>')
    assert.equal(age('yesterday', now), '<unknown>')
    assert.equal(age('2026-11-21T11:58:00Z', now), '2m')
  })
})

describe('durations', () => {
  it('are read with their units only', () => {
    assert.equal(parseDuration('1h30m'), 5_400_000)
    assert.equal(parseDuration('1.5s'), 1500)
    assert.equal(parseDuration('2d'), 172_800_000)
    assert.equal(parseDuration('0'), 0)
    for (const bad of ['', '5', '-1s', '1x', 's', '1h 30m']) assert.equal(parseDuration(bad), undefined, bad)
  })

  it('are written short and read back', () => {
    assert.equal(formatDuration(850), '850ms')
    assert.equal(formatDuration(2345), '2.3s')
    assert.equal(formatDuration(90_000), '1m30s')
    assert.equal(formatDuration(3_900_000), '1h5m')
    fc.assert(
      fc.property(
        fc.integer({min: 10, max: 3599}),
        (whole) => parseDuration(formatDuration(whole * 1000)) === whole * 1000,
      ),
    )
  })
})

describe('bytes', () => {
  it('show bytes in binary units', () => {
    assert.equal(formatBytes(512), '512 B')
    assert.equal(formatBytes(1536), '1.5 KiB')
    assert.equal(formatBytes(85_899_345_920), '80 GiB')
  })
})
