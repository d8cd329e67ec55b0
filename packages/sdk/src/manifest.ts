import type {KubeObject} from './kube.ts'

/** An object somebody wrote, and the file it stands in (`stdin` for `-`). */
export interface Manifest {
  readonly object: KubeObject
  readonly source: string
}

/** An object without what only the server writes, which means nothing in a file. */
export function authored({status: _status, metadata, ...rest}: KubeObject): KubeObject {
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    deletionTimestamp: _deleted,
    managedFields: _fields,
    ...kept
  } = metadata
  return {...rest, apiVersion: rest['apiVersion'], kind: rest['kind'], metadata: kept}
}
