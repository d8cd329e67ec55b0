import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {withCondition} from '../controllers/conditions.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isActive, isTerminating} from '../controllers/pod-facts.ts'
import {pods} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {
  annotation,
  groupName,
  label,
  memberName,
  replicaName,
  scaledGangName,
  setLabels,
  standaloneName,
} from './names.ts'
import {scoped, writeStatus} from './objects.ts'
import {operatorName, podCliqueScalingGroups, podCliques, podGangs} from './resources.ts'
import {
  type CliqueTemplate,
  type GroupTemplate,
  groupsOf,
  membersOf,
  minAvailableOf,
  standaloneCliques,
  templateOf,
} from './template.ts'
import {bindingOf, packConstraint} from './topology.ts'

/** A clique that a gang holds. */
interface Part {
  readonly name: string
  readonly clique: CliqueTemplate
}

interface Wanted {
  readonly name: string
  readonly parts: readonly Part[]
  /** Replicas of scaling groups within it. */
  readonly groupReplicas: readonly {
    readonly name: string
    readonly group: GroupTemplate
    readonly parts: readonly Part[]
  }[]
}

/** The gangs of one replica of a set: the base gang first, then one for each replica of a group beyond its minimum. */
function wantedGangs(world: World, set: ApiObject, replica: number): Wanted[] {
  const template = templateOf(set)
  const setName = set.metadata.name
  const base: Part[] = standaloneCliques(template).map((clique) => ({
    name: standaloneName(setName, replica, clique.name),
    clique,
  }))
  const inBase: Wanted['groupReplicas'][number][] = []
  const scaled: Wanted[] = []
  for (const group of groupsOf(template)) {
    const full = groupName(setName, replica, group.name)
    const live = world.api.get(podCliqueScalingGroups, full, set.metadata.namespace)
    const minimum = group.minAvailable ?? 1
    for (let index = 0; index < (live?.['spec'].replicas ?? 0); index++) {
      const parts = membersOf(template, group).map((clique) => ({name: memberName(full, index, clique.name), clique}))
      const own = {name: `${full}-${index}`, group, parts}
      if (index < minimum) inBase.push(own)
      else scaled.push({name: scaledGangName(full, index, minimum), parts, groupReplicas: [own]})
    }
  }
  const baseParts = [...base, ...inBase.flatMap(({parts}) => parts)]
  return [{name: replicaName(setName, replica), parts: baseParts, groupReplicas: inBase}, ...scaled]
}

/** Makes the gangs of a set what its cliques ask for, and removes those that are left over. */
export function syncGangs(world: World, set: ApiObject, replicas: readonly number[]): void {
  const wanted = replicas.flatMap((replica) => wantedGangs(world, set, replica))
  const names = new Set(wanted.map(({name}) => name))
  for (const gang of scoped(world, podGangs, set, {[label.partOf]: set.metadata.name})) {
    if (names.has(gang.metadata.name) || isTerminating(gang)) continue
    world.api.delete(podGangs, gang.metadata.name, gang.metadata.namespace)
    const message = `PodGang ${gang.metadata.namespace}/${gang.metadata.name} deleted successfully`
    world.api.event(set, 'Normal', 'PodGangDeleteSuccessful', message, operatorName)
  }
  for (const gang of wanted) syncGang(world, set, gang)
}

function syncGang(world: World, set: ApiObject, wanted: Wanted): void {
  const {namespace} = set.metadata
  const current = world.api.get(podGangs, wanted.name, namespace)
  const spec = gangSpec(world, set, wanted)
  const isFilled = spec.podgroups.every(
    (group, index) => group.podReferences.length >= expected(world, set, wanted, index),
  )
  if (!current) {
    if (!hasPods(world, set, wanted)) return
    const empty = {...spec, podgroups: spec.podgroups.map((group) => ({...group, podReferences: []}))}
    const made = world.api.create(podGangs, {...shell(set, wanted), spec: empty})
    writeInitialized(world, made, false)
    const message = `PodGang ${namespace}/${wanted.name} created successfully`
    world.api.event(set, 'Normal', 'PodGangCreateOrUpdateSuccessful', message, operatorName)
    return
  }
  if (isTerminating(current)) return
  const isBegun = current['spec'].podgroups.some(
    ({podReferences}: {podReferences: unknown[]}) => podReferences.length > 0,
  )
  if (!isFilled && !isBegun) return
  const made = isDeepStrictEqual(current['spec'], spec) ? current : world.api.update(podGangs, {...current, spec})
  writeInitialized(world, made, true)
}

