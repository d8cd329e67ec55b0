import assert from 'node:assert/strict'
import type {Settings} from '@ome/sdk/context'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'
import {targetOf} from './target.ts'

const kubeconfig = (contexts: Record<string, string>): Kubeconfig => ({
  files: [],
  currentContext: undefined,
  clusters: new Map(Object.values(contexts).map((cluster) => [cluster, {server: 'https://x'}])),
  users: new Map(),
  contexts: new Map(Object.entries(contexts).map(([name, cluster]) => [name, {cluster}])),
})

const files: Readonly<Record<string, Kubeconfig>> = {
  own: kubeconfig({production: 'prod-k8s', admin: 'lonely'}),
  other: kubeconfig({staging: 'staging-k8s'}),
}
const read = async (path: string | undefined): Promise<Kubeconfig> => files[path ?? 'own'] ?? kubeconfig({})
const settings = (values: Record<string, unknown>): Settings => ({get: (key) => values[key], origin: () => undefined})

const contexts = [
  {name: 'production', cluster: 'prod-k8s', namespace: 'ml'},
  {name: 'staging', kubeconfig: 'other'},
  {name: 'bare', cluster: 'missing'},
]

describe('targetOf', () => {
  it('without any choice leaves everything to the kubeconfig', async () => {
    assert.deepEqual(await targetOf({}, settings({}), read), {options: {}})
  })

  it('a cluster name brings the context that uses it, and the noted namespace', async () => {
    assert.deepEqual(await targetOf({}, settings({contexts, 'current-context': 'production'}), read), {
      options: {context: 'production'},
      namespace: 'ml',
    })
  })

  it('--context wins over current-context; a name that is not registered is one of the kubeconfig', async () => {
    const chosen = settings({contexts, 'current-context': 'production'})
    assert.deepEqual(await targetOf({context: 'admin'}, chosen, read), {options: {context: 'admin'}})
  })

  it('a context that the kubeconfig in force does not have is taken from the file noted with it', async () => {
    assert.deepEqual(await targetOf({context: 'staging'}, settings({contexts}), read), {
      options: {context: 'staging', kubeconfig: 'other'},
    })
  })

  it('current-context never overrides a file given with --kubeconfig that does not know it', async () => {
    const chosen = settings({contexts, 'current-context': 'production'})
    assert.deepEqual(await targetOf({kubeconfig: 'other'}, chosen, read), {options: {kubeconfig: 'other'}})
  })

  it('a registered context that no file has is an error that names it', async () => {
    await assert.rejects(targetOf({context: 'bare'}, settings({contexts}), read), {
      kind: 'usage',
      message: 'context "bare" stands for "missing", which the kubeconfig does not have',
    })
  })
})
