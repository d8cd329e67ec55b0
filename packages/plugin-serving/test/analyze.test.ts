import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {CommandClass, RunOptions} from '@ome/testkit/run'
import Analyze from '../src/commands/analyze.ts'
import Metrics from '../src/commands/metrics.ts'
import Optimize from '../src/commands/optimize.ts'
import {prometheusObjects} from './prometheus-objects.ts'
import {answered, proxied} from './proxied.ts'
import {type TestWorld, world} from './world.ts'

/** An engine in which requests wait and the cache is full. */
const overloaded = `vllm:num_requests_running{} 256
vllm:num_requests_waiting{} 40
vllm:kv_cache_usage_perc{} 0.97
vllm:request_success_total{finished_reason="stop"} 100000
vllm:request_success_total{finished_reason="abort"} 5000
vllm:request_queue_time_seconds_bucket{le="0.3"} 0
vllm:request_queue_time_seconds_bucket{le="5"} 100000
vllm:request_queue_time_seconds_bucket{le="+Inf"} 100000
`

describe('ome analyze and ome optimize', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())

  const run = (command: CommandClass, words: string, options?: RunOptions) =>
    cluster.pass(command, words.split(' '), options)
  const overload = (): RunOptions => ({
    kube: proxied(cluster, (path) => (path.includes(':8080/proxy/metrics') ? answered(200, overloaded) : undefined)),
  })

  describe('an analysis', () => {
    it('has blocks, and in its heading the time that it is about', async () => {
      const {out, code, err} = await run(Analyze, 'service prod-llama')

      assert.match(out, /^Performance of service prod-llama in default, last 7d\n.*no Prometheus tells the last 24h\n/)
      assert.match(out, /\nRequests\ntotal: +1\.\d+M\nmean: +2\.4\/s\ntokens out: +38\d\/s\n/)
      assert.match(out, /\nLatency\n +P50 +P95 +P99 +MEAN\ntime to first token +0\.\d+ s/)
      // Below the first bound of the histogram nothing but that can be said.
      assert.match(out, /\nwaiting +< 0\.3 s +< 0\.3 s +< 0\.3 s +0\.002 s\n/)
      assert.match(out, /\nGPU\nbusy now: +\d+(\.\d)? % of 12 GPUs\n/)
      assert.match(out, /\nMemory\nKV cache now: /)
      assert.match(out, /\nErrors\ngiven up: +0 %\n/)
      assert.match(out, /\nRecommendations\n.*\(.+ in use now\): memory request /)
      assert.deepEqual([code, err], [0, ''])
    })

    it('as data names the unit of every figure', async () => {
      const analysis = JSON.parse((await run(Analyze, 'prod-llama -o json')).out)

      assert.equal(analysis.kind, 'ServiceAnalysis')
      assert.ok(Math.abs(analysis.metrics.requestsPerSecond.value - 2.4) < 0.05)
      assert.deepEqual(analysis.metrics.queueTime.p95, {relation: '<', value: 0.3})
      assert.ok(analysis.windowSeconds > 6 * 86_400 && analysis.sinceStart)
      assert.ok(analysis.recommendations.every((each: {evidence: string}) => each.evidence !== ''))
    })

    it('of a service that nobody asks says so, and makes up no latency', async () => {
      const {out} = await run(Analyze, 'mistral-dev')

      assert.match(out, /\ntotal: +0\n/)
      assert.match(out, /\ntime to first token +- +- +- +-\n/)
      assert.match(
        out,
        /\nnobody uses it \(no request in 5d since start\): stop it: ome scale service mistral-dev -n default --replicas 0\n/,
      )
    })

    for (const [words, code, said] of [
      ['nothing', 4, /not found/],
      ['broken-llama', 1, /no pod of service "broken-llama" runs/],
      ['service', 2, /a name is missing/],
      ['prod-llama --since soon', 2, /invalid duration/],
      ['prod-llama --since 0', 2, /"0" is no time/],
      ['prod-llama --as nobody', 5, /nobody/],
    ] as const)
      it(`${words}: ${code}`, async () => {
        const result = await run(Analyze, words)

        assert.match(result.err, said)
        assert.deepEqual([result.code, result.out], [code, ''])
      })
  })

  describe('an optimization', () => {
    it('is a table of what was found', async () => {
      const {out, code} = await run(Optimize, 'service prod-llama')

      assert.match(out, /^FINDING +EVIDENCE +CHANGE +EFFECT +RISK\n/)
      assert.match(out, /\npods request more memory .* in use now +memory request 160Gi → 40Gi; .* medium\n/)
      assert.match(out, /\npeaks cannot be seen +no Prometheus/)
      assert.equal(code, 0)
    })

    it('has a block for each finding on a terminal of 80 columns', async () => {
      const {out} = await run(Optimize, 'prod-llama', {tty: true})

      assert.match(out, /^FINDING: +pods request more memory than they use\nEVIDENCE: /)
      // A command line stays one line: it is there to be copied.
      assert.ok(out.split('\n').every((line) => line.length <= 80 || line.startsWith('ome ')))
    })

    it('of an overload has its evidence, with the weightiest first', async () => {
      const {items} = JSON.parse((await run(Optimize, 'prod-llama -o json', overload())).out)

      assert.deepEqual(
        items.slice(0, 3).map(({rule, change}: {rule: string; change: string}) => [rule, change]),
        [
          ['failures', 'see why: ome logs service prod-llama -n default --level error'],
          ['kv-cache', 'replicas 3 → 4; or a shorter context, or an fp8 KV cache'],
          ['queue', 'replicas 3 → 4'],
        ],
      )
      assert.match(items[2].evidence, /^120 requests wait now, waiting time p95 4\.\d+ s$/)
    })

    it('applied as a dry run changes nothing and shows the plan', async () => {
      const before = JSON.stringify(cluster.service('prod-llama')?.['spec'])
      const {out, code} = await run(Optimize, 'prod-llama --apply --dry-run', overload())

      assert.match(out, /spec\.engine\.minReplicas: 3 → 4\n/)
      assert.match(out, /spec\.engine\.runner\.resources\.requests\.memory: .* → 40Gi\n/)
      assert.match(out, /replicas 3 → 4: requests wait for a place|the KV cache is full/)
      assert.equal(code, 0)
      assert.equal(JSON.stringify(cluster.service('prod-llama')?.['spec']), before)
    })

    it('of a service that is not there is none', async () => {
      const {code, err} = await run(Optimize, 'service nothing')

      assert.match(err, /not found/)
      assert.equal(code, 4)
    })

    it('applied asks before pods are replaced', async () => {
      const before = JSON.stringify(cluster.service('prod-llama')?.['spec'])
      const {code, err} = await run(Optimize, 'prod-llama --apply', overload())
      assert.match(err, /this needs a yes: Replace the pods of service "prod-llama"\?\nhint: add --yes/)
      assert.equal(code, 2)
      assert.equal(JSON.stringify(cluster.service('prod-llama')?.['spec']), before)
    })

    it('applied changes replicas and resources, and nothing else', async () => {
      const {out, code} = await run(Optimize, 'prod-llama --apply --yes', overload())
      const {engine, runtime} = cluster.service('prod-llama')?.['spec'] ?? {}

      assert.match(out, /^inferenceservice\/prod-llama configured \(/)
      assert.equal(code, 0)
      assert.deepEqual([engine.minReplicas, engine.maxReplicas], [4, 4])
      assert.equal(engine.runner.resources.requests.memory, '40Gi')
      assert.equal(runtime.name, 'vllm-llama-3-3-70b')
      const deployments = {group: 'apps', plural: 'deployments'}
      const containers = () =>
        cluster.api.get(deployments, 'prod-llama-engine', 'default')?.['spec'].template.spec.containers
      await cluster.until(() => containers()[0].resources.requests.memory === '40Gi')
      assert.equal(containers()[0].resources.limits['nvidia.com/gpu'], '4')
    })

    it('applied where nothing can be set says so', async () => {
      const withoutUsage = proxied(cluster, () => undefined)
      const kube: typeof withoutUsage = async (options, signal) => {
        const client = await withoutUsage(options, signal)
        const list: KubeClient['list'] = (resource, how) =>
          resource.group === 'metrics.k8s.io'
            ? Promise.reject(new OmeError('not-found', 'the server could not find the requested resource'))
            : client.list(resource, how)
        return Object.create(client, {list: {value: list}})
      }
      const {code, out, err} = await run(Optimize, 'embed -n ml-prod --apply', {kube})

      assert.equal(out, 'inferenceservice/embed unchanged\n')
      assert.match(err, /nothing that was found can be set by itself/)
      assert.equal(code, 0)
    })
  })
})

