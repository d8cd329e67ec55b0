import {inferencePools} from '@ome/kinds/kaito'
import {scaledObjects} from '@ome/kinds/related'
import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler, splitKey} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {kaito, label} from './resources.ts'

const pools: ResourceName = {group: inferencePools.group, plural: inferencePools.plural}
const scaled: ResourceName = {group: scaledObjects.group, plural: scaledObjects.plural}

/** The pool in front of a set, which the router's chart makes. A text says why it cannot be made. */
export function ensurePool(world: World, set: ApiObject): string | undefined {
  const {name, namespace} = set.metadata
  const poolName = `${name}-inferencepool`
  if (!world.api.serves(pools)) return 'no matches for kind "InferencePool" in version "inference.networking.k8s.io/v1"'
  if (world.api.get(pools, poolName, namespace)) return undefined
  world.api.create(pools, {
    apiVersion: 'inference.networking.k8s.io/v1',
    kind: 'InferencePool',
    metadata: {
      name: poolName,
      ...(namespace === undefined ? {} : {namespace}),
      ownerReferences: [controlledBy(set)],
    },
    spec: {
      selector: {matchLabels: {[label.set]: name, 'apps.kubernetes.io/pod-index': '0'}},
      targetPorts: [{number: 5000}],
      endpointPickerRef: {name: `${poolName}-epp`, kind: 'Service', port: {number: 9002}},
    },
  })
  return undefined
}

const prefix = 'scaledobject.kaito.sh/'

/** The add-on that gives a ScaledObject to every set that asks for one. Source: kaito-project/keda-kaito-scaler. */
export const setScaler: Controller = (world) =>
  reconciler(world, {
    name: 'keda-kaito-scaler',
    sources: [{resource: kaito.inferenceSets, keys: (object) => [keyOf(object)]}],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(kaito.inferenceSets, name, namespace)
      if (!set || isTerminating(set) || !world.api.serves(scaled)) return
      const wanted = scaledObjectOf(set)
      const current = world.api.get(scaled, name, namespace)
      if (wanted && !current) world.api.create(scaled, wanted)
      else if (wanted && current && current.spec.maxReplicaCount !== wanted['spec'].maxReplicaCount) {
        world.api.patch(scaled, name, namespace, {spec: wanted['spec']})
      }
    },
  })

function scaledObjectOf(set: ApiObject): ApiObject | undefined {
  const {name, namespace, annotations = {}} = set.metadata
  const told = (key: string): string | undefined => annotations[`${prefix}${key}`]
  const most = Number(told('max-replicas'))
  if (told('auto-provision') !== 'true' || !Number.isInteger(most) || most < 1) return undefined
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {name, ...(namespace === undefined ? {} : {namespace}), ownerReferences: [controlledBy(set)]},
    spec: {
      scaleTargetRef: {apiVersion: set.apiVersion, kind: 'InferenceSet', name},
      minReplicaCount: Number(told('min-replicas') ?? 1),
      maxReplicaCount: most,
      triggers: [
        {
          type: 'external',
          name: 'keda-kaito-scaler',
          metadata: {
            scalerName: 'keda-kaito-scaler',
            inferenceSetName: name,
            inferenceSetNamespace: namespace ?? '',
            metricName: told('metricName') ?? 'vllm:num_requests_waiting',
            threshold: told('threshold') ?? '10',
          },
        },
      ],
    },
  }
}
