import {createHash} from 'node:crypto'
import type {PodClique, PodCliqueScalingGroup, PodCliqueSet, PodGang} from '@ome/kinds/grove'
import type {KubeObject} from '@ome/sdk/kube'
import type {GroveObjects} from '../src/domain/grove-objects.ts'

/** Objects of sets as the operator and a scheduler would leave them, made without either. */

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface MadeClique {
  readonly name: string
  /** Per worker in a group, in all for a standalone clique. */
  readonly replicas: number
  readonly minAvailable?: number
  readonly gpus?: number
  readonly labels?: Record<string, string>
  readonly roleName?: string
  readonly image?: string
  readonly args?: string[]
  readonly pack?: {required?: string; preferred?: string}
}

export interface MadeGroup {
  readonly name: string
  readonly cliques: readonly string[]
  readonly replicas: number
  readonly minAvailable?: number
  readonly pack?: {required?: string; preferred?: string}
}

export interface MadeSet {
  readonly name: string
  readonly namespace?: string
  readonly replicas?: number
  readonly cliques: readonly MadeClique[]
  readonly groups?: readonly MadeGroup[]
  readonly pack?: {required?: string; preferred?: string}
  /** State of each pod, by its place in all pods of the set; ready on `node-0` where it says nothing. */
  readonly pod?: (place: PodPlace) => MadePod
}

export interface PodPlace {
  readonly order: number
  readonly clique: string
  readonly replica: number
  readonly index: number
  readonly groupReplica?: number
}

export interface MadePod {
  readonly node?: string | undefined
  readonly state?: 'ready' | 'gated' | 'unschedulable' | 'starting' | 'waiting' | 'failed' | 'unready' | 'gone'
  readonly hash?: string
}

type Template = PodCliqueSet['spec']['template']
type Constraint = {topologyConstraint: {topologyName: string; pack: {required?: string; preferred?: string}}}

const constraint = (pack: MadeClique['pack']): Constraint | object =>
  pack ? {topologyConstraint: {topologyName: 'topo', pack}} : {}

export const templateOf = ({cliques, groups = [], pack}: MadeSet): Template =>
  ({
    cliques: cliques.map((clique) => ({
      name: clique.name,
      ...(clique.labels && {labels: clique.labels}),
      ...constraint(clique.pack),
      spec: {
        roleName: clique.roleName ?? clique.name,
        replicas: clique.replicas,
        minAvailable: clique.minAvailable ?? clique.replicas,
        podSpec: {
          containers: [
            {
              name: 'main',
              image: clique.image ?? 'engine:1',
              ...(clique.args && {args: clique.args}),
              ...(clique.gpus && {resources: {limits: {'nvidia.com/gpu': String(clique.gpus)}}}),
            },
          ],
        },
      },
    })),
    ...(groups.length > 0 && {
      podCliqueScalingGroups: groups.map((group) => ({
        name: group.name,
        cliqueNames: [...group.cliques],
        replicas: group.replicas,
        minAvailable: group.minAvailable ?? 1,
        ...constraint(group.pack),
      })),
    }),
    terminationDelay: '15m',
    ...constraint(pack),
  }) as Template

const hashOf = (clique: string): string => `hash-${clique}`
export const began = '2026-11-21T10:00:00Z'

