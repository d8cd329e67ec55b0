import {at, list} from '@ome/capacity/fields'
import {podGpus} from '@ome/inference-model/node'
import type {KeepOptions, KubeObject} from '@ome/sdk/kube'
import type {Part} from './sources.ts'

const mostKnown = 20_000

type Keep = NonNullable<KeepOptions['keep']>

/**
 * What is kept of the objects of each part: of pods what trees and the use of GPUs are made of, of those of the whole
 * cluster the ones with GPUs. Specs that are alike, and a pod that is in both lists, are kept once.
 */
export function leanParts(): (part: Part) => Keep | undefined {
  const specs = new Map<string, unknown>()
  const pods = new Map<string, KubeObject>()
  const lean: Keep = (object) => {
    const {uid = '', resourceVersion} = object.metadata
    const known = pods.get(uid)
    if (known !== undefined && known.metadata.resourceVersion === resourceVersion) return known
    // Pods come and go for as long as somebody looks.
    if (pods.size >= mostKnown) for (const map of [pods, specs]) map.clear()
    const made = leanPod(object, specs)
    pods.set(uid, made)
    return made
  }
  return (part) => {
    if (part === 'pods') return lean
    return part === 'clusterPods' ? (object) => (podGpus(object['spec']) > 0 ? lean(object) : undefined) : undefined
  }
}

function leanPod({apiVersion, kind, metadata, spec, status}: KubeObject, specs: Map<string, unknown>): KubeObject {
  const {name, namespace = '', uid = '', resourceVersion, labels = {}, creationTimestamp, deletionTimestamp} = metadata
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid,
      labels,
      ...(resourceVersion !== undefined && {resourceVersion}),
      ...(creationTimestamp !== undefined && {creationTimestamp}),
      ...(deletionTimestamp !== undefined && {deletionTimestamp}),
    },
    spec: {
      nodeName: at(spec, 'nodeName'),
      schedulingGates: at(spec, 'schedulingGates'),
      containers: once(containers(spec, 'containers', ['name', 'image', 'resources']), specs),
      initContainers: once(containers(spec, 'initContainers', ['name', 'args', 'resources', 'restartPolicy']), specs),
    },
    status: picked(status, ['phase', 'conditions', 'containerStatuses', 'initContainerStatuses']),
  }
}

const containers = (spec: unknown, key: string, keys: readonly string[]): unknown =>
  list(at(spec, key)).map((container) => picked(container, keys))

const picked = (value: unknown, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, at(value, key)]).filter(([, one]) => one !== undefined))

function once(value: unknown, known: Map<string, unknown>): unknown {
  const key = JSON.stringify(value)
  const first = known.get(key) ?? value
  known.set(key, first)
  return first
}
