import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import Status from '../src/commands/status.ts'
import Update from '../src/commands/update.ts'
import {inferenceService, type TestWorld, world} from './world.ts'

/** How long a start takes and how often something crashed depends on the machine. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\d+ restarts/g, 'N restarts')
    .replaceAll(/"restarts": [1-9]\d*/g, '"restarts": N')

const shows = (file: string, text: string) => golden(import.meta.dirname, `status/${file}`, steady(text))

/** Ages in whole hours. */
const later = (cluster: TestWorld) => ({now: () => new Date(cluster.now().getTime() + 20 * 3_600_000)})

describe('ome status', () => {
  let cluster: TestWorld
  before(async () => {
    const objects = [{apiVersion: 'v1', kind: 'Service', metadata: {name: 'web'}, spec: {ports: [{port: 80}]}}]
    cluster = await world({objects})
    await cluster.serve('chat', 2)
    await cluster.advance(60_000)
  })
  after(() => cluster.stop())

  for (const [file, ...argv] of [
    ['ready'],
    ['ready.json', '-o', 'json'],
    ['ready.yaml', '-o', 'yaml'],
    ['ready.name', '-o', 'name'],
    ['ready.jsonpath', '-o', 'jsonpath={.status} {.readyReplicas}/{.replicas} {.pods[*].node}'],
  ] as const)
    it(`shows a service that serves: ${file}`, async () => {
      const {code, out, err} = await cluster.run(Status, ['service', 'chat', ...argv], later(cluster))
      shows(file, out)
      assert.deepEqual([code, err], [0, ''])
    })

  it('takes the name in three ways', async () => {
    const all = [['service', 'chat'], ['service/chat'], ['chat']]
    const outs = await Promise.all(all.map(async (argv) => (await cluster.run(Status, [...argv, '-o', 'name'])).out))
    assert.deepEqual(new Set(outs), new Set(['inferenceservice.ome.io/chat\n']))
  })

  for (const [file, expected, ...argv] of [
    ['missing', 4, 'nope'],
    ['core-service', 4, 'web'],
    ['no-name', 2, 'service'],
    ['two-names', 2, 'service', 'chat', 'other'],
    ['other-noun', 2, 'model', 'chat'],
    ['error.json', 4, 'nope', '-o', 'json'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await cluster.run(Status, argv.slice())
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
    })

  it('in a pipe follows with one line per change, until interrupted', async () => {
    const stop = new AbortController()
    const running = cluster.run(Status, ['chat', '--watch'], {
      signal: stop.signal,
      onWrite: (_, text) => {
        if (text.includes('Ready 2/2')) cluster.api.delete({group: '', plural: 'pods'}, firstPod(cluster), 'default')
        if (text.includes('ContainerCreating')) stop.abort()
      },
    })
    const {code, out, err} = await cluster.during(running)
    assert.match(out, /^service\/chat Ready 2\/2\n(service\/chat \S+ \d\/2: .+\n)+$/)
    assert.deepEqual([code, err], [130, ''])
  })

  it('follows as JSON with one document on a line', async () => {
    await cluster.advance(120_000)
    const stop = new AbortController()
    const {code, out} = await cluster.run(Status, ['chat', '--watch', '-o', 'json'], {
      signal: stop.signal,
      onWrite: () => stop.abort(),
    })
    assert.equal(code, 130)
    assert.equal(JSON.parse(out.split('\n')[0] ?? '').status, 'Ready')
  })

  it('on a terminal draws the same page in place', async () => {
    const stop = new AbortController()
    const {code, out} = await cluster.run(Status, ['chat', '--watch'], {
      tty: true,
      signal: stop.signal,
      onWrite: (stream) => stream === 'out' && stop.abort(),
    })
    assert.equal(code, 130)
    assert.match(out, /Service: {2}chat in default\n/)
    assert.match(out, /└─ chat-engine-/)
  })

  it('is followed for as long as is asked for, and that is no failure', async () => {
    const {code, out, err} = await cluster.pass(Status, ['chat', '--watch', '--timeout', '1s'])
    assert.match(out, /^service\/chat Ready /)
    assert.deepEqual([code, err], [0, ''])
    const alone = await cluster.run(Status, ['chat', '--timeout', '1s'])
    assert.match(alone.err, /--watch/)
    assert.equal(alone.code, 2)
  })

  it('a service deleted while it is followed is gone', async () => {
    await cluster.serve('brief')
    const {code, out, err} = await cluster.during(
      cluster.run(Status, ['brief', '--watch'], {
        onWrite: (_, text) => {
          if (text.includes('Ready 1/1'))
            cluster.api.delete({group: 'ome.io', plural: 'inferenceservices'}, 'brief', 'default')
        },
      }),
    )
    assert.match(out, /^service\/brief Ready 1\/1\n/)
    assert.match(err, /^error: service "brief" not found/)
    assert.equal(code, 4)
  })

  it('says that the model of a service is gone', async () => {
    const llama = 'llama-3-1-8b-instruct'
    const orphan = inferenceService('orphan')
    const spec = {...orphan['spec'], model: {name: llama, kind: 'ClusterBaseModel'}}
    cluster.api.create({group: 'ome.io', plural: 'inferenceservices'}, {...orphan, spec})
    const models = {group: 'ome.io', plural: 'clusterbasemodels'}
    cluster.api.delete(models, llama)
    await cluster.until(() => cluster.api.get(models, llama) === undefined)
    const {out} = await cluster.run(Status, ['orphan'])
    assert.match(out, /^Model: +llama-3-1-8b-instruct \(gone: new pods cannot start\)$/m)
    assert.match(out, /see which models there are: ome get models -n default/)
    const json = await cluster.run(Status, ['orphan', '-o', 'json'])
    assert.equal(JSON.parse(json.out).modelStatus, 'Gone')
  })

  it('asks for little: nothing twice, and one request more where something is amiss', async () => {
    const paths = async (...argv: readonly string[]): Promise<readonly string[]> => {
      cluster.requests.length = 0
      await cluster.run(Status, argv)
      return cluster.requests.map(({path}) => path).filter((path) => !/^\/apis?$/.test(path))
    }
    const well = await paths('chat')
    assert.deepEqual(
      well.filter((path, index) => well.indexOf(path) !== index),
      [],
    )
    assert.ok(well.length <= 9, well.join('\n'))

    const namespace = 'ome'
    const greedy = {...inferenceService('greedy', 200), metadata: {name: 'greedy', namespace}}
    cluster.api.create({group: 'ome.io', plural: 'inferenceservices'}, greedy)
    await cluster.advance(2000)
    const lacking = await paths('greedy', '-n', namespace)
    assert.deepEqual(
      lacking.filter((path, index) => lacking.indexOf(path) !== index),
      [],
    )
    assert.ok(lacking.length <= 14, lacking.join('\n'))
    assert.ok(lacking.some((path) => path.startsWith('/api/v1/namespaces/default/events?')))
  })

  it('200 pods fit on a screen', async () => {
    const {out} = await cluster.run(Status, ['greedy', '-n', 'ome'], {tty: true, width: 80, height: 40})
    assert.match(out, /^Cause: +\d+ pods wait for a node: too few GPUs are free/)
    assert.match(out, /├─ \d+ × Unschedulable/)
    assert.ok(out.split('\n').length < 40, out)
  })

  it('followed on a narrow terminal it loses no word of the cause', async () => {
    const stop = new AbortController()
    const {out} = await cluster.run(Status, ['greedy', '-n', 'ome', '--watch'], {
      tty: true,
      width: 50,
      height: 60,
      signal: stop.signal,
      onWrite: (stream, text) => stream === 'out' && text.includes('Cause') && stop.abort(),
    })
    const page = out.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '').replaceAll(/\s+/g, ' ')
    assert.match(page, /pods wait for a node: too few GPUs are free: 1 GPU wanted, 0 free on 9 matching nodes/)
    assert.match(page, /see who holds them: ome accelerators usage/)
  })

  it('text of the cluster never steers the terminal', async () => {
    const models = {group: 'ome.io', plural: 'clusterbasemodels'}
    cluster.api.patch(models, 'mistral-7b', undefined, {spec: {vendor: 'evil \u001b[2J\u0007\u009b1m vendor'}})
    const {out} = await cluster.run(Status, ['chat'])
    assert.match(out, /evil.*vendor/)
    assert.doesNotMatch(out, steering)
  })

  it('asks the server as often beside many services as alone', async () => {
    const asked = async () => {
      cluster.requests.length = 0
      await cluster.run(Status, ['service', 'chat'])
      return cluster.requests.map(({method, path}) => `${method} ${path}`).sort()
    }
    const alone = await asked()
    for (let at = 0; at < 20; at += 1)
      cluster.api.create({group: 'ome.io', plural: 'inferenceservices'}, inferenceService(`many-${at}`))
    await cluster.advance(10_000)

    assert.deepEqual(await asked(), alone)
    assert.ok(alone.length > 3)
  })
})

