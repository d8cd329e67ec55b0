import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'

export async function requireOme(kube: KubeClient): Promise<void> {
  if (await kube.resolve('inferenceservices.ome.io')) return
  throw new OmeError(
    'not-found',
    `OME is not installed in context "${kube.contextName ?? kube.server}": the server has no group ome.io`,
    ['try it without a cluster: ome sandbox up'],
  )
}

/** What was read, or the reason in words when the server has no such kind: it answers a bare 404 then. */
export async function ofOme<Value>(kube: KubeClient, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') await requireOme(kube)
    throw error
  }
}
