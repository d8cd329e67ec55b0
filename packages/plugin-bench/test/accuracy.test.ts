import assert from 'node:assert/strict'
import type {ArrivalChoice} from '../src/load/domain/arrival-flags.ts'
import {seeded} from '../src/load/domain/random.ts'
import type {RequestOptions} from '../src/load/domain/request.ts'
import {loadClient} from '../src/load/http/load-client.ts'
import {loadClock} from '../src/load/http/load-clock.ts'
import {selfWatch} from '../src/load/process/self-watch.ts'
import {generateHere} from '../src/load/usecases/generate-here.ts'
import {measureLoad} from '../src/load/usecases/measure-load.ts'
import type {LoadReport} from '../src/report/domain/report.ts'
import {standIn} from './engine.ts'

const request: RequestOptions = {api: 'chat', model: 'm', maxTokens: 16, isFixedLength: false, extra: {}}

const setup = {
  url: '',
  path: 'direct',
  model: 'm',
  api: 'chat',
  arrival: '',
  prompts: '',
  seed: 1,
  startedAt: '',
  isSimulated: false,
} as const

async function measured(
  url: string,
  load: Pick<ArrivalChoice, 'requests'> & Partial<ArrivalChoice>,
): Promise<LoadReport> {
  const {signal} = new AbortController()
  const generator = await generateHere(
    {
      client: await loadClient({origin: url, basePath: '', query: '', headers: {}}, request),
      clock: loadClock,
      selfWatch,
      random: () => seeded(1),
    },
    {
      engine: {url, way: 'direct', model: 'm', isSimulated: false},
      prompts: (index) => ({text: `${index}`}),
      warmup: 0,
      timeoutMs: 30_000,
      objectives: [],
      keepsRows: false,
      signal,
    },
  )
  try {
    return await measureLoad(
      {generator},
      {
        choice: {arrival: {kind: 'closed', concurrency: 1}, text: '', ...load},
        setup,
        isExactPrompt: false,
        goals: {percentiles: [99], objectives: [], limits: []},
        signal,
        onBegin: () => undefined,
      },
    )
  } finally {
    await generator.close()
  }
}

const median = (report: LoadReport, name: 'ttft' | 'itl' | 'tpot' | 'e2e'): number =>
  report.latencies[name]?.percentiles.find(({percent}) => percent === 50)?.value ?? Number.NaN

describe('accuracy against an engine with known constants', function () {
  this.timeout(120_000)
  for (const concurrency of [1, 64, 256, 1024]) {
    it(`${concurrency} streams: what the engine did, within the error that the report states, or it says not to rely on it`, async () => {
      await using engine = await standIn({ttftMs: 50, gapMs: 10, tokens: 16})
      const requests = Math.max(20, concurrency * 3)
      const report = await measured(engine.url, {arrival: {kind: 'closed', concurrency}, requests})
      const truth = await engine.truth()
      const {statedErrorMs, littlesLaw} = report.generator
      const isOverloaded = report.trust.doubts.some(
        ({rule, verdict}) => verdict === 'UNRELIABLE' && rule.startsWith('generator-'),
      )
      const near = (found: number, real: number, what: string): void =>
        assert.ok(
          isOverloaded || Math.abs(found - real) <= statedErrorMs,
          `${what}: ${found} for ${real} ± ${statedErrorMs}`,
        )
      near(median(report, 'ttft'), truth.ttft, 'ttft')
      near(median(report, 'itl'), truth.gap, 'itl')
      near(median(report, 'tpot'), (truth.e2e - truth.ttft) / 15, 'tpot')
      near(median(report, 'e2e'), truth.e2e, 'e2e')
      const {completed, failed} = report.requests
      // A machine with more to do than it can may not connect in time; what failed is counted all the same.
      assert.ok(isOverloaded || failed === 0, `${failed} failed`)
      assert.deepEqual(
        [completed + failed, truth.requests, report.tokens.output, report.tokens.input],
        [requests, completed, completed * 16, completed * 12],
      )
      assert.equal(report.rates.requests, (completed * 1000) / report.durationMs)
      assert.ok(failed > 0 || Math.abs(littlesLaw - 1) < 0.02, `Little's law: ${littlesLaw}`)
    })
  }

  it('injected errors are counted one by one', async () => {
    await using engine = await standIn({ttftMs: 1, gapMs: 1, tokens: 2, failsEach: 7, status: 429})
    const report = await measured(engine.url, {arrival: {kind: 'closed', concurrency: 8}, requests: 210})
    assert.deepEqual(report.requests, {sent: 210, completed: 180, failed: 30, unfinished: 0})
    assert.deepEqual(report.failures, [{kind: 'http-429', count: 30, message: 'busy'}])
    assert.equal(report.latencies.e2e?.count, 180)
    assert.ok(report.trust.doubts.some(({rule}) => rule === 'failures'))
  })

  it('nobody listens: each request fails to connect', async () => {
    const report = await measured('http://127.0.0.1:1', {requests: 3})
    assert.deepEqual([report.requests.failed, report.failures[0]?.kind], [3, 'connect'])
  })

  it('a generator that stands still says that its figures are not to be relied on', async () => {
    await using engine = await standIn({ttftMs: 20, gapMs: 5, tokens: 16})
    const stall = setInterval(() => {
      const until = performance.now() + 150
      while (performance.now() < until);
    }, 200)
    try {
      const report = await measured(engine.url, {arrival: {kind: 'closed', concurrency: 4}, requests: 24})
      assert.equal(report.trust.verdict, 'UNRELIABLE')
      assert.ok(report.trust.doubts.some(({rule}) => rule.startsWith('generator-')))
    } finally {
      clearInterval(stall)
    }
  })
})
