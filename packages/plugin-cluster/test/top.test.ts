import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, run} from '@ome/testkit/run'
import AcceleratorsUsage from '../src/commands/accelerators/usage.ts'
import TopNodes from '../src/commands/top/nodes.ts'
import TopPods from '../src/commands/top/pods.ts'
import TopServices from '../src/commands/top/services.ts'

const answer = (status: number, text: string) =>
  Promise.resolve({
    status,
    headers: {},
    body: (async function* () {
      yield new TextEncoder().encode(text)
    })(),
  })

describe('ome top', () => {
  let tour: TestCluster
  before(async () => {
    tour = await cluster({scenario: 'tour-ome'})
  })
  after(() => tour.stop())

  const ask = (command: CommandClass, words = '', options: RunOptions = {}) =>
    run(command, words.split(' ').filter(Boolean), {kube: tour.kube, now: tour.now, width: 80, ...options})

  /** The cluster with some requests answered otherwise. */
  const behaving = (matches: (path: string) => boolean, status: number, text: string): RunOptions => ({
    kube: async (options, signal) => {
      const client = await tour.kube(options, signal)
      const request: KubeClient['request'] = (method, path, how) =>
        matches(path) ? answer(status, text) : client.request(method, path, how)
      return Object.create(client, {request: {value: request}})
    },
  })

  it('tells what services use', async () => {
    const {out, err, code} = await ask(TopServices)

    assert.match(out, /^NAME +REPLICAS +CPU +MEMORY +GPUS +GPU-UTIL +KV-CACHE +RUNNING +WAITING\n/)
    assert.match(out, /\nprod-llama +3\/3 +\d+m +[\d.]+ GiB +12 +\d+% +\d+% +\d+ +0\n/)
    assert.match(out, /\nbroken-llama +0\/1 .* - +- +-\n/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('fits a terminal of 80 columns', async () => {
    const {out} = await ask(TopServices, '-A', {tty: true})

    assert.match(out, /^NAMESPACE +NAME +REPLICAS .*GPUS +GPU-UTIL +KV-CACHE/)
    const narrow = await ask(TopServices, '-A', {tty: true, width: 60})
    assert.match(narrow.out, /^NAMESPACE +NAME +REPLICAS .*GPUS +GPU-UTIL/)
    assert.ok(out.split('\n').every((line) => line.length <= 80))
  })

  it('tells of the services that are named', async () => {
    const {out} = await ask(TopServices, 'prod-llama')
    assert.match(out, /^NAME .*\nprod-llama .*\n$/)
    const none = await ask(TopServices, 'prod-lama')
    assert.deepEqual(
      [none.code, none.err.split('\n').slice(0, 2)],
      [4, ['error: service "prod-lama" not found', 'hint: did you mean prod-llama?']],
    )
  })

  it('looks for as long as it is told', async () => {
    assert.equal((await ask(TopServices, 'prod-llama --watch --timeout 50ms')).code, 0)
    assert.equal((await ask(TopServices, '--timeout 1s')).code, 2)
  })

  it('tells what services use as numbers', async () => {
    const {items} = JSON.parse((await ask(TopServices, '-A -o json')).out)
    const prod = items.find(({name}: {name: string}) => name === 'prod-llama')
    const broken = items.find(({name}: {name: string}) => name === 'broken-llama')

    assert.ok(prod.cpuCores > 0 && prod.memoryBytes > 2 ** 30 && prod.gpuUtilizationPercent > 0)
    assert.deepEqual([prod.namespace, prod.gpus, prod.replicas, prod.waiting], ['default', 12, 3, 0])
    assert.deepEqual([broken.kvCachePercent, broken.running], [null, null])
  })

  it('asks no more than one question to each engine and exporter that it needs, and lists each kind once', async () => {
    tour.requests.length = 0
    await ask(TopServices)
    const paths = tour.requests.map(({path}) => path.split('?')[0] ?? '')
    const asked = paths.filter((path) => path.endsWith('/proxy/metrics'))
    const listed = paths.filter((path) => /\/(pods|inferenceservices|deployments)$/.test(path))

    assert.equal(new Set(asked).size, asked.length)
    assert.deepEqual([...listed].sort(), [
      '/api/v1/namespaces/default/pods',
      '/api/v1/pods',
      '/apis/apps/v1/namespaces/default/deployments',
      '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods',
      '/apis/ome.io/v1beta1/namespaces/default/inferenceservices',
    ])
  })

  it('tells what nodes use, and with --show-gpu their accelerators', async () => {
    const plain = await ask(TopNodes)
    const {out, err, code} = await ask(TopNodes, '--show-gpu', {width: 120})

    assert.match(plain.out, /^NAME +CPU +MEMORY +PODS\ncpu-1 +\d+m +[\d.]+ GiB +\d+\n/)
    assert.match(out, /^NAME +CPU +MEMORY +PODS +GPUS +USED +FREE +GPU-UTIL +PRODUCT\n/)
    assert.match(out, /\ngpu-h100-1 +\d+m +[\d.]+ GiB +\d+ +8 +8 +0 +\d+% +NVIDIA-H100/)
    assert.match(out, /\ncpu-1 .* 0 +0 +0 +- +-/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('tells what pods use', async () => {
    const {out} = await ask(TopPods, '--all-namespaces --show-gpu', {width: 120})
    const plain = await ask(TopPods)

    assert.match(out, /^NAMESPACE +NAME +CPU +MEMORY +GPUS +GPU-UTIL\n/)
    assert.match(out, /\ndefault +prod-llama-engine-\S+ +\d+m +[\d.]+ GiB +4 +\d+%\n/)
    assert.match(plain.out, /^NAME +CPU +MEMORY\n/)
  })

  for (const [command, words, key, column] of [
    [TopServices, '-A --sort-by gpus', 'gpus', 'gpus'],
    [TopServices, '-A --sort-by gpu-util', 'gpuUtilizationPercent', 'gpu-util'],
    [TopNodes, '--show-gpu --sort-by free', 'gpusFree', 'free'],
    [TopPods, '-A --sort-by memory', 'memoryBytes', 'memory'],
  ] as const)
    it(`${words} has the largest ${column} first, and those not known last`, async () => {
      const {items} = JSON.parse((await ask(command, `${words} -o json`)).out)
      const values = items.map((item: Record<string, number | null>) => item[key] ?? -1)

      assert.deepEqual(
        values,
        [...values].sort((left, right) => right - left),
      )
    })

  for (const [command, words] of [
    [TopServices, '--sort-by free'],
    [TopNodes, '--watch --interval 10ms'],
    [TopNodes, '--sort-by nothing'],
    [TopNodes, 'gpu-h100-1'],
  ] as const)
    it(`${words}: 2`, async () => assert.equal((await ask(command, words)).code, 2))

  it('goes on with --watch, and prints in a pipe what changed', async () => {
    const stop = new AbortController()
    let looks = 0
    const asked = tour.requests.length
    const {code, out} = await tour.during(
      ask(TopNodes, '--watch --interval 1s', {
        signal: stop.signal,
        onWrite: (stream) => stream === 'out' && ++looks === 2 && stop.abort(),
      }),
    )

    assert.equal(code, 130)
    assert.match(out, /^NAME +CPU +MEMORY +PODS\n/)
    assert.ok(tour.requests.length - asked > 4)
  })

  describe('where a source is missing', () => {
    it('says which of how many engines answered', async () => {
      let count = 0
      const options = behaving((path) => path.includes(':8080/proxy') && ++count === 1, 503, 'no')
      const {out, err, code} = await ask(TopServices, '', options)

      assert.match(err, /^note: KV-CACHE, RUNNING, WAITING: \d+ of \d+ engines answered: answered with HTTP 503\n$/)
      assert.match(out, /\nprod-llama /)
      assert.equal(code, 0)
    })

    it('prints dashes without exporters that answer', async () => {
      const {out, err} = await ask(
        TopNodes,
        '--show-gpu',
        behaving((path) => path.includes(':9400/'), 404, ''),
      )

      assert.match(out, /\ngpu-h100-1 +.* 8 +8 +0 +-/)
      assert.match(err, /^note: GPU-UTIL: 0 of 9 DCGM exporters answered: exports no metrics\n$/)
    })

    it('prints dashes without the right to ask pods', async () => {
      const forbidden = JSON.stringify({kind: 'Status', message: 'pods "x" is forbidden', reason: 'Forbidden'})
      const {out, err, code} = await ask(
        TopServices,
        '',
        behaving((path) => path.includes('/pods/'), 403, forbidden),
      )

      assert.match(out, /\nprod-llama +3\/3 +\d+m +\S+ GiB +12 +- +- +- +-\n/)
      assert.match(err, /0 of \d+ engines answered: pods "x" is forbidden/)
      assert.equal(code, 0)
    })

    it('prints dashes in a cluster without metrics.k8s.io and exporters', async () => {
      const noMetrics = async (...args: Parameters<TestCluster['kube']>) => {
        const client = await tour.kube(...args)
        const list: KubeClient['list'] = (resource, options) =>
          resource.group === 'metrics.k8s.io'
            ? Promise.reject(new OmeError('not-found', 'the server could not find the requested resource'))
            : client.list(resource, options)
        return Object.create(client, {list: {value: list}})
      }
      const {out, err, code} = await ask(TopPods, '', {kube: noMetrics})

      assert.match(out, /\nprod-llama-engine-\S+ +- +-\n/)
      assert.match(err, /^note: CPU and MEMORY are not known: the cluster has no metrics\.k8s\.io\n$/)
      assert.equal(code, 0)
    })

    it('of an empty cluster says so', async () => {
      await using empty = await cluster()
      const nodes = await run(TopNodes, ['--show-gpu'], {kube: empty.kube, now: empty.now})
      const usage = await run(AcceleratorsUsage, [], {kube: empty.kube, now: empty.now})

      assert.match(nodes.out, /^NAME +CPU/)
      assert.deepEqual([nodes.err, usage.err], ['', 'no node has accelerators\n'])
    })
  })

  it('without the right to list ends with 5', async () => {
    const {code, err} = await ask(TopServices, '--as nobody')

    assert.match(err, /inferenceservices/)
    assert.equal(code, 5)
  })

  it('tells in the usage of accelerators how busy they are', async () => {
    const {out} = await ask(AcceleratorsUsage, '', {width: 120})

    assert.match(out, /^NAME +NODE +USED +TOTAL +PODS +SERVICES +GPU-UTIL\n/)
    assert.match(out, /\nnvidia-h100 +gpu-h100-1 +8 +8 +2 +default\/prod-llama +\d+%\n/)
  })
})
