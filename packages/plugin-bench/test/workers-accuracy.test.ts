import assert from 'node:assert/strict'
import {type ChildProcess, spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {parseTarget} from '../src/load/domain/target.ts'
import {loadClock} from '../src/load/http/load-clock.ts'
import {measureLoad} from '../src/load/usecases/measure-load.ts'
import type {WorkerHost} from '../src/workers/domain/worker-host.ts'
import type {WorkerPlan} from '../src/workers/domain/worker-plan.ts'
import {packed, unpacked} from '../src/workers/process/packing.ts'
import {leadWorkers} from '../src/workers/usecases/lead-workers.ts'
import {standIn} from './engine.ts'
import {buildRunner} from './runner-file.ts'

const program = join(import.meta.dirname, '../dist/runner.cjs')

/** Workers as processes of this machine, which begin as those of a cluster do. */
function processes(folder: string): WorkerHost {
  const children: ChildProcess[] = []
  const of = (pod: string): ChildProcess => {
    const child = children[Number(pod)]
    assert.ok(child)
    return child
  }
  return {
    async begin({workers}, {plan}) {
      const orders = join(folder, 'plan.json.gz')
      writeFileSync(orders, Buffer.from(plan, 'base64'))
      for (let index = 0; index < workers; index++)
        children.push(spawn(process.execPath, [program, orders], {env: {JOB_COMPLETION_INDEX: String(index)}}))
    },
    async *news() {
      for (const [index] of children.entries()) yield {index, pod: String(index), state: {phase: 'running'}}
    },
    refusal: () => new Promise(() => undefined),
    async *listen(_, pod) {
      const {stdout} = of(pod)
      if (stdout) yield* createInterface({input: stdout})
    },
    talk: (_, pod) => (line) => void of(pod).stdin?.write(`${line}\n`),
    async end() {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

describe('accuracy of several programs together', function () {
  this.timeout(60_000)
  before(buildRunner)

  it('what the engine did, as one run, within the error that the report states, or it says not to rely on it', async () => {
    await using engine = await standIn({ttftMs: 50, gapMs: 10, tokens: 16})
    const folder = mkdtempSync(join(tmpdir(), 'ome-bench-crew-'))
    const {signal} = new AbortController()
    const plan: WorkerPlan = {
      workers: 3,
      address: parseTarget(engine.url),
      isGateway: true,
      headers: {},
      typed: {
        api: 'chat',
        model: 'm',
        seed: 3,
        'max-tokens': 16,
        'exact-prompt': false,
        'fixed-length': false,
        'request-limit': 30_000,
      },
      objectives: [],
      keepsRows: false,
      warmup: 2,
    }
    const generator = await leadWorkers(
      {host: processes(folder), clock: loadClock, unpack: unpacked},
      {
        wish: {name: 'n', namespace: 'd', workers: 3, image: 'i', deadlineSeconds: 1},
        files: {program: '', plan: packed(JSON.stringify(plan))},
        address: plan.address,
        startLimitMs: 20_000,
        signal,
        onChange: () => undefined,
      },
    )
    try {
      // What the workers asked to warm the engine up is no part of the run.
      await engine.truth()
      const report = await measureLoad(
        {generator},
        {
          choice: {arrival: {kind: 'poisson', rps: 40}, text: '', durationMs: 2000, rps: 40},
          setup: {
            url: engine.url,
            path: 'cluster',
            model: 'm',
            api: 'chat',
            arrival: '',
            prompts: '',
            seed: 3,
            startedAt: '',
            isSimulated: false,
          },
          isExactPrompt: false,
          goals: {percentiles: [99], objectives: [], limits: []},
          signal,
          onBegin: () => undefined,
        },
      )
      const truth = await engine.truth()
      const {statedErrorMs, littlesLaw} = report.generator
      const isOverloaded = report.trust.doubts.some(
        ({rule, verdict}) => verdict === 'UNRELIABLE' && rule.startsWith('generator-'),
      )
      const median = (name: 'ttft' | 'itl' | 'e2e'): number =>
        report.latencies[name]?.percentiles[0]?.value ?? Number.NaN
      for (const [found, real, what] of [
        [median('ttft'), truth.ttft, 'ttft'],
        [median('itl'), truth.gap, 'itl'],
        [median('e2e'), truth.e2e, 'e2e'],
      ] as const)
        assert.ok(
          isOverloaded || Math.abs(found - real) <= statedErrorMs,
          `${what}: ${found} for ${real} ± ${statedErrorMs}`,
        )
      assert.deepEqual([report.requests.completed, report.requests.failed], [truth.requests, 0])
      assert.equal(report.tokens.output, truth.requests * 16)
      assert.ok(Math.abs(littlesLaw - 1) < 0.05, `Little's law: ${littlesLaw}`)
      assert.deepEqual([report.crew?.workers, report.crew?.lost], [3, []])
    } finally {
      await generator.close()
      rmSync(folder, {recursive: true})
    }
  })
})