/** How many pods a clique of the gang should have before its pods are listed for the first time. */
const expected = (world: World, set: ApiObject, wanted: Wanted, index: number): number => {
  const name = wanted.parts[index]?.name ?? ''
  return world.api.get(podCliques, name, set.metadata.namespace)?.['spec'].replicas ?? 1
}

const hasPods = (world: World, set: ApiObject, wanted: Wanted): boolean =>
  wanted.parts.some((part) => podsOf(world, set, part).length > 0)

const podsOf = (world: World, set: ApiObject, part: Part): ApiObject[] =>
  scoped(world, pods, set, {[label.clique]: part.name, [label.partOf]: set.metadata.name}).filter(isActive)

const foreign = (entries: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(entries ?? {}).filter(([key]) => !/^([^/]*\.)?grove\.io\//.test(key)))

function shell(set: ApiObject, wanted: Wanted): ApiObject {
  const template = templateOf(set)
  const scheduler = template.cliques[0]?.spec.podSpec.schedulerName ?? 'default-scheduler'
  const topology = template.topologyConstraint?.topologyName
  const {'kubectl.kubernetes.io/last-applied-configuration': _applied, ...annotations} = foreign(
    set.metadata.annotations,
  )
  return {
    apiVersion: 'scheduler.grove.io/v1alpha1',
    kind: 'PodGang',
    metadata: {
      name: wanted.name,
      ...(set.metadata.namespace === undefined ? {} : {namespace: set.metadata.namespace}),
      labels: {
        ...foreign(set.metadata.labels),
        ...setLabels(set.metadata.name),
        [label.component]: 'podgang',
        [label.schedulerName]: scheduler,
      },
      annotations: {...annotations, ...(topology === undefined ? {} : {[annotation.topologyName]: topology})},
      ownerReferences: [controlledBy(set)],
    },
  }
}

interface PodGroup {
  readonly name: string
  readonly minReplicas: number
  readonly podReferences: readonly {readonly namespace: string; readonly name: string}[]
}

function gangSpec(world: World, set: ApiObject, wanted: Wanted): {podgroups: PodGroup[]} {
  const template = templateOf(set)
  const binding = bindingOf(world.api, template)
  const constraint = packConstraint(binding, template.topologyConstraint)
  const configs = wanted.groupReplicas.flatMap(({name, group, parts}) => {
    const own = packConstraint(binding, group.topologyConstraint)
    return own ? [{name, podGroupNames: parts.map((part) => part.name), topologyConstraint: own}] : []
  })
  return {
    podgroups: wanted.parts.map((part) => {
      const own = packConstraint(binding, part.clique.topologyConstraint)
      return {
        name: part.name,
        minReplicas: minAvailableOf(part.clique),
        podReferences: podsOf(world, set, part)
          .map(({metadata}) => ({namespace: metadata.namespace ?? '', name: metadata.name}))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        ...(own ? {topologyConstraint: own} : {}),
      }
    }),
    ...(constraint ? {topologyConstraint: constraint} : {}),
    ...(configs.length > 0 ? {topologyConstraintGroupConfigs: configs} : {}),
    ...(template.priorityClassName === undefined ? {} : {priorityClassName: template.priorityClassName}),
  }
}

/** The only part of a gang's status that the operator writes; its phase stays Pending. */
function writeInitialized(world: World, gang: ApiObject, isDone: boolean): void {
  const condition = isDone
    ? {
        type: 'Initialized',
        status: 'True' as const,
        reason: 'PodGangPodsCreated',
        message: 'PodGang is fully initialized',
      }
    : {
        type: 'Initialized',
        status: 'False' as const,
        reason: 'PodGangPodsCreationPending',
        message: 'Not all constituent pods have been created yet',
      }
  const conditions = withCondition(world, gang['status']?.conditions, condition)
  writeStatus(world, podGangs, gang, {...gang['status'], phase: 'Pending', conditions})
}
