import {OmeError} from '@ome/sdk/errors'
import type {PlaceStore} from '../domain/place.ts'
import {noPlace} from './check-place.ts'

/** Throws `not-found` for a namespace that is not there, and `denied` for one that cannot be looked into. */
export async function checkAccess(places: PlaceStore, namespace: string): Promise<void> {
  const [may, exists] = await Promise.all([places.mayLook(namespace), places.exists(namespace)])
  if (exists === false) throw noPlace(namespace, await places.names(), (near) => `did you mean: ome kf use ${near}`)
  if (may) return
  throw new OmeError('denied', `you may not list pods in namespace "${namespace}"`, [
    'its owner can let you in',
    'who the cluster takes you for: ome kf whoami',
  ])
}
