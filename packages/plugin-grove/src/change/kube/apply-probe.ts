import {at, list, text} from '@ome/capacity/fields'
import {clusterTopologyBindings, podCliqueSets} from '@ome/kinds/grove'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {ApplyProbe} from '../domain/apply-probe.ts'

export const applyProbe = (kube: KubeClient): ApplyProbe => ({
  async probe(object) {
    const resource = object.kind === 'PodCliqueSet' ? podCliqueSets : clusterTopologyBindings
    const {name, namespace} = object.metadata
    const where = namespace === undefined ? {} : {namespace}
    const [live, managers] = await Promise.all([kube.get(resource, name, where), conflicting()])
    const planned = await kube.apply(resource, object, {...where, dryRun: true, force: true})
    return {object: planned, managers, ...(live ? {live} : {})}

    async function conflicting(): Promise<readonly string[]> {
      try {
        await kube.apply(resource, object, {...where, dryRun: true})
        return []
      } catch (error) {
        if (!isOmeError(error) || error.kind !== 'conflict') throw error
        return managersOf(error.cause)
      }
    }
  },
})

/** `conflict with "kubectl-client-side-apply" using grove.io/v1alpha1`. */
function managersOf(status: unknown): readonly string[] {
  const names = list(at(status, 'causes')).flatMap((cause) => {
    const [, name] = /conflict with "([^"]+)"/.exec(text(at(cause, 'message')) ?? '') ?? []
    return name === undefined ? [] : [name]
  })
  return [...new Set(names)]
}
