import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import Benchmark from '../src/commands/benchmark.ts'

const pods = {group: '', plural: 'pods'}

describe('load through a tunnel whose pod goes', () => {
  let made: TestCluster
  before(async () => {
    made = await cluster({scenario: 'tour-ome', clock: 'running', speed: 20})
  })
  after(() => made[Symbol.asyncDispose]())

  /** Removes engines of the service once the load is on its way. */
  const bench = (service: string, words: readonly string[]) => {
    let isDone = false
    return run(Benchmark, [service, '--from', 'here', '--warmup', '0', '-o', 'json', ...words], {
      kube: made.kube,
      now: made.now,
      plugin: 'bench',
      onWrite(_stream, text) {
        if (isDone || !text.includes('sending')) return
        isDone = true
        const [pod] = made.api.list(pods, {labels: {'ome.io/inferenceservice': service}})
        made.api.delete(pods, pod?.metadata.name ?? '', 'default', {gracePeriodSeconds: 0})
      },
    })
  }

  it('leads to another one, and the verdict says so', async () => {
    const {code, out, err} = await bench('prod-llama', ['--duration', '2s', '-c', '2', '--max-tokens', '2'])
    assert.equal(code, 0, err)
    const {trust, requests, moments} = JSON.parse(out)
    const moved = trust.doubts.find(({rule}: {rule: string}) => rule === 'tunnel-moved')
    assert.match(
      moved?.reason ?? '',
      /^the tunnel to pod prod-llama-engine-\S+ broke \(.+\) and leads to prod-llama-engine-/,
    )
    assert.ok(requests.completed > requests.failed, out)
    assert.ok(moments.at(-1).completed > 0)
  })
})
