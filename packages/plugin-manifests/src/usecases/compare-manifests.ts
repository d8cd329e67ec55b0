import type {Manifest} from '@ome/sdk/manifest-files'
import {type Comparison, comparison} from '../domain/comparison.ts'
import type {ClusterObjects} from '../domain/manifest.ts'
import {inParallel} from '../domain/parallel.ts'
import {locateManifests} from './locate-manifests.ts'

const atOnce = 10

/** What each manifest would change, as the server says by a dry run; who owns a field plays no part. */
export async function compareManifests(
  objects: ClusterObjects,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<readonly Comparison[]> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const begun = new Set(
    wanted.filter(({object}) => object.kind === 'Namespace').map(({object}) => object.metadata.name),
  )
  return await inParallel(wanted, atOnce, async ({resource, object, source}) => {
    const {name, namespace: inside} = object.metadata
    const live = await objects.find(resource, name, inside)
    const isEarly = !live && inside !== undefined && begun.has(inside)
    return comparison(source, live, isEarly ? object : await objects.tryApply(resource, object, {force: true}))
  })
}
