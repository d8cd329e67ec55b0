import {at} from '@ome/capacity/fields'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import type {Reading} from '../domain/change-world.ts'
import {allParts} from '../domain/estimate.ts'
import type {SetAddress} from './find-set.ts'

/** The set until what was written has taken effect: all is ready, and of one template. */
export async function* followSet(
  {reader, sha256}: Reading,
  {namespace, name}: SetAddress,
  signal: AbortSignal,
): AsyncGenerator<readonly GroveSet[]> {
  const extras = ['autoscalers', 'podGroups', 'operators', 'state'] as const
  for await (const objects of reader.follow({namespace, set: name, extras}, signal)) {
    const sets = objects.sets.filter(({metadata}) => metadata.name === name)
    const tree = buildTree({...objects, sets}, {sha256})
    yield tree.sets
    const [set] = tree.sets
    if (set && hasSettled(set)) return
  }
}

export function hasSettled(set: GroveSet): boolean {
  const {generation = 0} = set.object.metadata
  const observed = at(set.object, 'status', 'observedGeneration')
  const isSeen = typeof observed !== 'number' || observed >= generation
  const isWhole = allParts(set).every(({ready, desired, workers}) => ready >= desired && workers.length === desired)
  return isSeen && isWhole && set.update.state !== 'progressing' && set.replicas.length === set.wanted
}
