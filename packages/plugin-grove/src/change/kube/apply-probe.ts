import {at, list, text} from '@ome/capacity/fields'
import {clusterTopologyBindings, podCliqueSets} from '@ome/kinds/grove'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {ApplyProbe} from '../domain/apply-probe.ts'

export const applyProbe = (kube: KubeClient): ApplyProbe => ({
  async probe(object) {
    const resource = object.kind === 'PodCliqueSet' ? podCliqueSets : clusterTopologyBindings
    const {name, namespace} = object.metadata
    const where = namespace === undefined ? {} : {namespace}
    const [live, managers] = await Promise.all([kube.get(resource, name, where), conflicting()])
    const planned = await kube
      .apply(resource, object, {...where, dryRun: true, force: true})
      .catch((error: unknown) => {
        throw fixedFields(error, object) ?? error
      })
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

/** Of a webhook that refuses fields which may not change: that is a fault of the file, and no lack of rights. */
function fixedFields(error: unknown, {metadata: {name, namespace}}: KubeObject): OmeError | undefined {
  if (!isOmeError(error) || !/immutable|may not be changed|not allowed to be changed/i.test(error.message))
    return undefined
  const fields = [...error.message.matchAll(/\b([a-z]\w*(?:\.\w+|\[[^\]]*\])+): (?:Invalid value|Forbidden)/g)]
  const listed = fields.map(([, field]) => field).join(', ')
  return new OmeError(
    'failed',
    `${name} is there, and what may not change any more differs: ${listed || error.message}`,
    [
      'leave these fields as they are in the cluster',
      `or make the set anew: kubectl delete podcliqueset ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`,
    ],
  )
}

/** `conflict with "kubectl-client-side-apply" using grove.io/v1alpha1`. */
function managersOf(status: unknown): readonly string[] {
  const names = list(at(status, 'causes')).flatMap((cause) => {
    const [, name] = /conflict with "([^"]+)"/.exec(text(at(cause, 'message')) ?? '') ?? []
    return name === undefined ? [] : [name]
  })
  return [...new Set(names)]
}
