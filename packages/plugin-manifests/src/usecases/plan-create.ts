import {needsOneOf} from '@ome/inference-model/manifests/apply-order'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {type ClusterObjects, label} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {Manifest} from '@ome/sdk/manifest'
import type {Plan} from '@ome/sdk/plan'
import {refuseUntried} from './validate-manifests.ts'

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

const atOnce = 10

/** Objects that must not be there yet. Throws `conflict` naming all that are. */
export async function planCreate(
  {objects, writer}: Ports,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<Plan> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const there = await inParallel(wanted, atOnce, async ({resource, object, source}) => {
    const live = await objects.find(resource, object.metadata.name, object.metadata.namespace)
    return live ? `${source}: ${label(object)} exists` : undefined
  })
  const lines = there.filter((line) => line !== undefined)
  if (lines.length > 0)
    throw new OmeError('conflict', lines.join('\n'), ['nothing was changed', 'change what is there: ome apply'])
  const all = wanted.map(({object}) => object)
  const plan: Plan = {
    changes: wanted.map(({resource, object}) => ({
      action: 'create',
      object: {
        kind: object.kind,
        name: object.metadata.name,
        ...(object.metadata.namespace === undefined ? {} : {namespace: object.metadata.namespace}),
      },
      ...(needsOneOf(object, all) && {untried: true}),
      write: writer.create(resource, object),
    })),
  }
  await refuseUntried(objects, plan, {manifests, namespace})
  return plan
}
