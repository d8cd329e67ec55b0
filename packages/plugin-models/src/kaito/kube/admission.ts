import {toNode} from '@ome/inference-model/node'
import {workspaces} from '@ome/kinds/kaito'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Admission} from '../domain/server-check.ts'

const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const refusals: ReadonlySet<string> = new Set(['usage', 'failed', 'conflict'])

export const admission = (kube: KubeClient): Admission => ({
  nodes: async () => (await kube.list(nodes)).map(toNode),
  async refuses(draft: KubeObject) {
    try {
      await kube.create(workspaces, draft, {
        namespace: draft.metadata.namespace ?? '',
        dryRun: true,
      })
      return undefined
    } catch (error) {
      if (isOmeError(error) && (refusals.has(error.kind) || /admission webhook/.test(error.message)))
        return error.message
      throw error
    }
  },
})
