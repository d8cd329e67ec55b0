import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects} from '../../domain/grove-objects.ts'
import {noSet} from '../../look/usecases/see-sets.ts'
import type {Grove} from '../domain/ports.ts'
import type {Data} from '../domain/rows.ts'

export interface FollowForest {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
}

const extras = ['clusterPods', 'autoscalers', 'podGroups', 'operators', 'state', 'warnings'] as const

/** What the cluster holds, page by page at first, then after every change. Throws `not-found` for a set that is not there. */
export async function* followForest(
  {reader, sha256}: Pick<Grove, 'reader' | 'sha256'>,
  {namespace, name}: FollowForest,
  signal: AbortSignal,
): AsyncGenerator<Data> {
  let isFirst = true
  for await (const objects of reader.follow({namespace, set: name, extras, isLean: true}, signal)) {
    const data = dataOf(objects, name, sha256)
    if (isFirst && name !== undefined && data.tree.sets.length === 0) throw noSet(name, namespace, namesIn(objects))
    isFirst = false
    yield data
  }
}

function dataOf(objects: GroveObjects, name: string | undefined, sha256: Grove['sha256']): Data {
  const sets = name === undefined ? objects.sets : objects.sets.filter(({metadata}) => metadata.name === name)
  return {tree: buildTree({...objects, sets}, {sha256}), objects, isPartial: objects.isPartial === true}
}

const namesIn = ({sets}: GroveObjects): readonly string[] => sets.map(({metadata}) => metadata.name)
