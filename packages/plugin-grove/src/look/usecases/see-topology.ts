import {OmeError} from '@ome/sdk/errors'
import type {GroveReader} from '../../domain/grove-reader.ts'
import {levelIndex, refuseUnknownKey} from '../../domain/level.ts'
import {type TopologyReport, topologyReports} from '../domain/topology-report.ts'
import {followSets, type Seen, type SeeSets, seeSets} from './see-sets.ts'

export interface SeenTopology extends Seen {
  readonly reports: readonly TopologyReport[]
}

/** Throws as `seeSets` does, `denied` where nodes cannot be read, and `usage` for a level that no topology has. */
export async function seeTopology(reader: GroveReader, ask: SeeSets): Promise<SeenTopology> {
  return drawn(await seeSets(reader, ask), ask)
}

export async function* followTopology(
  reader: GroveReader,
  ask: SeeSets,
  signal: AbortSignal,
): AsyncGenerator<SeenTopology> {
  for await (const seen of followSets(reader, ask, signal)) yield drawn(seen, ask)
}

function drawn(seen: Seen, {name, options: {level, key}}: SeeSets): SeenTopology {
  const unread = seen.tree.unread.find(({resource}) => resource === 'nodes')
  if (unread)
    throw new OmeError('denied', unread.message, [
      'ask for: kubectl create clusterrole grove-topology --verb=get,list,watch --resource=nodes,clustertopologybindings.grove.io',
      'what does without nodes: ome grove status',
    ])
  refuseUnknownKey(seen.objects.nodes, key)
  const odd = seen.sets.find(({topology}) => level !== undefined && levelIndex(topology, level) === -1)
  if (odd && level !== undefined) {
    const levels = odd.topology.levels.map(({domain}) => domain).join(', ')
    throw new OmeError('usage', `the topology of ${odd.name} has no level "${level}"`, [`its levels: ${levels}`])
  }
  return {...seen, reports: topologyReports(seen.sets, seen.objects, {level, isNamed: name !== undefined})}
}
