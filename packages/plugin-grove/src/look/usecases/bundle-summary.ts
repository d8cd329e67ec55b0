import type {KubeObject} from '@ome/sdk/kube'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects, Sha256} from '../../domain/grove-objects.ts'
import {noLoads} from '../domain/gpu-gauge.ts'
import {eventsOf} from '../domain/set-event.ts'
import type {SetHealth} from '../domain/set-health.ts'
import type {Found} from './collect-bundle.ts'

const places: Readonly<Partial<Record<keyof GroveObjects, string>>> = {
  sets: 'grove/podcliquesets',
  cliques: 'grove/podcliques',
  groups: 'grove/podcliquescalinggroups',
  gangs: 'grove/podgangs',
  pods: 'pods/pods',
  nodes: 'nodes/nodes',
  autoscalers: 'grove/horizontalpodautoscalers',
  podGroups: 'scheduler/podgroups',
  operators: 'operator/deployments',
}

/** The health of sets, from what was collected. */
export function healthIn(found: Found, sha256: Sha256): readonly SetHealth[] {
  const lists = Object.fromEntries(
    Object.entries(places).map(([part, place]): [string, readonly KubeObject[] | undefined] => [
      part,
      found.get(place),
    ]),
  )
  const bindings = found.get('nodes/clustertopologybindings') ?? []
  const topologies = bindings.length > 0 ? bindings : found.get('nodes/clustertopologies')
  // What was collected under the name of a kind is of that kind.
  const objects = {...lists, topologies, sets: lists['sets'] ?? [], unread: []} as unknown as GroveObjects
  const {sets} = buildTree(objects, {sha256})
  return sets.map((set) => ({set, events: eventsOf(set, found.get('events/events') ?? [], {}), loads: noLoads}))
}
