import {
  clusterTopologies,
  clusterTopologyBindings,
  kaiPodGroups,
  podCliqueScalingGroups,
  podCliqueSets,
  podCliques,
  podGangs,
} from '@ome/kinds/grove'
import {configMaps, deployments, events, horizontalPodAutoscalers, nodes, pods} from '@ome/kinds/kubernetes'
import type {KeepOptions, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {GroveObjects} from '../domain/grove-objects.ts'
import type {Ask} from '../domain/grove-reader.ts'
import {label, ours, partOfSet} from '../domain/labels.ts'
import {revisionKind} from '../domain/revision.ts'
import {rolloutKind} from '../domain/rollout-note.ts'

export type Part = Exclude<keyof GroveObjects, 'unread'>

export interface Source {
  readonly part: Part
  readonly resource: ResourceRef
  readonly options: ListOptions & KeepOptions
}

/** Pods that hold nothing any more are left to the server. */
const active = 'status.phase!=Succeeded,status.phase!=Failed'

/** One LIST for each kind that was asked for. */
export function sourcesOf({namespace, set, extras}: Ask): readonly Source[] {
  const scope: ListOptions = namespace === undefined ? {} : {namespace}
  const parts: ListOptions = {...scope, labelSelector: partOfSet(set)}
  const wanted = new Set<string>(extras)
  const state = [
    `${label.managedBy}=ome`,
    `${ours.kind} in (${revisionKind},${rolloutKind})`,
    ...(set === undefined ? [] : [`${ours.set}=${set}`]),
  ]
  const always: readonly Source[] = [
    {part: 'sets', resource: podCliqueSets, options: scope},
    {part: 'cliques', resource: podCliques, options: parts},
    {part: 'groups', resource: podCliqueScalingGroups, options: parts},
    {part: 'gangs', resource: podGangs, options: parts},
    {part: 'pods', resource: pods, options: parts},
    {part: 'nodes', resource: nodes, options: {}},
    {part: 'topologies', resource: clusterTopologyBindings, options: {}},
  ]
  const some: readonly Source[] = [
    {part: 'clusterPods', resource: pods, options: {fieldSelector: active}},
    // People make autoscalers of their own, and the scheduler labels its groups as it likes.
    {part: 'autoscalers', resource: horizontalPodAutoscalers, options: scope},
    {part: 'podGroups', resource: kaiPodGroups, options: scope},
    {part: 'operators', resource: deployments, options: {labelSelector: 'app.kubernetes.io/name=grove-operator'}},
    {part: 'state', resource: configMaps, options: {...scope, labelSelector: state.join(',')}},
  ]
  const told = wanted.has('events') ? [{}] : wanted.has('warnings') ? [{fieldSelector: 'type=Warning'}] : []
  return [
    ...always,
    ...some.filter(({part}) => wanted.has(part)),
    ...told.map((options): Source => ({part: 'events', resource: events, options: {...scope, ...options}})),
  ]
}

/** What took its place from alpha.9 on is looked for first. */
export const olderTopologies: Source = {part: 'topologies', resource: clusterTopologies, options: {}}
