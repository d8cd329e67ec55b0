import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {PlaceStore} from '../domain/place.ts'
import {isName} from '../domain/project.ts'

/** Throws `not-found` for a namespace that is not there, as far as that may be known. */
export async function checkPlace(places: PlaceStore, namespace: string): Promise<void> {
  if ((await places.exists(namespace)) === false)
    throw noPlace(namespace, await places.names(), (near) => `did you mean -n ${near}?`)
}

export function noPlace(namespace: string, names: readonly string[], meant: (near: string) => string): OmeError {
  const near = nearest(namespace, names)
  return new OmeError('not-found', `there is no namespace "${namespace}"`, [
    ...(near === undefined ? [] : [meant(near)]),
    ...(isName(namespace) ? [`make it: ome kf create ${namespace}`] : []),
  ])
}
