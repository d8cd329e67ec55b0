import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../src/api.ts'
import {configMaps} from '../src/controllers/resources.ts'
import {clusterTopologyBindings, podCliqueSets} from '../src/grove/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {clique, cliqueSet, groveCluster} from './grove-fixture.ts'

const group = (cliqueNames: readonly string[], more: Record<string, unknown> = {}) => ({
  podCliqueScalingGroups: [{name: 'g', cliqueNames, ...more}],
})

const refusals: readonly [string, ApiObject, RegExp][] = [
  ['a set without cliques', cliqueSet('s', []), /at least one PodClique/],
  ['two cliques of one name', cliqueSet('s', [clique('a'), clique('a')]), /cliques\[1\].*[Dd]uplicate/],
  ['no replicas', cliqueSet('s', [clique('a', {replicas: 0})]), /replicas: Invalid value: 0/],
  ['a minimum above the replicas', cliqueSet('s', [clique('a', {minAvailable: 2})]), /minAvailable: Invalid value: 2/],
  ['a group of unknown cliques', cliqueSet('s', [clique('a')], group(['b'])), /unidentified PodClique/],
  ['an autoscaler in a group', cliqueSet('s', [clique('a', {scaling: {maxReplicas: 2}})], group(['a'])), /not allowed/],
  [
    'a circle of starts',
    cliqueSet('s', [clique('a', {startsAfter: ['b']}), clique('b', {startsAfter: ['a']})], {
      cliqueStartupType: 'CliqueStartupTypeExplicit',
    }),
    /circular dependencies: \[a, b\]/,
  ],
  ['names that are too long', cliqueSet('s'.repeat(40), [clique('longer')]), /must not exceed 45 characters/],
  ['an unknown domain', cliqueSet('s', [clique('a', {pack: {required: 'zone'}})]), /topology domain does not exist/],
  [
    'a domain wider than the one above',
    cliqueSet('s', [clique('a', {pack: {required: 'block'}})], {
      topologyConstraint: {topologyName: 'grove-topology', pack: {required: 'rack'}},
    }),
    /narrower than the parent's domain rack/,
  ],
]

/** @feature Grove: defaults and refusals of the admission webhooks; sets are refused while the operator is down | works */
describe('Grove: admission', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  before(async () => {
    cluster = await groveCluster(faults, {})
  })
  after(() => {
    cluster.stop()
    assert.deepEqual(faults, [])
  })

  const refused = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ApiError)
    assert.match(error.message, message)
    return true
  }

  for (const [what, set, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(() => cluster.api.create(podCliqueSets, set), refused(message))
    })
  }

  /** @feature Grove: devices shared through resource claims | missing */
  it('refuses shared devices by name', () => {
    const template = {resourceClaimTemplates: [{name: 'gpu', templateSpec: {spec: {}}}]}
    assert.throws(
      () => cluster.api.create(podCliqueSets, cliqueSet('shares', [clique('a')], template)),
      refused(/the sandbox does not implement resourceClaimTemplates/),
    )
  })

  it('refuses a topology with two levels of one label', () => {
    const level = {key: 'topology.kubernetes.io/rack'}
    const binding = {
      apiVersion: 'grove.io/v1alpha1',
      kind: 'ClusterTopologyBinding',
      metadata: {name: 'double'},
      spec: {
        levels: [
          {domain: 'rack', ...level},
          {domain: 'row', ...level},
        ],
      },
    }
    assert.throws(() => cluster.api.create(clusterTopologyBindings, binding), refused(/levels\[1\]\.key: Duplicate/))
  })

  it('fills in what is left out', () => {
    const made = cluster.api.create(
      podCliqueSets,
      cliqueSet('filled', [clique('a', {replicas: 3})], {terminationDelay: undefined}, {replicas: 0}),
    )
    const {replicas, template} = made['spec']
    const [{spec}] = template.cliques
    assert.equal(replicas, 1)
    assert.equal(template.terminationDelay, '4h')
    assert.deepEqual([spec.minAvailable, spec.podSpec.restartPolicy], [3, 'Always'])
    assert.deepEqual(template.headlessServiceConfig, {publishNotReadyAddresses: true})
  })

  it('lets images change, and neither the minimum nor the cliques', () => {
    cluster.api.create(podCliqueSets, cliqueSet('fixed', [clique('a', {replicas: 2})]))
    const change = (cliques: unknown): ApiObject =>
      cluster.api.patch(podCliqueSets, 'fixed', 'prod', {spec: {template: {cliques}}})

    assert.throws(() => change([clique('a', {replicas: 2, minAvailable: 1})]), refused(/minAvailable.*immutable/))
    assert.throws(() => change([clique('b', {replicas: 2})]), refused(/not allowed to change clique composition/))
    assert.equal(change([clique('a', {replicas: 2, gpus: 2})])['spec'].template.cliques.length, 1)
  })

  it('refuses constraints while topology is switched off', () => {
    const off = {'config.yaml': 'topologyAwareScheduling:\n  enabled: false\n'}
    cluster.api.patch(configMaps, 'grove-operator-cm-0a1b2c3d', 'grove-system', {data: off})
    const set = cliqueSet('packed', [clique('a', {pack: {required: 'rack'}})])

    assert.throws(() => cluster.api.create(podCliqueSets, set), refused(/topology-aware scheduling is disabled/))
  })
})
