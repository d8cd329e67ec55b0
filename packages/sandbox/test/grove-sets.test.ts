import assert from 'node:assert/strict'
import {
  autoscalers,
  deployments,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
  services,
} from '../src/controllers/resources.ts'
import {podCliqueScalingGroups, podCliqueSets, podCliques, podGangs} from '../src/grove/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {clique, cliqueSet, conditionOf, groveCluster, podsOf, readyNames, setIn} from './grove-fixture.ts'

const racks = {a1: 'r1', a2: 'r1', b1: 'r2', b2: 'r2'}
const group = (replicas: number, minAvailable = 1) => ({
  podCliqueScalingGroups: [{name: 'dec', cliqueNames: ['lead', 'work'], replicas, minAvailable}],
})
const engine = [clique('lead', {gpus: 4}), clique('work', {gpus: 4})]

/** @feature Grove: sets, cliques, scaling groups, their scales, startup order and deletion | works */
describe('Grove: sets and what they are made of', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await groveCluster(faults, racks)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const names = (resource: typeof podCliques): string[] =>
    cluster.api
      .list(resource, {namespace: 'prod'})
      .map(({metadata}) => metadata.name)
      .sort()

  it('a set brings its cliques, groups, gangs, Service, rights and autoscaler', async () => {
    const scaling = {maxReplicas: 5}
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('front', {gpus: 0, scaling}), ...engine], group(2)))
    await cluster.advance(60_000)

    assert.deepEqual(names(podCliques), [
      's-0-dec-0-lead',
      's-0-dec-0-work',
      's-0-dec-1-lead',
      's-0-dec-1-work',
      's-0-front',
    ])
    assert.deepEqual(names(podCliqueScalingGroups), ['s-0-dec'])
    assert.deepEqual(names(podGangs), ['s-0', 's-0-dec-0'])
    assert.deepEqual(names(services), ['s-0'])
    assert.deepEqual(names(autoscalers), ['s-0-front'])
    assert.ok(names(serviceAccounts).includes('s'))
    assert.deepEqual(names(roles), ['grove.io:pcs:s'])
    assert.deepEqual(names(roleBindings), ['grove.io:pcs:s'])
    assert.deepEqual(names(secrets), ['s-ic-sat'])
    assert.equal(setIn(cluster, 's')?.['status'].availableReplicas, 1)
    assert.equal(conditionOf(cluster.api.get(podGangs, 's-0', 'prod'), 'Initialized'), 'True/PodGangPodsCreated')
  })

  it('pods carry the names, labels and variables that Grove gives them', async () => {
    cluster.api.create(podCliqueSets, cliqueSet('s', engine, group(2)))
    await cluster.advance(60_000)

    const [pod] = podsOf(cluster, 's-0-dec-1-work')
    const {hostname, subdomain, containers} = pod?.['spec'] ?? {}
    assert.deepEqual([hostname, subdomain], ['s-0-dec-1-work-0', 's-0'])
    assert.equal(pod?.metadata.labels?.['grove.io/podgang'], 's-0-dec-0')
    assert.equal(pod?.metadata.labels?.['grove.io/base-podgang'], 's-0')
    assert.equal(pod?.metadata.labels?.['app.kubernetes.io/component'], 'pcsg-podclique')
    const env = Object.fromEntries(
      containers[0].env.map(({name, value}: {name: string; value?: string}) => [name, value]),
    )
    assert.equal(env['GROVE_PCLQ_NAME'], 's-0-dec-1-work')
    assert.equal(env['GROVE_HEADLESS_SERVICE'], 's-0.prod.svc.cluster.local')
    assert.equal(env['GROVE_PCSG_TEMPLATE_NUM_PODS'], '2')
    const running = pod && cluster.kubelet.worker('prod', pod.metadata.name)?.runners[0]?.env
    assert.equal(running?.['GROVE_PCSG_INDEX'], '1')
  })

  it('a clique is scaled, and the highest replicas of a group and of the set go first', async () => {
    cluster.api.create(
      podCliqueSets,
      cliqueSet('s', [clique('pre', {replicas: 2, minAvailable: 1}), ...engine], group(2)),
    )
    await cluster.advance(60_000)

    cluster.api.patch(podCliques, 's-0-pre', 'prod', {spec: {replicas: 3}}, 'scale')
    cluster.api.patch(podCliqueScalingGroups, 's-0-dec', 'prod', {spec: {replicas: 1}}, 'scale')
    await cluster.advance(60_000)
    assert.equal(readyNames(cluster, 's-0-pre').length, 3)
    assert.deepEqual(names(podGangs), ['s-0'])
    assert.ok(!names(podCliques).includes('s-0-dec-1-lead'))

    cluster.api.patch(podCliqueSets, 's', 'prod', {spec: {replicas: 2}}, 'scale')
    await cluster.advance(60_000)
    assert.equal(readyNames(cluster, 's-1-pre').length, 2, 'a new replica starts with the numbers of the template')
    cluster.api.patch(podCliqueSets, 's', 'prod', {spec: {replicas: 1}}, 'scale')
    await cluster.advance(60_000)
    assert.ok(names(podCliques).every((name) => name.startsWith('s-0-')))
    assert.deepEqual(names(services), ['s-0'])
  })

  it('a deleted pod comes back under its index', async () => {
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('pre', {replicas: 3, minAvailable: 1})]))
    await cluster.advance(60_000)
    const victim = podsOf(cluster, 's-0-pre')[1]?.metadata.name ?? ''

    cluster.api.delete({group: '', plural: 'pods'}, victim, 'prod')
    await cluster.advance(60_000)

    const pods = podsOf(cluster, 's-0-pre')
    assert.deepEqual(
      pods.map((pod) => pod.metadata.labels?.['grove.io/podclique-pod-index']),
      ['0', '1', '2'],
    )
    assert.ok(pods.every((pod) => pod.metadata.name !== victim))
    assert.equal(readyNames(cluster, 's-0-pre').length, 3)
  })

  it('a deleted set takes everything with it', async () => {
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('pre'), ...engine], group(1)))
    await cluster.advance(60_000)

    cluster.api.delete(podCliqueSets, 's', 'prod')
    await cluster.advance(60_000)

    for (const resource of [podCliqueSets, podCliques, podCliqueScalingGroups, podGangs, services]) {
      assert.deepEqual(names(resource), [], resource.plural)
    }
  })

  it('cliques start in order', async () => {
    const template = {cliqueStartupType: 'CliqueStartupTypeInOrder'}
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('first'), clique('second')], template))
    await cluster.advance(1500)

    const waits = podsOf(cluster, 's-0-second')[0]
    assert.deepEqual(waits?.['spec'].initContainers[0].args, ['--podcliques=s-0-first:1'])
    assert.deepEqual(readyNames(cluster, 's-0-second'), [])
    await cluster.advance(60_000)
    const since = (name: string): string =>
      podsOf(cluster, name)[0]?.['status'].conditions.find(({type}: {type: string}) => type === 'Ready')
        .lastTransitionTime
    assert.ok(since('s-0-first') < since('s-0-second'))
  })

  it('nothing happens while the operator is down', async () => {
    const labels = {'app.kubernetes.io/name': 'grove-operator'}
    const template = {metadata: {labels}, spec: {containers: [{name: 'operator', image: 'example/operator:1'}]}}
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('a')]))
    cluster.api.create(deployments, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'grove-operator', namespace: 'grove-system', labels},
      spec: {replicas: 1, selector: {matchLabels: labels}, template},
    })
    await cluster.advance(60_000)
    cluster.api.patch(deployments, 'grove-operator', 'grove-system', {spec: {replicas: 0}})
    await cluster.advance(60_000)

    cluster.api.delete(podCliqueSets, 's', 'prod')
    await cluster.advance(60_000)
    assert.ok(setIn(cluster, 's')?.metadata.deletionTimestamp)
    assert.throws(() => cluster.api.create(podCliqueSets, cliqueSet('t', [clique('a')])), /failed calling webhook/)

    cluster.api.patch(deployments, 'grove-operator', 'grove-system', {spec: {replicas: 1}})
    await cluster.advance(60_000)
    assert.equal(setIn(cluster, 's'), undefined)
  })
})
