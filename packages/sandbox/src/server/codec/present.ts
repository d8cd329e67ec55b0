import {asObject, type JsonObject, sortedTree} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {apiVersionOf, type ResourceType} from '../resource-type.ts'
import {freezeTree, objectOf, treeOf} from './json.ts'

const versions = new WeakMap<ApiObject, Map<string, ApiObject>>()

/** A stored object in the version asked for; without conversion only `apiVersion` differs. Copies are kept with it. */
export function presented(object: ApiObject, type: ResourceType): ApiObject {
  if (object.apiVersion === type.apiVersion) return object
  const known = versions.get(object) ?? new Map<string, ApiObject>()
  versions.set(object, known)
  let copy = known.get(type.apiVersion)
  if (!copy) {
    const tree = type.conversion ? freezeTree(type.conversion.shown(treeOf(object))) : treeOf(object)
    copy = objectOf(Object.freeze({...tree, apiVersion: type.apiVersion}))
    known.set(type.apiVersion, copy)
  }
  return copy
}

/** The inverse of {@link presented}: an object of a request in the form under which its kind is stored. */
export function inStorageVersion(object: JsonObject, type: ResourceType): JsonObject {
  const {conversion, version, storageVersion, group} = type
  if (!conversion && version === storageVersion) return object
  const apiVersion = apiVersionOf(conversion?.group ?? group, storageVersion)
  return {...(conversion ? conversion.stored(object) : object), apiVersion}
}

/**
 * The object as it is stored under a revision: frozen, type and metadata first. Custom resources have their keys
 * sorted, since the real server keeps them as maps.
 */
export function sealed(object: JsonObject, revision: number, {custom}: {custom: boolean}): ApiObject {
  const {apiVersion, kind, metadata, ...rest} = object
  const tree = {apiVersion, kind, metadata: {...asObject(metadata), resourceVersion: String(revision)}, ...rest}
  return objectOf(freezeTree(custom ? sortedTree(tree) : tree))
}

const metadataOnes = new WeakMap<ApiObject, ApiObject>()

/** Only the metadata, as `PartialObjectMetadata`. */
export function metadataOnly(object: ApiObject, version: string): ApiObject {
  const known = metadataOnes.get(object)
  if (known && known.apiVersion === `meta.k8s.io/${version}`) return known
  const made = objectOf(
    freezeTree({
      kind: 'PartialObjectMetadata',
      apiVersion: `meta.k8s.io/${version}`,
      metadata: treeOf(object)['metadata'],
    }),
  )
  metadataOnes.set(object, made)
  return made
}
