import type {Admission, ApiObject} from '../api.ts'
import {annotation, groupKey, label} from './lws-names.ts'
import {pods} from './resources.ts'

interface Container {
  readonly env?: readonly {readonly name: string; readonly value?: string}[]
}

/** What the webhook of LeaderWorkerSet adds to its pods: labels of the group, and where the leader is. */
export const leaderWorkerPods: Admission = {
  name: 'leaderworkerset',
  resources: [pods],
  operations: ['CREATE'],
  mutate(pod) {
    const {labels = {}, annotations = {}, name, namespace} = pod.metadata
    if (labels[label.name] === undefined) return undefined
    const index = name.slice(name.lastIndexOf('-') + 1)
    const isLeader = labels[label.workerIndex] === '0'
    const leader = isLeader ? name : (annotations[annotation.leader] ?? name.slice(0, name.lastIndexOf('-')))
    const key = groupKey(namespace, leader)
    const own = isLeader ? {[label.groupIndex]: index, [label.groupKey]: key} : {[label.workerIndex]: index}
    const environment = [
      {name: 'LWS_LEADER_ADDRESS', value: `${leader}.${pod.spec?.subdomain ?? labels[label.name]}.${namespace}`},
      {name: 'LWS_GROUP_SIZE', value: annotations[annotation.size] ?? '1'},
      {name: 'LWS_WORKER_INDEX', value: isLeader ? '0' : index},
    ]
    const informed = (container: Container): Container => {
      const names = new Set(environment.map((variable) => variable.name))
      return {...container, env: [...environment, ...(container.env ?? []).filter((one) => !names.has(one.name))]}
    }
    const topology = annotations[annotation.topology]
    const spec = {
      ...pod.spec,
      containers: (pod.spec?.containers ?? []).map(informed),
      ...(pod.spec?.initContainers ? {initContainers: pod.spec.initContainers.map(informed)} : {}),
      ...(topology === undefined ? {} : {affinity: {...pod.spec?.affinity, ...exclusive(pod, topology, key)}}),
    }
    return {...pod, metadata: {...pod.metadata, labels: {...labels, ...own}}, spec}
  },
}

/** A group has a domain for itself: near its own, away from others. */
function exclusive(pod: ApiObject, topologyKey: string, key: string): Record<string, unknown> {
  const term = (matchExpressions: unknown[]): unknown => ({labelSelector: {matchExpressions}, topologyKey})
  const own = term([{key: label.groupKey, operator: 'In', values: [key]}])
  const others = term([
    {key: label.groupKey, operator: 'Exists'},
    {key: label.groupKey, operator: 'NotIn', values: [key]},
  ])
  const {podAffinity, podAntiAffinity} = pod.spec?.affinity ?? {}
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  return {
    podAffinity: {...podAffinity, [required]: [...(podAffinity?.[required] ?? []), own]},
    podAntiAffinity: {...podAntiAffinity, [required]: [...(podAntiAffinity?.[required] ?? []), others]},
  }
}
