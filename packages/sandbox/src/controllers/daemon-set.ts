import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {matchesNode, untolerated} from '../scheduler/node-match.ts'
import {dependants} from './ownership.ts'
import {isActive, isReady, isTerminating} from './pod-facts.ts'
import {podFrom, templateHash} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {daemonSets, nodes, pods} from './resources.ts'
import type {Controller, World} from './world.ts'

const source = 'daemonset-controller'
const revisionLabel = 'controller-revision-hash'

/** One pod on each node that a DaemonSet's template accepts. */
export const daemonSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: daemonSets, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'DaemonSet')},
      {
        resource: nodes,
        keys: (node, {type, previous}) =>
          type === 'MODIFIED' && previous && isDeepStrictEqual(previous.metadata.labels, node.metadata.labels)
            ? []
            : world.api.list(daemonSets).map(keyOf),
      },
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(daemonSets, name, namespace)
      if (!set) return
      const wanted = world.api.list(nodes).filter((node) => accepts(set, node))
      if (!isTerminating(set)) cover(world, set, wanted)
      writeStatus(world, set, wanted.length)
    },
  })

const automaticTolerations = [
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/unschedulable',
].map((key) => ({key, operator: 'Exists'}))

function accepts(set: ApiObject, node: ApiObject): boolean {
  const spec = set.spec.template.spec
  const tolerations = [...(spec?.tolerations ?? []), ...automaticTolerations]
  const pod: ApiObject = {apiVersion: 'v1', kind: 'Pod', metadata: {name: ''}, spec: {...spec, tolerations}}
  return matchesNode(pod, node) && !untolerated(pod, node)
}

const revision = (set: ApiObject): string => templateHash(set.spec.template)

/** The node a pod was made for: it carries the name in its affinity until it is bound. */
const nodeOf = (pod: ApiObject): string | undefined =>
  pod.spec.nodeName ??
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]
    ?.matchFields?.[0]?.values?.[0]

function cover(world: World, set: ApiObject, wanted: readonly ApiObject[]): void {
  const names = new Set(wanted.map((node) => node.metadata.name))
  const covered = new Set<string>()
  for (const pod of dependants(world, pods, set).filter(isActive)) {
    const node = nodeOf(pod) ?? ''
    const outdated =
      pod.metadata.labels?.[revisionLabel] !== revision(set) && set.spec.updateStrategy?.type !== 'OnDelete'
    if (!names.has(node) || covered.has(node) || outdated) {
      world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
      world.api.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, source)
    } else covered.add(node)
  }
  for (const name of names) if (!covered.has(name)) createPod(world, set, name)
}

function createPod(world: World, set: ApiObject, node: string): void {
  const name = `${set.metadata.name}-${world.random.suffix(5)}`
  const pod = podFrom(set, set.spec.template, name)
  const term = {matchFields: [{key: 'metadata.name', operator: 'In', values: [node]}]}
  const required = {nodeSelectorTerms: [term]}
  world.api.create(pods, {
    ...pod,
    metadata: {...pod.metadata, labels: {...pod.metadata.labels, [revisionLabel]: revision(set)}},
    spec: {
      ...pod.spec,
      affinity: {...pod.spec.affinity, nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: required}},
      tolerations: [...(pod.spec.tolerations ?? []), ...automaticTolerations],
    },
  })
  world.api.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, source)
}

function writeStatus(world: World, set: ApiObject, wanted: number): void {
  const active = dependants(world, pods, set).filter(isActive)
  const ready = active.filter(isReady).length
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    desiredNumberScheduled: wanted,
    currentNumberScheduled: active.length,
    updatedNumberScheduled: active.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision(set)).length,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: wanted - ready,
    numberMisscheduled: 0,
  }
  if (isDeepStrictEqual({...set.status, ...status}, set.status)) return
  world.api.patch(daemonSets, set.metadata.name, set.metadata.namespace, {status}, 'status')
}
