import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {resourceOf} from '../src/controllers/kinds-in-use.ts'
import {loadScenario, scenarioWorkingFiles} from '../src/scenario.ts'

const parts = ['tour-ome', 'tour-kaito', 'tour-grove', 'tour-platform'] as const
const pods = {group: '', plural: 'pods'}

const isReady = ({status}: ApiObject): boolean =>
  status?.conditions?.some(({type, status: is}: {type: string; status: string}) => type === 'Ready' && is === 'True') ??
  false

/** @feature Sandbox: scenario tour: OME, KAITO, Grove and Kubeflow in one cluster | works */
describe('scenario tour: all tours in one cluster', function () {
  this.timeout(120_000)
  let cluster: Cluster
  before(async () => {
    cluster = await startCluster({scenario: 'tour', clock: 'manual', now: Date.parse('2026-11-21T12:00:00Z')})
  })
  after(() => cluster.stop())

  for (const part of parts) {
    it(`has everything of ${part}`, () => {
      const absent = loadScenario(part)
        .steps.flatMap(({objects}) => objects)
        .filter(({kind}) => kind !== 'Event')
        .filter((object) => {
          const used = resourceOf(cluster.api, object)
          const {name, namespace = 'default'} = object.metadata
          return !used || !cluster.api.get(used.resource, name, used.namespaced ? namespace : undefined)
        })
      assert.deepEqual(
        absent.map(({kind, metadata}) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
        [],
      )
      for (const file of Object.keys(scenarioWorkingFiles(part))) assert.ok(file in scenarioWorkingFiles('tour'), file)
      for (const context of Object.keys(loadScenario(part).contexts))
        assert.ok(
          cluster.kubeconfig.contexts.some(({name}) => name === context),
          context,
        )
    })
  }

  it('the current context is production with namespace default', () => {
    const [first] = cluster.kubeconfig.contexts
    assert.equal(cluster.kubeconfig['current-context'], 'production')
    assert.deepEqual([first?.name, first?.context.namespace], ['production', 'default'])
  })

  it('what serves in a single tour serves here', () => {
    const ready = (group: string, plural: string): string[] =>
      cluster.api
        .list({group, plural})
        .filter(isReady)
        .map(({metadata}) => `${metadata.namespace}/${metadata.name}`)
    const services = ready('ome.io', 'inferenceservices')
    for (const name of ['default/prod-llama', 'default/mistral-dev', 'ml-prod/chat', 'ml-prod/embed'])
      assert.ok(services.includes(name), name)
    const workspace = cluster.api.get({group: 'kaito.sh', plural: 'workspaces'}, 'my-workspace', 'default')
    assert.equal(workspace?.['status'].state, 'Ready')
    const notebook = cluster.api.get(pods, 'nb-alice-0', 'team-a')
    assert.equal(notebook?.['status'].phase, 'Running')
  })

  it("Grove's pods stand on Grove's nodes as in its own tour, and no others do", () => {
    const all = cluster.api.list(pods)
    const groves = new Set(['prod', 'research', 'grove-system', 'kai-scheduler'])
    const daemons = new Set(['gpu-operator', 'ome'])
    const elsewhere = all.filter(
      ({spec, metadata}) =>
        spec.nodeName !== undefined &&
        !daemons.has(metadata.namespace ?? '') &&
        groves.has(metadata.namespace ?? '') !== String(spec.nodeName).startsWith('node-gpu-'),
    )
    assert.deepEqual(
      elsewhere.map(({metadata, spec}) => `${metadata.namespace}/${metadata.name} on ${spec.nodeName}`),
      [],
    )
    const whole = all.filter(({metadata, spec}) => metadata.name.startsWith('chat-0-decode-0') && spec.nodeName)
    assert.deepEqual(whole.map(({spec}) => spec.nodeName).sort(), ['node-gpu-09', 'node-gpu-10'])
  })
})