describe('with a Prometheus in the cluster, a service of a model of its namespace', () => {
  let watched: TestWorld
  before(async () => {
    watched = await world({scenario: 'tour-ome', objects: [...prometheusObjects, teamMistral, ofTheTeam]})
    const deployments = {group: 'apps', plural: 'deployments'}
    await watched.until(
      () => watched.api.get(deployments, 'team-chat-engine', 'ml-team-1')?.['status']?.readyReplicas === 1,
    )
    await watched.advance(600_000)
  })
  after(() => watched.stop())

  const words = ['team-chat', '-n', 'ml-team-1', '--since', '5m']

  it('is analyzed by what it told over time', async () => {
    const {code, out} = await watched.pass(Analyze, [...words, '-o', 'json'])

    assert.equal(code, 0)
    assert.match(out, /Prometheus monitoring\/prometheus-operated/)
  })

  it('is no longer said to lack the evidence of time', async () => {
    const {code, out} = await watched.pass(Optimize, words)

    assert.equal(code, 0)
    assert.match(out, /^FINDING/)
    assert.doesNotMatch(out, /no Prometheus/)
  })
})

const teamMistral = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'BaseModel',
  metadata: {name: 'team-mistral', namespace: 'ml-team-1'},
  spec: {
    vendor: 'mistralai',
    storage: {
      storageUri: 'hf://mistralai/Mistral-7B-Instruct-v0.3',
      path: '/raid/models/mistralai/Mistral-7B-Instruct-v0.3',
    },
  },
}

