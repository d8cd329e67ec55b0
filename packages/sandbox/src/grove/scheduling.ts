import type {ApiObject, LocalApi} from '../api.ts'
import {pods} from '../controllers/resources.ts'
import type {Gang, GangGroup, Pack, SchedulerPlugin} from '../scheduler/gang.ts'
import {kaiScheduler} from '../scheduler/kai.ts'
import {annotation, label} from './names.ts'
import {clusterTopologyBindings, podCliqueSets, podCliques, podGangs} from './resources.ts'
import {indexIn, setNameOf, templateOf} from './template.ts'
import {levelsOf, topologyNameOf} from './topology.ts'

interface Constrained {
  readonly name: string
  readonly topologyConstraint?: {readonly packConstraint?: Pack}
}

interface PodGroup extends Constrained {
  readonly minReplicas: number
  readonly podReferences: readonly {readonly namespace: string; readonly name: string}[]
}

/** Gangs made from PodGang objects. */
function gangOf(api: LocalApi, pod: ApiObject): Gang | undefined {
  const {namespace = 'default', labels = {}} = pod.metadata
  const name = labels[label.gang]
  const gang = name === undefined ? undefined : api.get(podGangs, name, namespace)
  if (!gang) return undefined
  const groups: readonly PodGroup[] = gang['spec'].podgroups
  const parts: readonly (Constrained & {podGroupNames: readonly string[]})[] =
    gang['spec'].topologyConstraintGroupConfigs ?? []
  const pack: Pack | undefined = gang['spec'].topologyConstraint?.packConstraint
  const levels = levelKeys(api, gang)
  return {
    key: `${namespace}/${gang.metadata.name}`,
    groups: groups.map((group) => groupOf(api, group)),
    parts: parts.map((part) => ({
      name: part.name,
      groups: part.podGroupNames,
      pack: part.topologyConstraint?.packConstraint ?? {},
    })),
    ...(pack ? {pack} : {}),
    ...(levels.length > 0 ? {levels} : {}),
  }
}

function groupOf(api: LocalApi, {name, minReplicas, podReferences, topologyConstraint}: PodGroup): GangGroup {
  const present = podReferences.flatMap((reference) => api.get(pods, reference.name, reference.namespace) ?? [])
  const pack = topologyConstraint?.packConstraint
  return {
    name,
    minMember: minReplicas,
    pods: present
      .sort((a, b) => indexIn(a, label.podIndex) - indexIn(b, label.podIndex))
      .map(({metadata}) => `${metadata.namespace}/${metadata.name}`),
    ...(pack ? {pack} : {}),
  }
}

/** Node labels of the topology that the gang's set names, the widest first. */
function levelKeys(api: LocalApi, gang: ApiObject): string[] {
  const set = api.get(podCliqueSets, setNameOf(gang), gang.metadata.namespace)
  const name = gang.metadata.annotations?.[annotation.topologyName] ?? (set && topologyNameOf(templateOf(set)))
  const binding = name === undefined ? undefined : api.get(clusterTopologyBindings, name)
  return binding ? levelsOf(binding).map(({key}) => key) : []
}

const watches = [podGangs, podCliques, clusterTopologyBindings]

/** The standard scheduler places gangs of sets that name no other. */
const standard: SchedulerPlugin = {schedulerName: 'default-scheduler', wording: 'kubernetes', watches, gangOf}

/** KAI knows a gang by its PodGroup; where that is a Grove gang, its pods are placed in the order of their indices. */
const kai: SchedulerPlugin = {
  ...kaiScheduler,
  watches: [...watches, ...kaiScheduler.watches],
  gangOf(api, pod) {
    const known = kaiScheduler.gangOf(api, pod)
    return known === undefined || typeof known === 'string' ? known : (gangOf(api, pod) ?? known)
  },
}

/** Gangs of sets for either scheduler. */
export const groveSchedulers: readonly SchedulerPlugin[] = [standard, kai]
