import assert from 'node:assert/strict'
import {at, list} from '@ome/capacity/fields'
import Debug from '../src/commands/debug.ts'
import Deploy from '../src/commands/deploy.ts'
import Abort from '../src/commands/rollout/abort.ts'
import Promote from '../src/commands/rollout/promote.ts'
import Shift from '../src/commands/rollout/set.ts'
import Status from '../src/commands/rollout/status.ts'
import ServiceStatus from '../src/commands/status.ts'
import Update from '../src/commands/update.ts'
import {type TestWorld, world} from './world.ts'

const configMaps = {group: '', plural: 'configmaps'}
const routes = {group: 'gateway.networking.k8s.io', plural: 'httproutes'}
const services = {group: '', plural: 'services'}
const begin = ['llama-3-3-70b-fp8', '--name', 'prod-llama', '--canary', '--traffic-split', 'prev:90,canary:10']

describe('a canary beside a service of Deployments', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  afterEach(() => cluster.stop())
  const weights = () => {
    const route = cluster.api.get(routes, 'prod-llama-split', 'default')
    return route?.['spec'].rules[0].backendRefs.map(({name, weight}: {name: string; weight: number}) => [name, weight])
  }
  const record = () => {
    const found = cluster.api.get(configMaps, 'ome-canary-prod-llama', 'default')
    return found && JSON.parse(found['data'].canary)
  }

  it('gets its share at the gateway, another one, and becomes the service', async () => {
    const {out, err, code} = await cluster.run(Deploy, begin)
    assert.equal(code, 0, err)
    assert.match(
      err,
      /split by the gateway: HTTPRoute prod-llama-split weighs Services prod-llama and prod-llama-canary; only requests through the gateway are split/,
    )
    assert.match(
      out,
      /^configmap\/ome-canary-prod-llama created\ninferenceservice\/prod-llama-canary created\nhttproute\/prod-llama-split created\n$/,
    )
    assert.deepEqual(weights(), [
      ['prod-llama', 90],
      ['prod-llama-canary', 10],
    ])
    assert.equal(record().percent, 10)
    await cluster.until(() => at(cluster.service('prod-llama-canary'), 'status', 'url') !== undefined)

    const again = await cluster.run(Deploy, begin)
    assert.equal(again.code, 0, again.err)
    const set = await cluster.run(Shift, ['25', 'service', 'prod-llama'])
    assert.equal(set.code, 0, set.err)
    assert.deepEqual(weights(), [
      ['prod-llama', 75],
      ['prod-llama-canary', 25],
    ])
    const status = await cluster.run(Status, ['service', 'prod-llama'])
    assert.match(status.out, /Canary gets: +25 % \(weights of HTTPRoute prod-llama-split/)
    assert.match(status.out, /ome rollout promote service prod-llama -n default/)

    const beside = await cluster.run(Update, ['service', 'prod-llama', '--set', 'env.A=b', '--dry-run'])
    assert.match(beside.out, /^note: service "prod-llama" has a canary at 25 %, which stays as it is\n/)
    assert.equal(beside.code, 0)

    const asked = await cluster.run(Promote, ['service', 'prod-llama'])
    assert.equal(asked.code, 2)
    assert.equal((await cluster.run(Promote, ['service', 'prod-llama', '--yes'])).code, 0)
    const refused = await cluster.run(Update, ['service', 'prod-llama', '--set', 'env.A=b'])
    assert.equal(refused.code, 6, refused.err)
    assert.match(
      refused.err,
      /^error: service "prod-llama" has a canary that is being promoted; bring that to its end first/,
    )
    const promoted = await cluster.pass(Promote, ['service', 'prod-llama', '--yes', '--wait'])
    assert.equal(promoted.code, 0, promoted.err)
    const live = cluster.service('prod-llama')
    assert.deepEqual([live?.['spec'].model.name, live?.['spec'].engine.minReplicas], ['llama-3-3-70b-fp8', 3])
    assert.deepEqual(
      [weights(), record(), cluster.service('prod-llama-canary')?.metadata.deletionTimestamp === undefined],
      [undefined, undefined, cluster.service('prod-llama-canary') === undefined],
    )
    const pods = cluster.api.list(
      {group: '', plural: 'pods'},
      {namespace: 'default', labels: {'ome.io/inferenceservice': 'prod-llama'}},
    )
    assert.deepEqual(
      [
        ...new Set(
          pods.flatMap(({metadata}) => (metadata.deletionTimestamp ? [] : metadata.labels?.['base-model-name'])),
        ),
      ],
      ['llama-3-3-70b-fp8'],
    )
  })

  it('that finds no node says so first, and is to be taken back', async () => {
    const l40s = [...begin, '--accelerator', 'nvidia-l40s', '--wait-model']
    assert.equal((await cluster.run(Deploy, l40s)).code, 0)
    const status = async () => JSON.parse((await cluster.run(Status, ['prod-llama', '-o', 'json'])).out)
    await cluster.until(() =>
      cluster.api
        .list(
          {group: '', plural: 'pods'},
          {namespace: 'default', labels: {'ome.io/inferenceservice': 'prod-llama-canary'}},
        )
        .some((pod) => list(at(pod, 'status', 'conditions')).some((each) => at(each, 'reason') === 'Unschedulable')),
    )
    const {cause, next} = await status()
    assert.match(cause, /nodes/)
    assert.deepEqual(next, ['ome rollout abort service prod-llama -n default'])
    const first = (await cluster.run(ServiceStatus, ['prod-llama'])).out.split('\n')
    assert.match(first[0] ?? '', /^Cause: +its canary prod-llama-canary is not ready, and gets 10 % of the requests$/)
    assert.equal(first.at(-2), 'take it back: ome rollout abort service prod-llama -n default')
    const debug = await cluster.run(Debug, ['prod-llama'])
    assert.match(debug.out, /^Cause: +its canary prod-llama-canary/)
    assert.equal(debug.code, 3)
    const set = await cluster.run(Shift, ['50', 'prod-llama'])
    assert.match(set.out + set.err, /warning: the canary is not ready: .*nodes/)
  })

  it('is waited for, and goes as it came', async () => {
    const waited = await cluster.pass(Deploy, [...begin, '--wait'])
    assert.equal(waited.code, 0, waited.err)
    assert.match(waited.out, /service\/prod-llama-canary Ready 1\/1\n$/)
    const {code, err, out} = await cluster.run(Abort, ['service', 'prod-llama', '--yes'])
    assert.equal(code, 0, err)
    assert.match(
      out,
      /httproute\/prod-llama-split deleted\ninferenceservice\/prod-llama-canary deleted\nconfigmap\/ome-canary-prod-llama deleted\n$/,
    )
    assert.deepEqual([weights(), record()], [undefined, undefined])
    assert.equal(cluster.service('prod-llama')?.['spec'].model.name, 'llama-3-3-70b')
    assert.equal((await cluster.run(Abort, ['service', 'prod-llama', '--yes'])).code, 4)
  })

  it('is split by replicas where that is asked for', async () => {
    const {code, err} = await cluster.run(Deploy, [...begin, '--split-by', 'replicas'])
    assert.equal(code, 0, err)
    assert.match(err, /1 of the canary make 25 %/)
    const front = cluster.api.get(services, 'prod-llama-front', 'default')
    assert.deepEqual(front?.['spec'].selector, {'ome.cli/split': 'prod-llama'})
    assert.equal(cluster.service('prod-llama')?.['spec'].engine.labels['ome.cli/split'], 'prod-llama')
    const set = await cluster.run(Shift, ['prod-llama', '50%'])
    assert.equal(set.code, 0, set.err)
    assert.equal(cluster.service('prod-llama-canary')?.['spec'].engine.minReplicas, 3)
    const status = await cluster.run(Status, ['prod-llama', '-o', 'json'])
    assert.equal(JSON.parse(status.out).canary.percent, 50)
    const page = await cluster.run(ServiceStatus, ['prod-llama'])
    assert.match(page.out, /its canary prod-llama-canary is not ready, and what it should get goes to the other pods/)
    const gone = await cluster.run(Abort, ['prod-llama', '--yes'])
    assert.equal(gone.code, 0, gone.err)
    assert.equal(cluster.api.get(services, 'prod-llama-front', 'default'), undefined)
  })
})