const ofTheTeam = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'team-chat', namespace: 'ml-team-1'},
  spec: {
    model: {name: 'team-mistral', kind: 'BaseModel'},
    runtime: {name: 'srt-mistral', kind: 'ClusterServingRuntime'},
    engine: {minReplicas: 1, maxReplicas: 1},
  },
}

describe('numbers of a service of OME v1.3', () => {
  let next: TestWorld
  before(async () => {
    next = await world({scenario: 'new-ome'})
  })
  after(() => next.stop())

  it('are read as those of older ones', async () => {
    const services = next.api.list({group: 'ome.io', plural: 'inferenceservices'})
    const [service] = services.filter(({status}) =>
      status?.conditions?.some(
        ({type, status: is}: {type: string; status: string}) => type === 'Ready' && is === 'True',
      ),
    )
    assert.ok(service)
    const {name, namespace = ''} = service.metadata
    const at = ['-n', namespace]
    const metrics = await next.pass(Metrics, [name, ...at, '--metric', 'running', '--metric', 'gpu-utilization'])
    const analysis = await next.pass(Analyze, [name, ...at])
    const optimization = await next.pass(Optimize, [name, ...at])

    assert.match(metrics.out, /\nrunning +\d+ +requests +\d pods?, now\n/)
    assert.match(analysis.out, /^Performance of service /)
    assert.match(optimization.out, /^FINDING +EVIDENCE/)
    assert.deepEqual([metrics.code, analysis.code, optimization.code], [0, 0, 0])
  })
})