export function madeObjects(set: MadeSet): GroveObjects {
  const made = {
    cliques: [] as PodClique[],
    groups: [] as PodCliqueScalingGroup[],
    gangs: [] as PodGang[],
    pods: [] as KubeObject[],
  }
  const {name, namespace = 'prod', replicas = 1} = set
  const own = {namespace, creationTimestamp: began}
  const partOf = {'app.kubernetes.io/managed-by': 'grove-operator', 'app.kubernetes.io/part-of': name}
  const inGroup = new Set((set.groups ?? []).flatMap(({cliques}) => cliques))
  for (let replica = 0; replica < replicas; replica++) {
    const base = `${name}-${replica}`
    const labels = {...partOf, 'grove.io/podcliqueset-replica-index': String(replica)}
    const gangs = new Map<string, string[]>([[base, []]])
    const addClique = (clique: MadeClique, whole: string, gang: string, more: Record<string, string>): void => {
      const all = {
        ...labels,
        ...clique.labels,
        ...more,
        'grove.io/podgang': gang,
        'grove.io/pod-template-hash': hashOf(clique.name),
      }
      gangs.set(gang, [...(gangs.get(gang) ?? []), whole])
      const minAvailable = clique.minAvailable ?? clique.replicas
      const pods = podsOf(set, clique, {whole, replica, labels: all, order: made.pods.length})
      made.pods.push(...pods)
      made.cliques.push({
        apiVersion: 'grove.io/v1alpha1',
        kind: 'PodClique',
        metadata: {...own, name: whole, labels: all},
        spec: {
          roleName: clique.roleName ?? clique.name,
          podSpec: {containers: []},
          replicas: clique.replicas,
          minAvailable,
        },
        status: {readyReplicas: 0, scheduledReplicas: 0, scheduleGatedReplicas: 0, updatedReplicas: 0},
      } as PodClique)
    }
    for (const clique of set.cliques)
      if (!inGroup.has(clique.name)) addClique(clique, `${base}-${clique.name}`, base, {})
    for (const group of set.groups ?? []) {
      const whole = `${base}-${group.name}`
      made.groups.push({
        apiVersion: 'grove.io/v1alpha1',
        kind: 'PodCliqueScalingGroup',
        metadata: {...own, name: whole, labels},
        spec: {replicas: group.replicas, minAvailable: group.minAvailable ?? 1, cliqueNames: [...group.cliques]},
        status: {availableReplicas: 0, scheduledReplicas: 0, updatedReplicas: 0},
      })
      for (let index = 0; index < group.replicas; index++) {
        const beyond = index - (group.minAvailable ?? 1)
        const gang = beyond < 0 ? base : `${whole}-${beyond}`
        for (const clique of set.cliques.filter((one) => group.cliques.includes(one.name)))
          addClique(clique, `${whole}-${index}-${clique.name}`, gang, {
            'grove.io/podcliquescalinggroup': whole,
            'grove.io/podcliquescalinggroup-replica-index': String(index),
            ...(beyond < 0 ? {} : {'grove.io/base-podgang': base}),
          })
      }
    }
    for (const [gang, cliques] of gangs)
      made.gangs.push({
        apiVersion: 'scheduler.grove.io/v1alpha1',
        kind: 'PodGang',
        metadata: {...own, name: gang, labels: partOf},
        spec: {
          podgroups: cliques.map((whole) => ({
            name: whole,
            podReferences: [],
            minReplicas: made.cliques.find(({metadata}) => metadata.name === whole)?.spec.minAvailable ?? 1,
          })),
        },
        status: {
          phase: 'Pending',
          conditions: [
            {type: 'Initialized', status: 'True', reason: 'PodGangPodsCreated', message: '', lastTransitionTime: began},
          ],
        },
      })
  }
  return {sets: [setOf(set)], ...made, unread: []}
}

export const setOf = (set: MadeSet): PodCliqueSet => ({
  apiVersion: 'grove.io/v1alpha1',
  kind: 'PodCliqueSet',
  metadata: {name: set.name, namespace: set.namespace ?? 'prod', uid: `uid-${set.name}`, creationTimestamp: began},
  spec: {replicas: set.replicas ?? 1, template: templateOf(set)},
  status: {availableReplicas: 0, updatedReplicas: 0},
})

interface Place {
  readonly whole: string
  readonly replica: number
  readonly labels: Record<string, string>
  readonly order: number
}

function podsOf(set: MadeSet, clique: MadeClique, {whole, replica, labels, order}: Place): KubeObject[] {
  const group = labels['grove.io/podcliquescalinggroup-replica-index']
  return Array.from({length: clique.replicas}, (_, index) => {
    const made =
      set.pod?.({
        order: order + index,
        clique: clique.name,
        replica,
        index,
        ...(group !== undefined && {groupReplica: Number(group)}),
      }) ?? {}
    return made.state === 'gone'
      ? []
      : [
          podOf(
            clique,
            {...labels, ...(made.hash && {'grove.io/pod-template-hash': made.hash})},
            {name: `${whole}-${index}x`, whole, index, namespace: set.namespace ?? 'prod', made},
          ),
        ]
  }).flat()
}

