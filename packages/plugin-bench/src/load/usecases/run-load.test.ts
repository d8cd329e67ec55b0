import assert from 'node:assert/strict'
import type {LoadClient, LoadClock, LoadPlan} from '../domain/load-plan.ts'
import {seeded} from '../domain/random.ts'
import type {Sample} from '../domain/sample.ts'
import {littlesLaw} from '../domain/trust.ts'
import {type LoadRun, type RunOptions, runLoad} from './run-load.ts'

/** Time that goes on when everybody waits. */
class Time implements LoadClock {
  private time = 0
  private readonly waiting: {readonly time: number; readonly wake: () => void}[] = []

  now(): number {
    return this.time
  }

  until(time: number, signal: AbortSignal): Promise<void> {
    if (time <= this.time || signal.aborted) return Promise.resolve()
    return new Promise((wake) => {
      this.waiting.push({time, wake})
      signal.addEventListener('abort', () => wake(), {once: true})
    })
  }

  async pass<Value>(work: Promise<Value>): Promise<Value> {
    let isOver = false
    void work.finally(() => {
      isOver = true
    })
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve))
      this.waiting.sort((a, b) => a.time - b.time)
      const next = this.waiting.shift()
      if (!next) continue
      this.time = Math.max(this.time, next.time)
      next.wake()
    }
    return await work
  }
}

interface Engine {
  readonly ttft: number
  readonly gap: number
  readonly tokens: number
  /** Every so many requests one fails. */
  readonly failsEach?: number
}

const engineOf = (time: Time, {ttft, gap, tokens, failsEach}: Engine): LoadClient & {sent: number} => ({
  sent: 0,
  async send(_prompt, {signal}) {
    this.sent++
    const start = time.now()
    if (failsEach !== undefined && this.sent % failsEach === 0) {
      await time.until(start + 1, signal)
      return {start, end: time.now(), gaps: [], failure: {kind: 'http-503', message: 'busy'}}
    }
    await time.until(start + ttft + gap * (tokens - 1), signal)
    if (signal.aborted) return 'unfinished'
    const first = start + ttft
    const last = time.now()
    const sample: Sample = {
      start,
      first,
      last,
      end: last,
      gaps: Array.from({length: tokens - 1}, () => gap),
      outputTokens: tokens,
      inputTokens: 10,
    }
    return sample
  },
  open: () => Promise.resolve(),
  close: () => Promise.resolve(),
})

const base: LoadPlan = {
  arrival: {kind: 'closed', concurrency: 4},
  warmup: 1,
  timeoutMs: 60_000,
  prompts: () => ({text: 'x'}),
}

async function load(engine: Engine, plan: Partial<LoadPlan>, options: Partial<RunOptions> = {}): Promise<LoadRun> {
  const time = new Time()
  const ports = {client: engineOf(time, engine), clock: time, random: seeded(1)}
  return await time.pass(runLoad(ports, {...base, ...plan}, {signal: new AbortController().signal, ...options}))
}

const engine = {ttft: 50, gap: 10, tokens: 11}

describe('a run of load', () => {
  for (const concurrency of [1, 64, 256, 1024]) {
    it(`${concurrency} at a time: the constants of the engine, and the rate that follows from them`, async () => {
      const {tally} = await load(engine, {arrival: {kind: 'closed', concurrency}, requests: concurrency * 4})
      const {measured} = tally
      assert.equal(tally.completed, concurrency * 4)
      for (const percent of [0, 50, 100]) {
        const found = [measured.ttft, measured.itl, measured.tpot, measured.e2e].map((each) => each.percentile(percent))
        assert.deepEqual(
          found.map((value) => Math.round((value ?? 0) * 1e6) / 1e6),
          [50, 10, 10, 150],
        )
      }
      assert.equal(tally.maxInFlight, concurrency)
      assert.ok(Math.abs(littlesLaw(tally, tally.lastEnd - tally.begin) - 1) < 1e-9)
      // 4 answers of 150 ms one after the other, the last worker beginning one answer later.
      assert.ok(Math.abs(tally.lastEnd - tally.begin - 4 * 150 - (150 * (concurrency - 1)) / concurrency) < 1e-6)
    })
  }

  it('warm-up is not measured', async () => {
    const run = await load(engine, {warmup: 3, requests: 5})
    assert.deepEqual([run.warmup.length, run.tally.sent], [3, 5])
  })

  it('an open loop sends on time whatever comes back, and measures from the planned time', async () => {
    const {tally} = await load(engine, {arrival: {kind: 'constant', rps: 100}, durationMs: 2000})
    assert.deepEqual([tally.sent, tally.completed, tally.maxInFlight], [200, 200, 15])
    assert.equal(tally.measured.queue.max, 0)
    assert.equal(tally.measured.e2eWithQueue.max, 150)
  })

  it('behind a limit the wait is told apart from the latency', async () => {
    const {tally} = await load(engine, {arrival: {kind: 'constant', rps: 100}, requests: 60, maxConcurrency: 3})
    // Three at a time of 150 ms are 20 a second: the last of 60 is due at 590 ms and sent at 19 × 150 ms.
    assert.equal(tally.maxInFlight, 3)
    assert.equal(tally.measured.e2e.max, 150)
    assert.equal(tally.measured.queue.max, 19 * 150 - 570)
  })

  it('failures are counted apart and change no latency', async () => {
    const {tally} = await load({...engine, failsEach: 5}, {requests: 100, warmup: 0})
    assert.deepEqual([tally.completed, tally.failed, tally.sent], [80, 20, 100])
    assert.deepEqual(tally.failures, [{kind: 'http-503', count: 20, message: 'busy'}])
    assert.equal(tally.measured.e2e.count, 80)
    assert.equal(tally.measured.e2e.min, 150)
  })

  it('a duration ends the sending; what is under way is waited for', async () => {
    const {tally} = await load(engine, {arrival: {kind: 'closed', concurrency: 2}, durationMs: 400, warmup: 0})
    assert.deepEqual([tally.unfinished, tally.completed, tally.lastEnd - tally.begin], [0, 6, 450])
  })

  it('what is cut counts as unfinished', async () => {
    const stop = new AbortController()
    const run = await load(
      engine,
      {requests: 1000, warmup: 0},
      {
        signal: stop.signal,
        meetsObjectives: () => {
          stop.abort()
          return true
        },
      },
    )
    assert.equal(run.isCut, true)
    assert.equal(run.tally.completed + run.tally.unfinished, run.tally.sent)
    assert.ok(run.tally.unfinished > 0)
    assert.equal(run.tally.inFlight, 0)
  })
})
