import {needsOneOf} from '@ome/inference-model/manifests/apply-order'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import type {Manifest} from '@ome/sdk/manifest'
import {type Comparison, comparison} from '../domain/comparison.ts'

const atOnce = 10

/** What each manifest would change, as the server says by a dry run; who owns a field plays no part. */
export async function compareManifests(
  objects: ClusterObjects,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<readonly Comparison[]> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const found = await inParallel(wanted, atOnce, async (each) => {
    const {name, namespace: inside} = each.object.metadata
    return {...each, live: await objects.find(each.resource, name, inside)}
  })
  const created = found.filter(({live}) => !live).map(({object}) => object)
  return await inParallel(found, atOnce, async ({resource, object, source, live}) => {
    const isEarly = !live && needsOneOf(object, created)
    return comparison(source, live, isEarly ? object : await objects.tryApply(resource, object, {force: true}))
  })
}
