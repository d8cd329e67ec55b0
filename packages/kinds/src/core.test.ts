import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {structuralProblems} from '../test/structural.ts'
import {makeDefinitions} from '../tools/make-definitions.ts'
import {coreResources, coreSchema} from './core.ts'
import * as kubernetes from './kubernetes.ts'
import type {Schema} from './notation/schema.ts'

const find = (group: string, plural: string) =>
  coreResources.find((one) => one.group === group && one.plural === plural)

const fieldOf = (schema: Schema | undefined, ...path: readonly string[]): Schema | undefined =>
  path.reduce<Schema | undefined>(
    (at, step) => (step === '[]' ? at?.items : (at?.properties?.[step] ?? at?.additionalProperties)),
    schema,
  )

const pod = coreSchema({group: '', version: 'v1', kind: 'Pod'})
const container = fieldOf(pod, 'spec', 'containers', '[]')
const deployment = coreSchema({group: 'apps', version: 'v1', kind: 'Deployment'})

describe('built-in resources', () => {
  it('have their names, subresources and verbs', () => {
    assert.deepEqual(find('apps', 'deployments'), {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      singular: 'deployment',
      shortNames: ['deploy'],
      categories: ['all'],
      namespaced: true,
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      subresources: [
        {name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update']},
        {name: 'status', kind: 'Deployment', group: 'apps', version: 'v1', verbs: ['get', 'patch', 'update']},
      ],
    })
    assert.deepEqual(find('authorization.k8s.io', 'selfsubjectrulesreviews')?.verbs, ['create'])
    assert.deepEqual(find('metrics.k8s.io', 'pods')?.verbs, ['get', 'list'])
    assert.equal(find('', 'namespaces')?.verbs.includes('deletecollection'), false)
  })

  it('are each there once', () => {
    const keys = coreResources.map(({group, version, plural}) => `${group}/${version}/${plural}`)
    assert.equal(new Set(keys).size, keys.length)
  })

  it('are called the same where commands name them', () => {
    for (const name of Object.values(kubernetes)) {
      const {group, version, plural, kind, namespaced} = name
      const same = coreResources.filter((one) => one.kind === kind && one.group === group && one.version === version)
      assert.deepEqual(
        same.map((one) => [one.plural, one.namespaced]),
        [[plural, namespaced]],
      )
    }
  })

  it('all have a structural schema', () => {
    const problems = coreResources.flatMap((resource) => {
      const schema = coreSchema(resource)
      if (schema === undefined) return [`${resource.kind} has no schema`]
      return structuralProblems(schema, 'built-in').map((problem) => `${resource.kind}: ${problem}`)
    })
    assert.deepEqual(problems, [])
  })

  it('merge lists as Kubernetes does', () => {
    const ports = fieldOf(container, 'ports')
    assert.deepEqual(ports?.['x-kubernetes-list-map-keys'], ['containerPort', 'protocol'])
    assert.equal(ports?.['x-kubernetes-patch-merge-key'], 'containerPort')
    assert.equal(fieldOf(pod, 'spec', 'volumes')?.['x-kubernetes-patch-strategy'], 'merge,retainKeys')
    assert.equal(fieldOf(pod, 'spec', 'tolerations')?.['x-kubernetes-list-type'], 'atomic')
    assert.equal(fieldOf(pod, 'metadata', 'finalizers')?.['x-kubernetes-list-type'], 'set')
    assert.equal(fieldOf(deployment, 'spec', 'strategy')?.['x-kubernetes-patch-strategy'], 'retainKeys')
    assert.equal(fieldOf(deployment, 'spec', 'selector')?.['x-kubernetes-map-type'], 'atomic')
  })

  it('know what the server fills in and what it refuses', () => {
    assert.equal(fieldOf(pod, 'spec', 'terminationGracePeriodSeconds')?.default, 30)
    assert.equal(fieldOf(deployment, 'spec', 'replicas')?.default, 1)
    assert.deepEqual(fieldOf(pod, 'spec', 'restartPolicy')?.enum, ['Always', 'Never', 'OnFailure'])
    assert.equal(container?.required?.includes('name'), true)
    assert.deepEqual(fieldOf(container, 'resources', 'limits', 'cpu')?.['x-kubernetes-int-or-string'], true)
    assert.equal(fieldOf(coreSchema({group: '', version: 'v1', kind: 'Secret'}), 'data', 'key')?.format, 'byte')
  })

  it('include kinds that are only taken or given by subresources', () => {
    assert.equal(coreSchema({group: 'autoscaling', version: 'v1', kind: 'Scale'})?.type, 'object')
    assert.equal(coreSchema({group: 'policy', version: 'v1', kind: 'Eviction'})?.type, 'object')
    assert.equal(coreSchema({group: '', version: 'v1', kind: 'PodExecOptions'}), undefined)
  })

  it('are described by what the npm packages say today', async () => {
    const stored = readFileSync(new URL('./core/definitions.json', import.meta.url), 'utf8')
    assert.deepEqual(
      JSON.parse(await makeDefinitions()),
      JSON.parse(stored),
      'run npm run definitions -w packages/kinds',
    )
  })
})
