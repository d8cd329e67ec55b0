import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects} from '../../domain/grove-objects.ts'
import type {Extra} from '../../domain/grove-reader.ts'
import type {GroveSet, GroveTree} from '../../domain/grove-tree.ts'
import type {Reading} from '../domain/change-world.ts'

export interface FoundSet {
  readonly set: GroveSet
  readonly objects: GroveObjects
  readonly operator: GroveTree['operator']
}

export interface SetAddress {
  readonly namespace: string
  readonly name: string
  readonly topologyKey?: string | undefined
}

/** One set with all it consists of. Throws `not-found` with names that are near. */
export async function findSet(
  {reader, sha256}: Reading,
  {namespace, name, topologyKey}: SetAddress,
  extras: readonly Extra[],
): Promise<FoundSet> {
  const objects = await reader.read({namespace, set: name, extras})
  const object = objects.sets.find(({metadata}) => metadata.name === name)
  if (!object) throw missing(namespace, name, objects)
  const tree = buildTree({...objects, sets: [object]}, {sha256, key: topologyKey})
  const [set] = tree.sets
  if (!set) throw missing(namespace, name, objects)
  return {set, objects, operator: tree.operator}
}

function missing(namespace: string, name: string, {sets}: GroveObjects): OmeError {
  const names = sets.map(({metadata}) => metadata.name)
  const close = nearest(name, names)
  return new OmeError('not-found', `PodCliqueSet "${name}" not found in namespace "${namespace}"`, [
    ...(close === undefined ? [] : [`did you mean ${close}?`]),
    `list what is there: ome grove status -n ${namespace}`,
  ])
}
