import assert from 'node:assert/strict'
import type {KubeClient} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {askAll, questionOf, questionsOf} from './can-i.ts'
import {covers} from './coverage.ts'
import {tierOf} from './tiers.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}
const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

/** A client that knows two resource types and answers each review by a function. */
const client = (answer: (attributes: Record<string, string>) => object): KubeClient =>
  ({
    resolve: async (word: string) => ({pods, po: pods, nodes})[word],
    create: async (_: unknown, body: {spec: {resourceAttributes: Record<string, string>}}) => ({
      status: answer(body.spec.resourceAttributes),
    }),
  }) as unknown as KubeClient

const need = (rest: Partial<Need>): Need => ({
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['list'],
  scope: 'namespace',
  why: '',
  ...rest,
})

describe('questions', () => {
  it('are asked about what a word resolves to; cluster-scoped kinds have no namespace', async () => {
    const kube = client(() => ({}))
    assert.deepEqual(await questionOf(kube, {verb: 'get', resource: 'po/log', namespace: 'a'}), {
      verb: 'get',
      group: '',
      resource: 'pods',
      subresource: 'log',
      namespace: 'a',
    })
    assert.deepEqual(await questionOf(kube, {verb: 'get', resource: 'nodes', namespace: 'a'}), {
      verb: 'get',
      group: '',
      resource: 'nodes',
    })
    assert.deepEqual(await questionOf(kube, {verb: '*', resource: '*'}), {verb: '*', group: '*', resource: '*'})
    await assert.rejects(questionOf(kube, {verb: 'get', resource: 'nope'}), {kind: 'not-found'})
  })

  it('of a command are its rights without the optional ones, with the noun that was typed', () => {
    const needs = [
      need({verbs: ['list', 'watch']}),
      need({optional: true, verbs: ['delete']}),
      need({resources: ['{noun}/scale'], verbs: ['patch'], apiGroups: []}),
      need({resources: ['nodes'], scope: 'cluster', resourceNames: ['n1']}),
    ]

    assert.deepEqual(questionsOf(needs, 'a', {group: 'apps', plural: 'deployments'}), [
      {verb: 'list', group: '', resource: 'pods', namespace: 'a'},
      {verb: 'watch', group: '', resource: 'pods', namespace: 'a'},
      {verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'a'},
      {verb: 'list', group: '', resource: 'nodes', name: 'n1'},
    ])
    assert.equal(questionsOf(needs, 'a').length, 3)
  })
})

describe('askAll', () => {
  const questions = [
    {verb: 'list', group: '', resource: 'pods'},
    {verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale'},
  ]

  it('is yes when all are granted', async () => {
    assert.deepEqual(
      await askAll(
        client(() => ({allowed: true})),
        questions,
      ),
      {answer: 'yes', missing: []},
    )
  })

  it('is no when one is refused, and names it', async () => {
    const kube = client(({verb}) => ({allowed: verb === 'list'}))
    assert.deepEqual(await askAll(kube, questions), {answer: 'no', missing: ['patch deployments.apps/scale']})
  })

  it('is unknown when the server could not say', async () => {
    const kube = client(({verb}) =>
      verb === 'list' ? {allowed: true} : {allowed: false, evaluationError: 'webhook timed out'},
    )
    assert.equal((await askAll(kube, questions)).answer, 'unknown')
  })

  it('nothing needed is yes', async () => {
    assert.equal(
      (
        await askAll(
          client(() => ({})),
          [],
        )
      ).answer,
      'yes',
    )
  })
})

describe('covers', () => {
  const rule = {verbs: ['get'], apiGroups: [''], resources: ['pods']}
  for (const [name, rules, right, expected] of [
    ['the same right', [rule], {verb: 'get', group: '', resource: 'pods'}, true],
    ['another verb', [rule], {verb: 'list', group: '', resource: 'pods'}, false],
    ['another group', [rule], {verb: 'get', group: 'apps', resource: 'pods'}, false],
    ['a subresource of a granted resource', [rule], {verb: 'get', group: '', resource: 'pods/log'}, false],
    ['a star for resources', [{...rule, resources: ['*']}], {verb: 'get', group: '', resource: 'pods/log'}, true],
    [
      'a star before the subresource',
      [{...rule, resources: ['*/log']}],
      {verb: 'get', group: '', resource: 'pods/log'},
      true,
    ],
    [
      'a rule for some names only',
      [{...rule, resourceNames: ['a']}],
      {verb: 'get', group: '', resource: 'pods'},
      false,
    ],
  ] as const) {
    it(`${name}: ${expected}`, () => assert.equal(covers(rules, right), expected))
  }
})

describe('tierOf', () => {
  const all = {apiGroups: ['*'], resources: ['*']}
  for (const [tier, rules] of [
    ['cluster-admin', [{...all, verbs: ['*']}]],
    ['viewer', [{...all, verbs: ['get', 'list', 'watch']}]],
    [
      'data-scientist',
      [
        {...all, verbs: ['get', 'list', 'watch']},
        {apiGroups: ['', 'batch'], resources: ['pods', 'jobs', 'configmaps'], verbs: ['create', 'delete']},
      ],
    ],
    ['custom', [{apiGroups: [''], resources: ['pods'], verbs: ['get']}]],
    ['custom', []],
  ] as const) {
    it(`${JSON.stringify(rules)} is ${tier}`, () => assert.equal(tierOf(rules), tier))
  }
})
