import assert from 'node:assert/strict'
import fc from 'fast-check'
import {simulatedClock} from './simulated-clock.ts'

const start = Date.parse('2026-11-21T12:00:00Z')

/** @feature Sandbox: a clock that stands, runs faster, or jumps | works */
describe('the simulated clock', () => {
  it('fires timers in the order of their due times, whatever order they were set in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(10_000), {maxLength: 60}), async (delays) => {
        const clock = simulatedClock({start})
        const fired: number[] = []
        for (const delay of delays) clock.after(delay, () => fired.push(clock.now() - start))

        await clock.advance(10_000)

        assert.deepEqual(
          fired,
          [...delays].sort((a, b) => a - b),
        )
      }),
      {numRuns: 40},
    )
  })

  it('a timer that was cancelled does not fire', async () => {
    const clock = simulatedClock({start})
    let fired = 0
    const cancel = clock.after(100, () => fired++)
    clock.after(50, cancel)

    await clock.advance(1000)

    assert.equal(fired, 0)
  })

  it('a timer that throws is told of and stops neither the clock nor the timers after it', async () => {
    const told: unknown[] = []
    const clock = simulatedClock({start, fault: (error) => told.push(error)})
    const broken = new Error('broken')
    let fired = 0
    clock.after(100, () => {
      throw broken
    })
    clock.after(100, () => fired++)
    clock.after(200, () => fired++)

    await clock.advance(1000)

    assert.deepEqual([told, fired, clock.now()], [[broken], 2, start + 1000])
  })

  it('a chain of timers does not drift', async () => {
    const clock = simulatedClock({start, speed: 50})
    const times: number[] = []
    const step = (): void => {
      times.push(clock.now() - start)
      if (times.length < 5) clock.after(10, step)
    }
    clock.after(10, step)

    await clock.advance(100)

    assert.deepEqual(times, [10, 20, 30, 40, 50])
  })

  it('skipping moves the calendar and no timer', async () => {
    const clock = simulatedClock({start})
    let firedAt = 0
    clock.after(1000, () => {
      firedAt = clock.now() - start
    })

    clock.skip(86_400_000)
    await clock.advance(1000)

    assert.equal(firedAt, 86_401_000)
  })

  it('a moment of the calendar comes when the calendar says so, after skipping too', async () => {
    const clock = simulatedClock({start})
    let firedAt = 0
    clock.at(start + 5000, () => {
      firedAt = clock.now() - start
    })

    await clock.advance(4999)
    assert.equal(firedAt, 0)
    await clock.advance(2)

    assert.equal(firedAt, 5000)
  })

  it('running, its calendar goes with the wall and its work goes faster', async () => {
    const clock = simulatedClock({start, speed: 1000})
    const worked = new Promise<void>((resolve) => clock.after(20_000, resolve))
    const alive = setInterval(() => undefined, 1000)

    clock.run()
    await worked
    const passed = clock.now() - start

    clearInterval(alive)
    clock.stop()
    assert.ok(passed >= 20 && passed < 20_000)
  })

  it('cannot be moved by hand while it runs', async () => {
    const clock = simulatedClock({start})
    clock.run()

    await assert.rejects(clock.advance(1), /cannot be moved by hand/)
    clock.stop()
  })
})
