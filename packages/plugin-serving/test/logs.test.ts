import assert from 'node:assert/strict'
import {at, list} from '@ome/capacity/fields'
import type {ConnectionOptions, KubeClient, KubeObject} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import LogsAnalyze from '../src/commands/logs/analyze.ts'
import LogsSearch from '../src/commands/logs/search.ts'
import Logs from '../src/commands/logs.ts'
import {inferenceService, type TestWorld, world} from './world.ts'

const shows = (file: string, text: string) => golden(import.meta.dirname, `logs/${file}`, text)

describe('ome logs', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat', 2)
  })
  after(() => cluster.stop())
  const logs = (...argv: readonly string[]) => cluster.run(Logs, argv)

  it('joins the pods by time, each line with its pod', async () => {
    const {code, out, err} = await logs('service', 'chat')
    const pods = out.split('\n').map((line) => /^\[(chat-engine-[a-z0-9]+-[a-z0-9]+)\] /.exec(line)?.[1])
    assert.deepEqual([code, err], [0, ''])
    assert.equal(new Set(pods.slice(0, -1)).size, 2)
    assert.match(out, /fired up and ready to roll!/)
  })

  for (const [command, argv] of [
    [LogsAnalyze, ['service', 'chatt']],
    [LogsSearch, ['service', 'chatt', 'KV']],
  ] as const)
    it(`${command.name} says which service may have been meant`, async () => {
      const {code, err} = await cluster.run(command, argv)
      assert.equal(code, 4, err)
      assert.match(err, /did you mean chat\?/)
    })

  it('tells the containers there are for one that is not there', async () => {
    const {code, err} = await logs('chat', '--container', 'ome-containr')
    assert.match(
      err,
      /^error: pod "chat-engine-\S+" has no container "ome-containr"\nhint: did you mean ome-container\?\nhint: it has ome-container\n/,
    )
    assert.equal(code, 4)
  })

  it('one replica by number or pod has its lines bare, and --tail counts them', async () => {
    const {code, out} = await logs('chat', '--replica', '2', '--tail', '2')
    shows('replica', out)
    assert.equal(code, 0)
  })

  it('the lines that match', async () => {
    const {out} = await logs('chat', '--grep', 'KV cache', '--replica', '1')
    assert.match(out, /^KV Cache is allocated\. #tokens: \d+\n$/)
  })

  it('no line is said, not shown', async () => {
    assert.deepEqual(await logs('chat', '--level', 'error', '--grep', 'x'), {
      code: 0,
      out: '',
      err: 'no log line of level error or above that matches\n',
    })
    assert.equal((await logs('chat', '--tail', '0')).err, 'no log line\n')
  })

  for (const [file, expected, ...argv] of [
    ['out-of-range', 4, 'chat', '--replica', '3'],
    ['replica-zero', 4, 'chat', '--replica', '0'],
    ['unknown-pod', 4, 'chat', '--replica', 'chat-engine-x'],
    ['no-component', 4, 'chat', '--component', 'router'],
    ['nothing-earlier', 4, 'chat', '--previous'],
    ['missing', 4, 'nope'],
    ['bad-pattern', 2, 'chat', '--grep', '('],
    ['bad-level', 2, 'chat', '--level', 'loud'],
    ['bad-since', 2, 'chat', '--since', 'yesterday'],
    ['no-name', 2, 'service'],
    ['previous-followed', 2, 'chat', '--previous', '--follow'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await logs(...argv)
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
    })

  it('follows until interrupted', async () => {
    const stop = new AbortController()
    const {code, out, err} = await cluster.run(Logs, ['chat', '--follow', '--replica', '1'], {
      signal: stop.signal,
      onWrite: (_, text) => text.includes('ready to roll') && stop.abort(),
    })
    assert.match(out, /ready to roll!\n/)
    assert.deepEqual([code, err], [130, ''])
  })

  it('follows pods that come later too, each line with its pod', async () => {
    const stop = new AbortController()
    const [old] = cluster.api.list(pods, {labels: {'ome.io/inferenceservice': 'chat'}})
    let isDeleted = false
    const running = cluster.run(Logs, ['chat', '--follow', '--grep', 'ready to roll'], {
      signal: stop.signal,
      kube: (options) => cluster.kube(options, stop.signal),
      onWrite: (stream, text) => {
        if (stream === 'out' && !isDeleted) cluster.api.delete(pods, old?.metadata.name ?? '', 'default')
        isDeleted ||= stream === 'out'
        if (stream === 'out' && text.includes(late())) stop.abort()
      },
    })
    const names = new Set(cluster.api.list(pods).map(({metadata}) => metadata.name))
    const late = (): string =>
      cluster.api
        .list(pods, {labels: {'ome.io/inferenceservice': 'chat'}})
        .find(({metadata}) => !names.has(metadata.name))?.metadata.name ?? 'none yet'
    const {code, out, err} = await cluster.during(running)
    assert.match(err, /^note: pod chat-engine-\S+ has begun$/m)
    assert.match(out, new RegExp(`^\\[${late()}\\] The server is fired up and ready to roll!$`, 'm'))
    assert.equal(code, 130)
  })

  it('a pod that waits does not keep the others quiet', async () => {
    const services = {group: 'ome.io', plural: 'inferenceservices'}
    const engine = {minReplicas: 3, maxReplicas: 3}
    cluster.api.patch(services, 'chat', 'default', {spec: {engine}})
    await cluster.until(() => cluster.api.list(pods, {labels: {'ome.io/inferenceservice': 'chat'}}).length === 3)
    const {code, out, err} = await logs('chat', '--tail', '1')
    assert.match(err, /^note: pod chat-engine-\S+ has no log yet: \w+\n$/)
    assert.equal(out.match(/ready to roll!/g)?.length, 2)
    assert.equal(code, 0)
  })

  it('a service none of whose pods has begun says what they wait for', async () => {
    cluster.api.create({group: 'ome.io', plural: 'inferenceservices'}, inferenceService('greedy', 200))
    await cluster.advance(2000)
    const {code, err} = await logs('greedy', '--replica', '200')
    assert.match(err, /^error: no pod of service "greedy" has begun: greedy-engine-\S+ is Unschedulable\nhint: /)
    assert.equal(code, 1)
  })

  it('hostile lines never steer the terminal', async () => {
    const {code, out} = await cluster.run(Logs, ['chat', '--replica', '1', '--color', 'always'], {
      tty: true,
      kube: saying(cluster, ['red \u001b[31m', 'clear \u001b[2J\u001b]0;title\u0007', 'c1 \u009b2J', 'back\rspace\b']),
    })
    shows('hostile', out)
    assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    assert.equal(code, 0)
  })

  it('keeps errors and tracebacks of every engine', async () => {
    const {out} = await cluster.run(Logs, ['chat', '--replica', '1', '--level', 'warning'], {
      kube: saying(cluster, [
        'INFO 11-21 12:00:00 [core.py:58] fine',
        'WARNING 11-21 12:00:01 [core.py:59] odd',
        '(EngineCore pid=7) ERROR 11-21 12:00:02 [core.py:60] bad',
        'Traceback (most recent call last):',
        '  File "core.py", line 60, in step',
        'ValueError: too long',
        'INFO:     10.0.0.1:4711 - "GET /health HTTP/1.1" 200 OK',
        '[2026-11-21 12:00:03 TP0] Decode batch',
        '[2026-11-21 12:00:04 TP0] ERROR: lost',
      ]),
    })
    shows('levels', out)
  })
})

