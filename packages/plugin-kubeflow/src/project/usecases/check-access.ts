import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {PlaceStore} from '../domain/place.ts'

/** Throws `not-found` for a namespace that is not there, and `denied` for one that cannot be looked into. */
export async function checkAccess(places: PlaceStore, namespace: string): Promise<void> {
  const [may, exists] = await Promise.all([places.mayLook(namespace), places.exists(namespace)])
  if (exists === false) {
    const near = nearest(namespace, await places.names())
    throw new OmeError('not-found', `there is no namespace "${namespace}"`, [
      ...(near === undefined ? [] : [`did you mean: ome kf use ${near}`]),
      `make it: ome kf create ${namespace}`,
    ])
  }
  if (may) return
  throw new OmeError('denied', `you may not list pods in namespace "${namespace}"`, [
    'its owner can let you in',
    'who the cluster takes you for: ome kf whoami',
  ])
}
