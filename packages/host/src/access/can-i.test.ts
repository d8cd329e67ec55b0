import assert from 'node:assert/strict'
import type {KubeClient} from '@ome/sdk/kube'
import {askAll, questionOf} from './can-i.ts'

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
