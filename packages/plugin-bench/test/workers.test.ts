import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'
import Benchmark from '../src/commands/benchmark.ts'
import LoadTest from '../src/commands/load-test.ts'
import {buildRunner} from './runner-file.ts'

const jobs = {group: 'batch', plural: 'jobs'}
const core = (plural: string) => ({group: '', plural})

describe('load from workers in the cluster', function () {
  this.timeout(60_000)
  let made: TestCluster
  const cwd = mkdtempSync(join(tmpdir(), 'ome-bench-workers-'))
  before(async () => {
    await buildRunner()
    made = await cluster({scenario: 'tour-ome', clock: 'running', speed: 50})
  })
  after(async () => {
    rmSync(cwd, {recursive: true})
    await made[Symbol.asyncDispose]()
  })

  const load = (command: CommandClass, argv: readonly string[], more: RunOptions = {}): Promise<RunResult> =>
    run(command, [...argv, '--from', 'cluster', '--warmup', '0'], {
      kube: made.kube,
      now: made.now,
      plugin: 'bench',
      ...more,
    })

  const ours = (resource: {group: string; plural: string}) =>
    made.api.list(resource, {labels: {'app.kubernetes.io/name': 'ome-load'}})

  async function assertRemoved(): Promise<void> {
    await made.until(() => [jobs, core('configmaps'), core('pods')].every((resource) => ours(resource).length === 0))
  }

  /** Does something when a text is written. */
  const when = (text: string, act: () => void): NonNullable<RunOptions['onWrite']> => {
    let isDone = false
    return (_stream, written) => {
      if (isDone || !written.includes(text)) return
      isDone = true
      act()
    }
  }

  it('a worker without rights and tokens sends what was asked, and is removed', async () => {
    let job: ReturnType<typeof ours>[number] | undefined
    const onWrite = when('sending', () => {
      job = ours(jobs)[0]
    })
    made.api.create(core('secrets'), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 'engine-key', namespace: 'default'},
      data: {token: Buffer.from('hush').toString('base64')},
    })
    const words = ['prod-llama', '--requests', '20', '--max-tokens', '4', '--api-key-secret', 'engine-key/token']
    const {code, out, err} = await load(Benchmark, [...words, '--runner-image', 'node:24-alpine', '-o', 'json'], {
      onWrite,
    })
    assert.equal(code, 0, err)
    const {requests, setup, crew, tokens} = JSON.parse(out)
    assert.deepEqual(requests, {sent: 20, completed: 20, failed: 0, unfinished: 0})
    assert.deepEqual([setup.path, setup.isSimulated, setup.service, tokens.output], ['cluster', true, 'prod-llama', 80])
    assert.deepEqual(crew, {workers: 1, lost: [], apartMs: 0, uncertainMs: 0})
    const {spec} = job?.['spec'].template ?? {}
    assert.equal(spec.automountServiceAccountToken, false)
    const [container] = spec.containers
    assert.equal(container.image, 'node:24-alpine')
    assert.deepEqual(container.env, [
      {name: 'OME_API_KEY', valueFrom: {secretKeyRef: {name: 'engine-key', key: 'token'}}},
    ])
    assert.equal(container.securityContext.readOnlyRootFilesystem, true)
    await assertRemoved()
  })

  it('several share an open loop exactly, and begin together', async () => {
    const words = ['prod-llama', '--duration', '2s', '--rps', '30', '--arrival', 'constant', '--max-tokens', '2']
    const saved = ['--save', join(cwd, 'rows.jsonl')]
    const {code, out, err} = await load(LoadTest, [...words, '--workers', '3', ...saved, '-o', 'json'])
    assert.equal(code, 0, err)
    const {requests, crew, latencies} = JSON.parse(out)
    assert.deepEqual([requests.sent, requests.completed, latencies.e2e.count], [60, 60, 60])
    assert.deepEqual([crew.workers, crew.lost], [3, []])
    const rows = readFileSync(join(cwd, 'rows.jsonl'), 'utf8').trimEnd().split('\n')
    const sent = rows.map((row): {worker: number} => JSON.parse(row))
    assert.deepEqual(
      [0, 1, 2].map((index) => sent.filter(({worker}) => worker === index).length),
      [20, 20, 20],
    )
  })

  it('Ctrl-C cuts the run: what was measured is told, and nothing is left', async () => {
    const stop = new AbortController()
    const onWrite = when('sending', () => setTimeout(() => stop.abort(), 700))
    const words = ['prod-llama', '--duration', '1m', '--rps', '20', '--max-tokens', '2', '--workers', '2', '-o', 'json']
    const {code, out} = await load(LoadTest, words, {signal: stop.signal, onWrite})
    assert.equal(code, 130)
    const {requests, trust} = JSON.parse(out)
    assert.ok(requests.sent > 2)
    assert.ok(trust.doubts.some(({rule}: {rule: string}) => rule === 'cut'))
    await assertRemoved()
  })

  it('Ctrl-C before they are ready leaves nothing', async () => {
    const stop = new AbortController()
    const onWrite = when('0 of 1 workers', () => stop.abort())
    const {code, out} = await load(Benchmark, ['prod-llama'], {signal: stop.signal, onWrite})
    assert.deepEqual([code, out], [130, ''])
    await assertRemoved()
  })

  it('one that dies is missing, and the verdict says so; the others go on', async () => {
    const onWrite = when('sending', () => {
      const [pod] = ours(core('pods'))
      made.api.delete(core('pods'), pod?.metadata.name ?? '', 'default', {gracePeriodSeconds: 0})
    })
    const words = ['prod-llama', '--duration', '2s', '--rps', '10', '--max-tokens', '2', '--workers', '2', '-o', 'json']
    const {code, out, err} = await load(LoadTest, words, {onWrite})
    assert.equal(code, 0, err)
    const {crew, trust, requests} = JSON.parse(out)
    assert.equal(crew.lost.length, 1)
    assert.ok(trust.doubts.some(({rule}: {rule: string}) => rule === 'worker-lost'))
    assert.equal(trust.verdict, 'UNRELIABLE')
    assert.ok(requests.completed > 0)
  })

  it('when all die there is nothing to tell', async () => {
    const onWrite = when('sending', () => {
      for (const {metadata} of ours(core('pods')))
        made.api.delete(core('pods'), metadata.name, 'default', {gracePeriodSeconds: 0})
    })
    const {code, err} = await load(LoadTest, ['prod-llama', '--duration', '20s', '--rps', '2'], {onWrite})
    assert.equal(code, 1)
    assert.match(err, /all 1 workers were lost: worker 0 lost its pod/)
    await assertRemoved()
  })

  it('embeddings are asked of an engine that makes them', async () => {
    const words = ['embed', '-n', 'ml-prod', '--api', 'embeddings', '--requests', '20', '-o', 'json']
    const {code, out, err} = await load(Benchmark, words)
    assert.equal(code, 0, err)
    const {requests, latencies, tokens} = JSON.parse(out)
    assert.deepEqual([requests.completed, latencies.e2e.count, latencies.ttft], [20, 20, undefined])
    assert.ok(tokens.input > 0)
  })

  it('two at once do not meet', async () => {
    const both = await Promise.all(
      ['prod-llama', 'mistral-dev'].map((name) =>
        load(Benchmark, [name, '--requests', '6', '-c', '2', '--max-tokens', '2', '-o', 'json']),
      ),
    )
    for (const {out} of both) assert.equal(JSON.parse(out).requests.completed, 6)
    await assertRemoved()
  })

  it('an address of the cluster, and steps of one Job', async () => {
    const url = 'http://prod-llama.default.svc.cluster.local:8080?api-version=1'
    const words = ['--url', url, '--sweep', '1,2', '--requests', '4', '--max-tokens', '2', '-o', 'json']
    const {code, out, err} = await load(Benchmark, words)
    assert.equal(code, 0, err)
    const {steps, setup} = JSON.parse(out)
    assert.equal(setup.url, url)
    assert.deepEqual(
      steps.map(({value, requests}: {value: number; requests: {completed: number}}) => [value, requests.completed]),
      [
        [1, 4],
        [2, 4],
      ],
    )
    assert.equal(err.match(/1 of 1 workers are ready/g)?.length, 1)
  })

  it('a load that a tunnel does not carry goes there by itself, and says why', async () => {
    const words = ['prod-llama', '--requests', '17', '-c', '17', '--max-tokens', '2', '-o', 'json']
    const {out, err} = await run(Benchmark, words, {kube: made.kube, now: made.now, plugin: 'bench'})
    assert.match(err, /about 17 streams at a time are more than a tunnel carries/)
    assert.equal(JSON.parse(out).setup.path, 'cluster')
  })

  it('a quota that leaves no room for them is told in its own words', async () => {
    made.api.create(core('resourcequotas'), {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {name: 'full', namespace: 'ml-prod'},
      spec: {hard: {pods: '2'}},
    })
    await made.until(() => made.api.get(core('resourcequotas'), 'full', 'ml-prod')?.status !== undefined)
    const {code, err} = await load(Benchmark, ['chat', '-n', 'ml-prod'])
    assert.equal(code, 1)
    assert.match(err, /the cluster takes no worker: .*exceeded quota: full/)
    await assertRemoved()
  })

  it('no node takes them: the wait ends, and says what it waited for', async () => {
    const names = made.api.list(core('nodes')).map(({metadata}) => metadata.name)
    const cordon = (unschedulable: boolean): void => {
      for (const name of names) made.api.patch(core('nodes'), name, undefined, {spec: {unschedulable}})
    }
    cordon(true)
    const {code, err} = await load(Benchmark, ['prod-llama', '--start-limit', '1s'])
    cordon(false)
    assert.equal(code, 1)
    assert.match(err, /0 of 1 workers were ready within 1s; worker 0: no node takes it: 0\/\d+ nodes are available/)
    assert.match(err, /--start-limit 10m/)
    await assertRemoved()
  })

  for (const [words, code, says] of [
    [['--runner-image', 'x.invalid/node'], 1, /worker 0 cannot begin: .*ErrImagePull.*no such host/],
    [['--model', 'other'], 1, /worker 0 cannot begin: the engine serves no model "other"/],
    [['--workers', '5'], 2, /5 workers have nothing to share: 4 requests go at a time/],
    [['--header', 'Authorization: Bearer hush'], 2, /header authorization looks like a secret/],
    [['--api-key-secret', 'No/Secret'], 2, /no NAME\/KEY of a Secret/],
    [['--api-key-secret', 'absent/key', '--start-limit', '1s'], 1, /CreateContainerConfigError|were ready within/],
  ] as const)
    it(`refuses ${words.join(' ')}`, async () => {
      const {code: found, err, out} = await load(Benchmark, ['prod-llama', ...words])
      assert.equal(found, code, err)
      assert.match(err, says)
      assert.doesNotMatch(err + out, /hush/)
    })
})

describe('load without the right to it', () => {
  let made: TestCluster
  before(async () => {
    made = await cluster({scenario: 'forbidden', clock: 'running', speed: 50})
  })
  after(() => made[Symbol.asyncDispose]())

  for (const [from, says] of [
    ['cluster', /cannot create resource "jobs" in API group "batch" in the namespace "team-a"/],
    ['here', /cannot create resource "pods\/portforward"|cannot get resource "pods\/portforward"/],
  ] as const)
    it(`from ${from} is refused with what is missing, and nothing was sent`, async () => {
      const argv = ['chat', '-n', 'team-a', '--from', from]
      const {code, err} = await run(Benchmark, argv, {kube: made.kube, now: made.now, plugin: 'bench'})
      assert.equal(code, 5, err)
      assert.match(err, says)
    })
})