/** Control characters except line ends. */
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

const backsOff = ({api}: TestWorld): boolean =>
  api
    .list({group: '', plural: 'pods'})
    .some(({status}) => status?.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff')

const firstPod = ({api}: TestWorld): string =>
  api.list({group: '', plural: 'pods'}, {namespace: 'default', labels: {'ome.io/inferenceservice': 'chat'}})[0]
    ?.metadata.name ?? ''

describe('ome status of services in trouble', () => {
  for (const [scenario, name] of [
    ['crash-loop', 'llama'],
    ['oom', 'chat'],
    ['no-gpu', 'chat'],
  ] as const)
    it(`says why first and what to type last: ${scenario}`, async () => {
      const cluster = await world({scenario})
      try {
        if (scenario !== 'no-gpu') await cluster.until(() => backsOff(cluster))
        const human = await cluster.run(Status, [name], later(cluster))
        shows(scenario, human.out)
        const {out} = await cluster.run(Status, [name, '-o', 'json'])
        shows(`${scenario}.json`, out)
        assert.equal(human.code, 0)
      } finally {
        await cluster.stop()
      }
    })

  it('what it says to do about too little memory is what the container needs', async () => {
    const cluster = await world({scenario: 'oom'})
    try {
      await cluster.until(() => backsOff(cluster))
      const {out} = await cluster.run(Status, ['chat', '-o', 'json'])
      const [, , ...words] = JSON.parse(out).cause.fix.command.split(' ')
      const {code, err} = await cluster.run(Update, words)
      assert.equal(code, 0, err)
      const deployment = () => cluster.api.get({group: 'apps', plural: 'deployments'}, 'chat-engine', 'default')
      const limits = () => deployment()?.['spec'].template.spec.containers[0].resources.limits
      await cluster.until(() => deployment()?.['status']?.readyReplicas === 1)
      assert.deepEqual([limits()?.memory, limits()?.['nvidia.com/gpu']], ['22Gi', '1'])
    } finally {
      await cluster.stop()
    }
  })

  it('without OME there are no services', async () => {
    const cluster = await world({scenario: 'empty', objects: []})
    try {
      const {code, out, err} = await cluster.run(Status, ['chat'])
      shows('without-ome', err)
      assert.deepEqual([code, out], [4, ''])
    } finally {
      await cluster.stop()
    }
  })
})
