import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Get from '../src/commands/get.ts'

const count = 10_000
// Every namespace has one with the certificate of the authority.
const many = [...Array(count - 1).keys()].map((index) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: `config-${String(index).padStart(5, '0')}`, namespace: 'many'},
}))

const services = [...Array(20).keys()].map((index) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: `service-${index}`, namespace: 'served', labels: {many: 'yes'}},
  spec: {model: {name: 'mistral-7b'}, engine: {minReplicas: 1, maxReplicas: 1}},
}))

describe('many objects', function () {
  this.timeout(60_000)
  let emulated: TestCluster
  before(async () => {
    emulated = await cluster({
      scenario: 'tour-ome',
      objects: [
        ...['many', 'served'].map((name) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})),
        ...many,
        ...services,
      ],
    })
  })
  after(() => emulated.stop())

  /** Runs a command and returns its lines and what it read, without discovery. */
  async function reads(command: CommandClass, line: string) {
    emulated.requests.length = 0
    const {out, code, err} = await run(command, line.split(' '), {kube: emulated.kube})
    assert.equal(code, 0, err)
    const requests = emulated.requests.filter(({path}) => !/^\/apis?(\?|$)/.test(path))
    return {lines: out.trimEnd().split('\n').length, requests}
  }

  for (const [line, lines] of [
    ['cm -n many', count + 1],
    ['cm -n many -o name', count],
    ['cm,secrets -n many', count + 1],
  ] as const) {
    it(`get ${line} reads pages of 500 and nothing per object`, async () => {
      const read = await reads(Get, line)

      assert.equal(read.lines, lines)
      const pages = read.requests.filter(({path}) => path.includes('/configmaps'))
      assert.equal(pages.length, count / 500)
      assert.ok(read.requests.length <= count / 500 + 1)
    })
  }

  it('get with --chunk-size reads pages of that size', async () => {
    const limits = async (line: string) =>
      (await reads(Get, line)).requests.map(({path}) => new URL(path, 'http://x').searchParams.get('limit'))

    assert.equal((await limits('cm -n many --chunk-size 4000')).length, 3)
    assert.deepEqual(await limits('cm -n many --chunk-size 0'), ['0'])
    assert.deepEqual(new Set(await limits('services -n served --chunk-size 7')), new Set(['7']))
  })

  for (const line of ['services -n served', 'services -n served --export', 'services,models -n served -o yaml']) {
    it(`get ${line} reads collections, not objects`, async () => {
      const {requests} = await reads(Get, line)

      assert.deepEqual(
        requests.filter(({path}) => /\/service-\d/.test(path)),
        [],
      )
      assert.ok(requests.length < services.length, `${requests.length} requests`)
    })
  }

  it('a watch reads what decides about runtimes once, not for every change', async () => {
    const patient = {
      ...services[0],
      metadata: {name: 'patient', namespace: 'undecided'},
      spec: {model: {name: 'mistral-7b'}},
    }
    emulated.api.create(
      {group: '', plural: 'namespaces'},
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'undecided'}},
    )
    emulated.api.create({group: 'ome.io', plural: 'inferenceservices'}, patient as ApiObject)
    await emulated.advance(1000)
    emulated.requests.length = 0
    const controller = new AbortController()
    let changes = 0
    const change = () => {
      if (++changes > 5) return controller.abort()
      const labels = {change: String(changes)}
      emulated.api.patch({group: 'ome.io', plural: 'inferenceservices'}, 'patient', 'undecided', {metadata: {labels}})
    }

    const {out} = await run(Get, ['services', '-n', 'undecided', '-w'], {
      kube: (options) => emulated.kube(options, controller.signal),
      signal: controller.signal,
      onWrite: () => setImmediate(change),
    })

    assert.match(out, /patient +mistral-7b +~srt-mistral /)
    const reads = emulated.requests.filter(({path}) => path.includes('/clusterservingruntimes'))
    assert.equal(reads.length, 1)
  })

  it('delete by label looks for what goes along once', async () => {
    const {requests} = await reads(Delete, 'services -l many=yes -n served --yes --dry-run=client')

    const lists = requests.filter(({path}) => path.includes('/deployments'))
    assert.ok(lists.length <= 2, `${lists.length} lists of deployments`)
  })
})
