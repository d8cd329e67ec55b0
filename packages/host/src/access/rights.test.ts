import assert from 'node:assert/strict'
import type {Completions, Need} from '@ome/sdk/need'
import {needsTyped, nounsOf, questionText, requiredRights, rightsOf} from './rights.ts'

const need = (rest: Partial<Need>): Need => ({
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['list'],
  scope: 'namespace',
  why: '',
  ...rest,
})
const deployments = {group: 'apps', plural: 'deployments', namespaced: true}
const nodes = {group: '', plural: 'nodes', namespaced: false}

describe('rights', () => {
  it('are all verbs on all resources of a need, each once, required ones before optional ones', () => {
    const rights = rightsOf([need({optional: true}), need({verbs: ['list', 'watch']}), need({})], 'a')
    assert.deepEqual(
      rights.map(({question, optional}) => [questionText(question), question.namespace, optional]),
      [
        ['list pods', 'a', false],
        ['watch pods', 'a', false],
      ],
    )
  })

  it('that a command cannot do without are all of one of its ways', () => {
    const needs = [
      need({}),
      need({resources: ['nodes'], optional: true}),
      need({resources: ['boats'], way: 'sea'}),
      need({resources: ['carts'], way: 'land'}),
      need({resources: ['maps'], way: 'sea'}),
      need({resources: ['maps'], way: 'land'}),
    ]
    const words = requiredRights(rightsOf(needs, 'a')).map((way) => way.map(({question}) => question.resource))
    assert.deepEqual(words, [
      ['pods', 'boats', 'maps'],
      ['pods', 'carts', 'maps'],
    ])
    assert.deepEqual(requiredRights(rightsOf([need({optional: true})], 'a')), [[]])
  })

  it('are those of the way that a flag names', () => {
    const needs = [
      need({}),
      need({resources: ['boats'], way: '--by sea'}),
      need({resources: ['carts'], way: '--overland'}),
      need({resources: ['kites'], way: 'by air'}),
    ]
    const typed = (flags: Record<string, unknown>) => needsTyped(needs, flags).flatMap(({resources}) => resources)
    assert.deepEqual(typed({by: 'sea'}), ['pods', 'boats'])
    assert.deepEqual(typed({overland: true, by: 'auto'}), ['pods', 'carts'])
    assert.deepEqual(typed({overland: 'anyhow'}), ['pods', 'carts'])
    assert.deepEqual(typed({by: 'auto', overland: false}), ['pods', 'boats', 'kites'])
    const byFlag = [need({resources: ['carts'], way: '--overland'})]
    assert.deepEqual(needsTyped(byFlag, {}), byFlag)
  })

  it('of a typed noun are those of what it stands for', () => {
    const needs = [need({resources: ['{noun}/scale'], verbs: ['patch'], apiGroups: ['*']})]
    const [scale] = rightsOf(needs, 'a', [deployments])
    assert.deepEqual(scale?.question, {
      verb: 'patch',
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      namespace: 'a',
    })
    assert.equal(rightsOf(needs, 'a', [nodes])[0]?.question.namespace, undefined)
    assert.deepEqual(rightsOf(needs, 'a'), [])
  })

  it('of the cluster, and of all namespaces, have no namespace', () => {
    assert.equal(rightsOf([need({scope: 'cluster'})], 'a')[0]?.question.namespace, undefined)
    assert.equal(rightsOf([need({})], undefined)[0]?.question.namespace, undefined)
  })

  it('name the objects a need is about', () => {
    const [first] = rightsOf([need({resourceNames: ['x'], verbs: ['get']})], 'a')
    assert.equal(first && questionText(first.question), 'get pods "x"')
  })
})

describe('nouns', () => {
  const known: Readonly<Record<string, object>> = {
    deployments,
    deploy: deployments,
    nodes,
    'inferenceservices.ome.io': deployments,
  }
  const kube = {resolve: async (word: string) => known[word] as never}
  const completions: Completions = {
    args: {
      resources: {
        object: {nouns: {services: ['inferenceservices.ome.io'], models: ['a', 'b']}, alias: {service: 'services'}},
      },
    },
  }
  for (const [operands, count] of [
    [['deploy', 'web'], 1],
    [['deploy/web', 'nodes/n1'], 2],
    [['deploy,nodes'], 2],
    [['service', 'llama'], 1],
    [['models', 'x'], 0],
    [['nonsense'], 0],
    [[], 0],
  ] as const)
    it(`of "${operands.join(' ')}": ${count}`, async () =>
      assert.equal((await nounsOf(operands, completions, kube)).length, count))
})