describe('ome logs of a pod that crashes', () => {
  it('shows the run before, to its last line', async () => {
    const cluster = await world({scenario: 'crash-loop'})
    try {
      await cluster.until(() => cluster.api.list(pods).some(isWaiting))
      const {code, out} = await cluster.run(Logs, ['llama', '--previous', '--level', 'error'])
      shows('previous', out)
      assert.equal(code, 0)
      const present = await cluster.run(Logs, ['llama', '--tail', '1'])
      assert.match(
        present.err,
        /^note: pod (\S+) crashes .*ome logs service llama -n default --replica \1 --previous\n$/,
      )
    } finally {
      await cluster.stop()
    }
  })
})

describe('ome logs of a pod whose node is silent', () => {
  it('says so, and leaves it out where others can be read', async () => {
    await using cluster = await world()
    await cluster.serve('chat')
    const podsOf = () => cluster.api.list(pods, {labels: {'ome.io/inferenceservice': 'chat'}})
    const is = (pod: KubeObject, value: string) =>
      list(at(pod, 'status', 'conditions')).some((each) => at(each, 'type') === 'Ready' && at(each, 'status') === value)
    const [first] = podsOf()
    const node = first?.['spec'].nodeName
    const nodes = {group: '', plural: 'nodes'}
    cluster.api.patch(nodes, node, undefined, {spec: {unschedulable: true}})
    const engine = {minReplicas: 2, maxReplicas: 2}
    cluster.api.patch({group: 'ome.io', plural: 'inferenceservices'}, 'chat', 'default', {spec: {engine}})
    await cluster.until(() => podsOf().filter((pod) => is(pod, 'True')).length === 2)
    cluster.api.patch(nodes, node, undefined, {metadata: {annotations: {'sandbox.ome.cli/fault': 'not-ready'}}})
    await cluster.until(() => podsOf().some((pod) => is(pod, 'False')))
    const {code, out, err} = await cluster.run(Logs, ['chat', '--replica', first?.metadata.name ?? ''])
    const cannot = `the log of pod ${first?.metadata.name} cannot be read: node ${node} does not answer`
    assert.equal(err, `error: ${cannot}\nhint: see what keeps it: ome debug service chat -n default\n`)
    assert.deepEqual([code, out], [1, ''])
    const both = await cluster.run(Logs, ['chat', '--tail', '1'])
    assert.deepEqual([both.code, both.err], [0, `note: ${cannot}\n`])
  })
})

const pods = {group: '', plural: 'pods'}

const isWaiting = (pod: KubeObject): boolean => pod['status']?.containerStatuses?.[0]?.state.waiting !== undefined

/** The cluster's client, whose pods have written these lines. */
const saying =
  (cluster: TestWorld, lines: readonly string[]) =>
  async (options: ConnectionOptions, signal: AbortSignal): Promise<KubeClient> => {
    const client = await cluster.kube(options, signal)
    return Object.create(client, {
      logs: {
        async *value() {
          for (const [index, line] of lines.entries()) yield `2026-11-21T12:00:0${index}Z ${line}`
        },
      },
    })
  }