const condition = (type: string, status: string, reason?: string): object => ({
  type,
  status,
  lastTransitionTime: began,
  ...(reason && {reason}),
})

const statuses: Readonly<Record<NonNullable<MadePod['state']>, object>> = {
  gone: {},
  ready: {phase: 'Running', conditions: [condition('PodScheduled', 'True'), condition('Ready', 'True')]},
  gated: {phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'SchedulingGated')]},
  unschedulable: {
    phase: 'Pending',
    conditions: [{...condition('PodScheduled', 'False', 'Unschedulable'), message: '0/4 nodes are available'}],
  },
  starting: {
    phase: 'Pending',
    conditions: [condition('PodScheduled', 'True')],
    containerStatuses: [{name: 'main', state: {waiting: {reason: 'ContainerCreating'}}}],
  },
  waiting: {
    phase: 'Pending',
    conditions: [condition('PodScheduled', 'True')],
    initContainerStatuses: [{name: 'grove-initc', state: {running: {}}}],
  },
  failed: {
    phase: 'Running',
    conditions: [condition('PodScheduled', 'True'), condition('Ready', 'False')],
    containerStatuses: [{name: 'main', restartCount: 4, state: {waiting: {reason: 'CrashLoopBackOff'}}}],
  },
  unready: {
    phase: 'Running',
    conditions: [
      condition('PodScheduled', 'True'),
      {...condition('Ready', 'False'), lastTransitionTime: '2026-11-21T11:00:00Z'},
    ],
    containerStatuses: [{name: 'main', state: {running: {startedAt: began}}}],
  },
}

interface OnePod {
  readonly name: string
  readonly whole: string
  readonly index: number
  readonly namespace: string
  readonly made: MadePod
}

function podOf(
  clique: MadeClique,
  labels: Record<string, string>,
  {name, whole, index, namespace, made}: OnePod,
): KubeObject {
  const {state = 'ready', node = 'node-0'} = made
  const isPlaced = state !== 'gated' && state !== 'unschedulable'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `${namespace}-${name}`,
      creationTimestamp: began,
      labels: {...labels, 'grove.io/podclique': whole, 'grove.io/podclique-pod-index': String(index)},
    },
    spec: {
      ...(isPlaced && {nodeName: node}),
      ...(state === 'gated' && {schedulingGates: [{name: 'grove.io/podgang-pending-creation'}]}),
      ...(state === 'waiting' && {
        initContainers: [
          {name: 'grove-initc', args: [`--podcliques=${labels['app.kubernetes.io/part-of']}-0-parent:2`]},
        ],
      }),
      containers: [
        {
          name: 'main',
          image: clique.image ?? 'engine:1',
          ...(clique.gpus && {resources: {limits: {'nvidia.com/gpu': String(clique.gpus)}}}),
        },
      ],
    },
    status: statuses[state],
  }
}

/** `count` nodes of 8 GPUs, `perRack` in each rack of one block. */
export const madeNodes = (count: number, perRack: number, gpus = 8): readonly KubeObject[] =>
  Array.from({length: count}, (_, index) => {
    const name = `node-${index}`
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {block: 'a', rack: `rack-${Math.floor(index / perRack)}`, 'kubernetes.io/hostname': name},
      },
      status: {allocatable: {'nvidia.com/gpu': String(gpus)}, conditions: [condition('Ready', 'True')]},
    }
  })

export const madeTopology = {
  apiVersion: 'grove.io/v1alpha1',
  kind: 'ClusterTopologyBinding',
  metadata: {name: 'topo'},
  spec: {
    levels: [
      {domain: 'block', key: 'block'},
      {domain: 'rack', key: 'rack'},
      {domain: 'host', key: 'kubernetes.io/hostname'},
    ],
  },
}
