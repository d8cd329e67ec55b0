import assert from 'node:assert/strict'
import {scheduleFrom} from './cron.ts'

describe('a schedule of cron', () => {
  for (const text of ['0 * * * *', '*/15 0-6,22 1 jan-mar MON', '@daily', ' 5  4 * * 7 ', '0 0 1 1 ?'])
    it(`may be ${text}`, () => assert.equal(scheduleFrom(text), text.trim().replaceAll(/\s+/g, ' ')))

  for (const [text, why] of [
    ['every day', /has not five parts/],
    ['61 * * * *', /its minute is none/],
    ['0 * * 13 *', /its month is none/],
    ['*/0 * * * *', /its minute is none/],
    ['0 5-3 * * *', /its hour is none/],
    ['0 1-2-3 * * *', /its hour is none/],
    ['0 * * * MOON', /its day of the week is none/],
    ['@sometimes', /has not five parts/],
    ['0 * * * * *', /has not five parts/],
    ['', /has not five parts/],
  ] as const)
    it(`may not be "${text}"`, () => assert.throws(() => scheduleFrom(text), {kind: 'usage', message: why}))
})