describe('ome deploy --canary', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())

  for (const [words, code, message] of [
    ['prod-llama --canary --traffic-split prev:90,canary:20', 2, /adds up to 110, not to 100/],
    ['prod-llama --canary --traffic-split canary', 2, /cannot be read/],
    ['prod-llama --canary --traffic-split prev:0,canary:100', 2, /a share from 1 to 99 percent/],
    ['prod-llama --traffic-split prev:90,canary:10', 2, /--canary/],
    ['nothing --canary', 4, /service "nothing" not found/],
  ] as const)
    it(`refuses --name ${words}`, async () => {
      const {code: found, err} = await cluster.run(Deploy, ['llama-3-3-70b-fp8', '--name', ...words.split(' ')])
      assert.equal(found, code, err)
      assert.match(err, message)
      assert.equal(cluster.api.get(configMaps, 'ome-canary-prod-llama', 'default'), undefined)
    })

  it('counts room and price where its accelerator is', async () => {
    const l40s = [...begin, '--accelerator', 'nvidia-l40s', '--wait-model']
    const {out, err} = await cluster.run(Deploy, [...l40s, '--dry-run'])
    assert.doesNotMatch(out + err, /nvidia-h100|30 free/)
    const strict = await cluster.run(Deploy, [...l40s, '--strict'])
    assert.notEqual(strict.code, 0)
    assert.equal(cluster.api.get(configMaps, 'ome-canary-prod-llama', 'default'), undefined)
  })

  it('of what the service is already is warned of', async () => {
    const dry = ['llama-3-3-70b', '--name', 'prod-llama', '--canary', '--dry-run']
    const {out, err, code} = await cluster.run(Deploy, dry)
    assert.equal(code, 0, err)
    assert.doesNotMatch(out + err, /next:/)
    assert.match(out, /there is nothing to compare/)
  })
})

