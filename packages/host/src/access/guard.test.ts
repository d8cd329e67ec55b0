import assert from 'node:assert/strict'
import type {KubeClient} from '@ome/sdk/kube'
import {guarded} from './guard.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}
const reviews = {group: 'authorization.k8s.io', version: 'v1', plural: 'selfsubjectaccessreviews'}
const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}}

describe('a guarded client', () => {
  const methods = [
    'get',
    'list',
    'table',
    'create',
    'replace',
    'patch',
    'apply',
    'delete',
    'request',
    'upgrade',
  ] as const
  const recorder = () => {
    const called: string[] = []
    const calls = Object.fromEntries(methods.map((name) => [name, async () => void called.push(name)]))
    return {called, kube: {...calls, warnings: ['w']} as unknown as KubeClient}
  }
  const refuse = async (): Promise<void> => {
    throw new Error('not yet')
  }
  const attempts: readonly (readonly [string, (kube: KubeClient) => Promise<unknown>, boolean])[] = [
    ['get', (kube) => kube.get(pods, 'a'), true],
    ['list', (kube) => kube.list(pods), true],
    ['table', (kube) => kube.table(pods), true],
    ['GET', (kube) => kube.request('GET', '/'), true],
    ['a review', (kube) => kube.create(reviews, pod), true],
    ['create', (kube) => kube.create(pods, pod), false],
    ['replace', (kube) => kube.replace(pods, pod), false],
    ['patch', (kube) => kube.patch(pods, 'a', 'merge', {}), false],
    ['apply', (kube) => kube.apply(pods, pod), false],
    ['delete', (kube) => kube.delete(pods, 'a'), false],
    ['POST', (kube) => kube.request('POST', '/'), false],
    ['upgrade', (kube) => kube.upgrade('/'), false],
  ]
  for (const [name, attempt, free] of attempts)
    it(`${free ? 'lets through' : 'holds back'} ${name}`, async () => {
      const {called, kube} = recorder()
      if (free) await attempt(guarded(kube, refuse))
      else await assert.rejects(attempt(guarded(kube, refuse)), /not yet/)
      assert.equal(called.length, free ? 1 : 0)
      await attempt(guarded(kube, async () => undefined))
      assert.equal(called.length, free ? 2 : 1)
    })

  it('is the client in all else', () => {
    assert.deepEqual(guarded(recorder().kube, refuse).warnings, ['w'])
  })
})
