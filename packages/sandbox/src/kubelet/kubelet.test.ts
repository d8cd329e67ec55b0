import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../api.ts'
import {events, nodes, pods} from '../controllers/resources.ts'
import {allWorkloads} from '../engines/workloads.ts'
import type {LogRequest} from '../node-agent.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'

const pod = (
  name: string,
  spec: Record<string, unknown> = {},
  annotations: Record<string, string> = {},
): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', annotations},
  spec: {nodeName: 'n1', containers: [{name: 'main', image: 'example/app:1'}], ...spec},
})

const request = (more: Partial<LogRequest> = {}): LogRequest => ({
  container: '',
  follow: false,
  previous: false,
  timestamps: false,
  signal: new AbortController().signal,
  ...more,
})

describe('the kubelet', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n1'}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const statusOf = (name: string) => cluster.api.get(pods, name, 'default')?.status
  const containerOf = (name: string) => statusOf(name).containerStatuses[0]
  const reasons = (name: string): string[] =>
    cluster.api
      .list(events, {namespace: 'default'})
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => event['reason'])
  const lines = async (name: string, more: Partial<LogRequest> = {}): Promise<string[]> => {
    const found = cluster.api.get(pods, name, 'default')
    assert.ok(found)
    const read: string[] = []
    for await (const line of cluster.kubelet.logs(found, request(more))) read.push(line)
    return read
  }

  for (const [image, problem] of [
    ['not an image', 'invalid reference format'],
    ['Acme', 'invalid reference format: repository name (library/Acme) must be lowercase'],
  ]) {
    it(`a container whose image is ${JSON.stringify(image)} waits and says why`, async () => {
      cluster.api.create(pods, pod('odd', {containers: [{name: 'main', image}]}))

      await cluster.advance(20_000)

      const name = JSON.stringify(image)
      assert.deepEqual(containerOf('odd').state.waiting, {
        reason: 'InvalidImageName',
        message: `Failed to apply default image tag ${name}: couldn't parse image name ${name}: ${problem}`,
      })
      assert.ok(reasons('odd').includes('InspectFailed'))
    })
  }

  it('a watcher that throws is logged, and the others are told', async () => {
    let told = 0
    cluster.kubelet.stop()
    const stops = [
      cluster.api.watch(pods, () => {
        throw new Error('cannot take it')
      }),
      cluster.api.watch(pods, () => told++),
    ]

    cluster.api.create(pods, pod('web'))
    await cluster.advance(0)

    for (const stop of stops) stop()
    assert.match(faults.splice(0).join(), /watch of pods ADDED web: Error: cannot take it/)
    assert.equal(told, 1)
  })

  /** @feature Nodes: life of a pod: phases, conditions, addresses, events | works */
  it('takes a pod from pending to ready, with its address and events', async () => {
    cluster.api.create(pods, pod('web'))

    await cluster.advance(20_000)

    assert.equal(statusOf('web').phase, 'Running')
    assert.match(statusOf('web').podIP, /^10\.244\./)
    assert.equal(containerOf('web').ready, true)
    for (const reason of ['Pulling', 'Pulled', 'Created', 'Started']) assert.ok(reasons('web').includes(reason), reason)
  })

  /** @feature Nodes: init containers | works */
  it('init containers run first, one after the other', async () => {
    const init = ['one', 'two'].map((name) => ({name: `init-${name}`, image: 'example/app:1'}))
    cluster.api.create(pods, pod('web', {initContainers: init}))

    await cluster.advance(4000)
    assert.equal(containerOf('web').state.waiting.reason, 'PodInitializing')
    await cluster.advance(30_000)

    assert.equal(statusOf('web').phase, 'Running')
    assert.deepEqual(
      statusOf('web').initContainerStatuses.map(
        (status: {state: {terminated: {reason: string}}}) => status.state.terminated.reason,
      ),
      ['Completed', 'Completed'],
    )
  })

  /** @feature Nodes: restarts with back-off, CrashLoopBackOff | works */
  it('a crash is restarted at once, then with growing pauses', async () => {
    cluster.api.create(pods, pod('web', {}, {'sandbox.ome.cli/fault': 'crash', 'sandbox.ome.cli/fault-after': '5s'}))
    const waited: string[] = []
    cluster.api.watch(pods, ({object}) => {
      const message: string | undefined = object.status?.containerStatuses?.[0]?.state?.waiting?.message
      const pause = /^back-off (\S+) /.exec(message ?? '')?.[1]
      if (pause && waited.at(-1) !== pause) waited.push(pause)
    })

    await cluster.advance(300_000)

    assert.deepEqual(waited.slice(0, 4), ['10s', '20s', '40s', '1m20s'])
    assert.equal(containerOf('web').lastState.terminated.exitCode, 1)
    assert.ok(reasons('web').includes('BackOff'))
  })

  it('a fault that heals is over after as many starts', async () => {
    const annotations = {
      'sandbox.ome.cli/fault': 'crash',
      'sandbox.ome.cli/fault-after': '2s',
      'sandbox.ome.cli/fault-times': '1',
    }
    cluster.api.create(pods, pod('web', {}, annotations))

    await cluster.advance(60_000)

    assert.deepEqual([containerOf('web').ready, containerOf('web').restartCount], [true, 1])
  })

  /** @feature Nodes: OOMKilled beyond the memory limit | works */
  it('memory beyond the limit ends in OOMKilled', async () => {
    cluster.api.create(pods, pod('web', {restartPolicy: 'Never'}, {'sandbox.ome.cli/fault': 'out-of-memory'}))

    await cluster.advance(60_000)

    assert.equal(statusOf('web').phase, 'Failed')
    assert.deepEqual(
      [containerOf('web').state.terminated.reason, containerOf('web').state.terminated.exitCode],
      ['OOMKilled', 137],
    )
  })

  const broken: readonly [string, Record<string, unknown>, string][] = [
    [
      'a missing secret in the environment',
      {env: [{name: 'T', valueFrom: {secretKeyRef: {name: 'nope', key: 'token'}}}]},
      'CreateContainerConfigError',
    ],
    ['a missing config map as environment', {envFrom: [{configMapRef: {name: 'nope'}}]}, 'CreateContainerConfigError'],
    ['an unreachable registry', {image: 'registry.invalid/app:1'}, 'ImagePullBackOff'],
  ]
  for (const [what, container, reason] of broken) {
    it(`${what} keeps the container waiting: ${reason}`, async () => {
      cluster.api.create(pods, pod('web', {containers: [{name: 'main', image: 'example/app:1', ...container}]}))

      await cluster.advance(8000)

      assert.equal(containerOf('web').state.waiting.reason, reason)
    })
  }

  /** @feature Nodes: volumes from ConfigMaps, Secrets, claims; missing ones told by events | works */
  it('a volume whose source is missing is told by an event, and mounted once it is there', async () => {
    cluster.api.create(pods, pod('web', {volumes: [{name: 'cfg', configMap: {name: 'late'}}]}))
    await cluster.advance(10_000)
    assert.ok(reasons('web').includes('FailedMount'))

    cluster.api.create(
      {group: '', plural: 'configmaps'},
      {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'late', namespace: 'default'}},
    )
    await cluster.advance(30_000)

    assert.equal(statusOf('web').phase, 'Running')
  })

  /** @feature Streams: logs: tail, since, bytes, times, previous, follow | works */
  it('logs can be cut by number, time and bytes, and carry times', async () => {
    cluster.api.create(pods, pod('web'))
    await cluster.advance(20_000)
    const all = await lines('web')

    assert.equal(all.length, 2)
    assert.deepEqual(await lines('web', {tailLines: 1}), all.slice(-1))
    assert.deepEqual(await lines('web', {tailLines: 0}), [])
    assert.deepEqual(await lines('web', {sinceSeconds: 1}), [])
    assert.deepEqual(await lines('web', {limitBytes: 1}), all.slice(0, 1))
    assert.match((await lines('web', {timestamps: true}))[0] ?? '', /^2026-11-21T12:00:\d\d\.\d{9}Z /)
  })

  it('followed logs go on with new lines and end with the container', async () => {
    cluster.api.create(
      pods,
      pod('web', {restartPolicy: 'Never'}, {'sandbox.ome.cli/fault': 'crash', 'sandbox.ome.cli/fault-after': '10s'}),
    )
    await cluster.advance(6000)

    const followed = lines('web', {follow: true})
    await cluster.advance(60_000)

    assert.equal((await followed).at(-1), 'fatal: unhandled exception, exiting')
  })

  it('refusals about logs have the words of the real one', async () => {
    const two = [
      {name: 'a', image: 'example/app:1'},
      {name: 'b', image: 'registry.invalid/app:1'},
    ]
    cluster.api.create(pods, pod('web', {containers: two}))
    await cluster.advance(20_000)
    const refusal = (message: RegExp) => (error: unknown) =>
      error instanceof ApiError && error.status.code === 400 && message.test(error.message)

    await assert.rejects(
      lines('web'),
      refusal(/^a container name must be specified for pod web, choose one of: \[a b\]$/),
    )
    await assert.rejects(lines('web', {container: 'x'}), refusal(/^container x is not valid for pod web$/))
    await assert.rejects(lines('web', {container: 'b'}), refusal(/^container "b" in pod "web" is waiting to start: /))
    await assert.rejects(
      lines('web', {container: 'a', previous: true}),
      refusal(/^previous terminated container "a" in pod "web" not found$/),
    )
  })

  /** @feature Nodes: graceful termination | works */
  it('a pod that is deleted is given time to end, then gone', async () => {
    cluster.api.create(pods, pod('web'))
    await cluster.advance(20_000)

    cluster.api.delete(pods, 'web', 'default')
    assert.ok(cluster.api.get(pods, 'web', 'default')?.metadata.deletionTimestamp)
    await cluster.advance(5000)

    assert.equal(cluster.api.get(pods, 'web', 'default'), undefined)
    assert.ok(reasons('web').includes('Killing'))
  })

  /** @feature Nodes: lost and deleted nodes | works */
  it('a lost node takes the readiness of its pods along', async () => {
    cluster.api.create(pods, pod('web'))
    await cluster.advance(20_000)

    cluster.api.patch(nodes, 'n1', undefined, {metadata: {annotations: {'sandbox.ome.cli/fault': 'not-ready'}}})
    await cluster.advance(1000)

    const ready = (conditions: {type: string; status: string}[]) =>
      conditions.find((condition) => condition.type === 'Ready')?.status
    assert.equal(ready(cluster.api.get(nodes, 'n1')?.status.conditions), 'Unknown')
    assert.equal(ready(statusOf('web').conditions), 'False')
  })

  it('a node that is deleted takes its pods along', async () => {
    cluster.api.create(pods, pod('web'))
    await cluster.advance(20_000)

    cluster.api.delete(nodes, 'n1')
    await cluster.advance(5000)

    assert.equal(cluster.api.get(pods, 'web', 'default'), undefined)
  })

  it('a status that was overwritten from outside is repaired, and its conditions stand in their order', async () => {
    cluster.api.create(pods, pod('web'))
    await cluster.advance(20_000)
    const before = statusOf('web')

    for (const spoilt of [null, {phase: 'Pending'}, {conditions: null}, {containerStatuses: null}]) {
      cluster.api.patch(pods, 'web', 'default', {status: spoilt}, 'status')
      await cluster.advance(1000)

      const {phase, podIP, conditions} = statusOf('web')
      assert.deepEqual([phase, podIP, containerOf('web').ready], ['Running', before.podIP, true])
      assert.deepEqual(
        conditions.map(({type}: {type: string}) => type),
        ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'],
      )
    }
  })

  const scripts: readonly [string, string, string, number][] = [
    ['echo', 'echo hello $NAME', 'hello you\n', 0],
    ['quotes', `echo '$NAME' "$NAME"`, '$NAME you\n', 0],
    ['several commands', 'echo a; false', 'a\n', 1],
    ['an exit code', 'exit 3; echo never', '', 3],
    ['an unknown command', 'no-such-program -x', '', 127],
  ]
  for (const [what, script, out, code] of scripts) {
    it(`exec understands ${what}`, async () => {
      cluster.api.create(
        pods,
        pod('web', {containers: [{name: 'main', image: 'example/app:1', env: [{name: 'NAME', value: 'you'}]}]}),
      )
      await cluster.advance(20_000)
      const found = cluster.api.get(pods, 'web', 'default')
      assert.ok(found)
      let written = ''

      const exit = await cluster.kubelet.exec(found, {
        container: '',
        command: ['sh', '-c', script],
        tty: false,
        stdin: undefined,
        stdout: (bytes) => {
          written += Buffer.from(bytes).toString()
        },
        stderr: () => undefined,
        signal: new AbortController().signal,
      })

      assert.deepEqual([written, exit], [out, code])
    })
  }
})
