import assert from 'node:assert/strict'
import LogsAnalyze from '../src/commands/logs/analyze.ts'
import LogsSearch from '../src/commands/logs/search.ts'
import Logs from '../src/commands/logs.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('logs of KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('are those of the container that is named as the object', async () => {
    const {out, code} = await world.said(Logs, 'workspace/my-workspace --tail 2')
    assert.match(out, /^ERROR .*Tried to allocate 6.00 GiB\nERROR .*Tried to allocate 1.50 GiB\n$/)
    assert.equal(code, 0)
  })

  it('of a set come from all its Workspaces, each line with its pod', async () => {
    const {out} = await world.said(Logs, 'inferenceset chat -n kaito --tail 1')
    assert.match(out, /^\[chat-\w+-0\] KAITO_BENCHMARK_RESULT .*\n\[chat-\w+-0\] KAITO_BENCHMARK_RESULT /)
  })

  it('of another container, on request', async () => {
    const {out} = await world.said(Logs, 'workspace my-workspace --container puller-old-adapter')
    assert.match(out, /^Pulled \[registry\] old-adapter:v1\n/)
  })

  it('say why there is no pod', async () => {
    const {err, code} = await world.said(Logs, 'workspace workspace-llama-3-tune')
    assert.match(
      err,
      /^error: workspace "workspace-llama-3-tune" has no pods: .*KAITO cannot tune llama-3.1-8b-instruct/,
    )
    assert.equal(code, 4)
  })

  it('take no component', async () => {
    const {err, code} = await world.said(Logs, 'workspace my-workspace --component engine')
    assert.match(err, /^error: --component: a flag of OME/)
    assert.equal(code, 2)
  })

  describe('analyzed', () => {
    it('count what a rule knows, with the latest line and what helps', async () => {
      const {out, code} = await world.said(LogsAnalyze, 'workspace my-workspace --level error')
      assert.match(
        out,
        /^RULE +COUNT +LAST +POD +EXAMPLE +FIX\ncuda-out-of-memory +2 +\d+m +my-workspace-0 +ERROR .* 1.50 GiB /,
      )
      assert.match(out, /ome models estimate phi-3.5-mini-instruct\n$/)
      assert.equal(code, 0)
    })

    it('quote the last words of a container that ended for a reason no rule knows', async () => {
      const {out} = await world.said(LogsAnalyze, 'workspace chat-west --context us-west')
      assert.match(
        out,
        /^ended +1 .* chat-west-0 +fatal: unhandled exception, exiting +read what came before: ome .*--previous$/m,
      )
    })

    it('tell warnings of a RAG engine, and nothing where errors are asked for', async () => {
      const {out} = await world.said(LogsAnalyze, 'ragengine my-rag --level warning -o json')
      const [finding, ...others] = JSON.parse(out).items
      assert.deepEqual([finding.rule, finding.level, finding.count, others], ['rag-similarity', 'warning', 2, []])
      const errors = await world.said(LogsAnalyze, 'ragengine my-rag --level error')
      assert.deepEqual([errors.out, errors.err], ['', 'no rule finds anything\n'])
    })

    it('end with 3 where they shall, and know lines of the last hour only', async () => {
      assert.equal((await world.said(LogsAnalyze, 'workspace my-workspace --fail-on error')).code, 3)
      const {out, code} = await world.said(LogsAnalyze, 'workspace my-workspace --since 10m --fail-on error')
      assert.deepEqual([out, code], ['', 0])
    })

    it('without a pod tell what keeps it from coming', async () => {
      const {out} = await world.said(LogsAnalyze, 'workspace workspace-llama-3-tune')
      assert.match(out, /\nnot-running +1 +now .*KAITO cannot tune/)
    })
  })

  describe('searched', () => {
    it('give the lines of the last hours that match, and their number', async () => {
      const {out, err, code} = await world.said(LogsSearch, 'workspace my-workspace OOM --since 150m')
      assert.match(out, /^TIME +POD +LINE\n2026-11-21T11:20:00Z +my-workspace-0 +ERROR .* 1.50 GiB\n$/)
      assert.deepEqual([err, code], ['1 line matches\n', 0])
    })

    it('give lines around them', async () => {
      const {out} = await world.said(LogsSearch, 'workspace/my-workspace 6.00 -C 1')
      assert.match(out, /KAITO_BENCHMARK_RESULT.*\n.*6.00 GiB\n.*1.50 GiB\n$/)
    })

    for (const [words, told] of [
      ['workspace my-workspace ([', /"\(\[" is not a regular expression/],
      ['my-workspace', /the pattern is missing/],
    ] as const)
      it(`refuses ${words}`, async () => {
        const {err, code} = await world.said(LogsSearch, words)
        assert.match(err, told)
        assert.equal(code, 2)
      })
  })

  // Last: the clock of the cluster goes on while it runs.
  it('are followed until Ctrl-C', async () => {
    const stop = new AbortController()
    const {out, code} = await world.said(Logs, 'workspace my-workspace --tail 1 -f', {
      signal: stop.signal,
      onWrite: (stream) => stream === 'out' && stop.abort(),
    })
    assert.match(out, /^ERROR /)
    assert.equal(code, 130)
  })
})
