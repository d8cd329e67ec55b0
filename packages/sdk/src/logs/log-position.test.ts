import assert from 'node:assert/strict'
import fc from 'fast-check'
import {LogPosition} from './log-position.ts'
import {parseStamped} from './stamped-line.ts'

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

async function texts(position: LogPosition, lines: readonly string[]): Promise<string[]> {
  const given: string[] = []
  for await (const {text} of position.unread(from(lines))) given.push(text)
  return given
}

const at = (second: number, text: string): string => `2026-11-21T13:00:0${second}.5Z ${text}`

describe('a line with its time', () => {
  for (const [line, expected] of [
    ['2026-11-21T13:00:01.25Z loss 0.5', {at: '2026-11-21T13:00:01.25', text: 'loss 0.5'}],
    ['2026-11-21T13:00:01Z', {at: '2026-11-21T13:00:01', text: ''}],
    ['2026-11-21T21:00:01.123456789+08:00 loss', {at: '2026-11-21T13:00:01.123456789', text: 'loss'}],
    ['2026-11-21T10:30:01-02:30 loss', {at: '2026-11-21T13:00:01', text: 'loss'}],
    ['no time here', {at: '', text: 'no time here'}],
    ['2026-99-21T13:00:01+00:00 odd', {at: '', text: '2026-99-21T13:00:01+00:00 odd'}],
  ] as const)
    it(line, () => assert.deepEqual(parseStamped(line), expected))
})

describe('a log that goes on where it broke off', () => {
  it('asks for the second of the last line', async () => {
    const position = new LogPosition()
    assert.equal(position.sinceTime, undefined)
    await texts(position, [at(1, 'one'), at(2, 'two')])
    assert.equal(position.sinceTime, '2026-11-21T13:00:02Z')
  })

  it('gives each line once, wherever it broke off and wherever it is read again from', async () => {
    const cases = fc.tuple(fc.array(fc.nat(4), {minLength: 1, maxLength: 20}), fc.nat(), fc.nat())
    await fc.assert(
      fc.asyncProperty(cases, async ([seconds, cutSeed, againSeed]) => {
        const lines = seconds.sort().map((second, index) => at(second, `line ${index}`))
        const cut = cutSeed % (lines.length + 1)
        const position = new LogPosition()
        const first = await texts(position, lines.slice(0, cut))
        // The server gives whole seconds, or more where it knows no times.
        const since = position.sinceTime?.slice(0, 19) ?? ''
        const inSecond = lines.findIndex((line) => line.slice(0, 19) >= since)
        const again = lines.slice(againSeed % (Math.max(0, inSecond) + 1) === 0 ? 0 : inSecond)
        const rest = await texts(position, again)
        assert.deepEqual(
          [...first, ...rest],
          lines.map((line) => line.slice(line.indexOf(' ') + 1)),
        )
      }),
    )
  })

  it('pieces of a long line and lines of a clock that was set back keep their place', async () => {
    const lines = [at(3, 'long'), 'its second piece', at(1, 'back'), at(4, 'on')]
    for (let cut = 0; cut <= lines.length; cut++) {
      const position = new LogPosition()
      const first = await texts(position, lines.slice(0, cut))
      assert.deepEqual([...first, ...(await texts(position, lines))], ['long', 'its second piece', 'back', 'on'])
    }
  })
})