describe('a canary that OME runs itself', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await world({scenario: 'new-ome'})
  })
  afterEach(() => cluster.stop())
  const engine = () => at(cluster.service('chat'), 'status', 'components', 'engine')

  it('that somebody else began is seen, shifted and taken on', async () => {
    const before = await cluster.run(Status, ['chat'])
    assert.match(before.out, /Phase: +Paused/)
    assert.match(before.out, /Canary gets: +25 %/)
    const refused = await cluster.run(Update, ['chat', '--set', 'env.A=b'])
    assert.equal(refused.code, 6, refused.err)
    const promoted = await cluster.run(Promote, ['chat'])
    assert.equal(promoted.code, 0, promoted.err)
    await cluster.until(() => at(engine(), 'canary', 'currentStep') === 1)
  })

  it('gets more instances although its first step began long ago', async () => {
    assert.equal((await cluster.run(Shift, ['50', 'chat'])).code, 0)
    const isRaised = () => at(engine(), 'canary', 'observedTrafficWeight') === 50
    await cluster.until(() => isRaised() && at(engine(), 'rolloutPhase') === 'Paused')
    assert.match((await cluster.run(Status, ['chat'])).out, /Canary gets: +50 % \(/)
  })

  it('is taken back, and then gets no share and no advice to give it one', async () => {
    assert.equal((await cluster.run(Shift, ['50', 'chat'])).code, 0)
    cluster.api.patch({group: 'ome.io', plural: 'inferenceservices'}, 'chat', 'default', {
      metadata: {annotations: {'ome.io/rollout-rollback': 'true'}},
    })
    await cluster.until(() => at(engine(), 'rolloutPhase') === 'RolledBack')
    const {out} = await cluster.run(Status, ['chat'])
    assert.match(out, /Next\nome rollout abort service chat -n default\n$/)
    const refused = await cluster.run(Shift, ['75', 'chat'])
    assert.equal(refused.code, 6)
    assert.match(refused.err, /was taken back: it gets no share any more/)
    const cleared = await cluster.run(Abort, ['chat'])
    assert.deepEqual([cleared.code, cluster.api.get(configMaps, 'ome-canary-chat', 'default')], [0, undefined])
  })
})

describe('a canary of a serverless service', () => {
  const isvc = {group: 'ome.io', plural: 'inferenceservices'}

  it('is shared out by Knative, and taken back in two steps', async () => {
    await using cluster = await world({scenario: 'tour-ome'})
    const {api} = cluster
    const model = {name: 'llama-3-3-70b', kind: 'ClusterBaseModel'}
    const engine = {minReplicas: 1, maxReplicas: 2, annotations: {'ome.io/deploymentMode': 'Serverless'}}
    const spec = {model, runtime: {name: 'vllm-llama-3-3-70b'}, engine}
    const metadata = {name: 'idle', namespace: 'default'}
    api.create(isvc, {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata, spec})
    const ready = (revision: string) =>
      api.patch(
        isvc,
        'idle',
        'default',
        {status: {components: {engine: {latestCreatedRevision: 'idle-2', latestReadyRevision: revision}}}},
        'status',
      )
    ready('idle-1')
    const share = () => cluster.service('idle')?.['spec'].engine.canaryTrafficPercent

    const begun = await cluster.run(Deploy, ['llama-3-3-70b-fp8', '--name', 'idle', '--canary'])
    assert.deepEqual([begun.code, share()], [0, 10], begun.err)
    assert.match(begun.err, /split by Knative/)
    const shifted = await cluster.run(Shift, ['30', 'idle'])
    assert.deepEqual([shifted.code, share()], [0, 30], shifted.err)
    const ended = await cluster.pass(Abort, ['idle', '--wait'], {
      onWrite: (_, text) => text.includes('Aborting') && ready('idle-2'),
    })
    assert.equal(ended.code, 0, ended.err)
    const now = cluster.service('idle')?.['spec']
    assert.deepEqual([now.model.name, share()], ['llama-3-3-70b', undefined])
    assert.equal(api.get(configMaps, 'ome-canary-idle', 'default'), undefined)
  })
})
