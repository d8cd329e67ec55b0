import {fields, list, textMap} from '@ome/capacity/fields'
import {inferenceServices} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {isSame} from '../../domain/field-edit.ts'
import {type Canary, canaryName} from '../domain/canary.ts'
import type {Spec} from '../domain/revision.ts'
import {ownerOf, specChange, specOf} from './objects.ts'

/** Annotations that steer who scales and who lets requests in are the first service's alone. */
const left = new Set(['autoscalerClass', 'metrics', 'targetUtilizationPercentage', 'ingress-disable-creation'])

/** The canary as a service of its own, with so many replicas. */
export async function secondService(
  kube: KubeClient,
  stable: KubeObject,
  canary: Canary,
  podLabels: Readonly<Record<string, string>> = {},
): Promise<readonly Change[]> {
  const {namespace, service, replicas, target} = canary
  const name = canaryName(service)
  const engine = fields(target['engine'])
  const bounds = {minReplicas: replicas, maxReplicas: replicas}
  const entry = target['router'] === undefined ? 'engine' : 'router'
  const labels = {...textMap(fields(target[entry])['labels']), ...podLabels}
  const labelled = Object.keys(labels).length > 0 && {labels}
  const {kedaConfig: _, ...rest} = target
  const {autoscaler: __, ...component} = engine
  const parts = {...rest, engine: {...component, ...bounds}}
  const spec: Spec = {...parts, [entry]: {...fields(Reflect.get(parts, entry)), ...labelled}}
  const live = await kube.get(inferenceServices, name, {namespace})
  if (live && isSame({...specOf(live), ...spec}, specOf(live))) return []
  if (live) return specChange(live, {...specOf(live), ...spec}, `${replicas} replicas of the new version`)
  const own = Object.entries(stable.metadata.annotations ?? {}).filter(
    ([key]) => key.startsWith('ome.io/') && !left.has(key.slice('ome.io/'.length)),
  )
  const body: KubeObject = {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      namespace,
      labels: {'ome.cli/canary-of': service},
      ...(own.length > 0 && {annotations: Object.fromEntries(own)}),
      ownerReferences: [ownerOf(canary)],
    },
    spec,
  }
  return [
    {
      action: 'create',
      object: {kind: 'inferenceservice', name, namespace},
      reason: `the new version, ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
      write: {method: 'apply', resource: inferenceServices, body},
    },
  ]
}

/** The first service becomes what the canary is; its bounds, and labels that a split put on its pods, stay. */
export function takeOver(stable: KubeObject, {target}: Canary): readonly Change[] {
  const now = fields(specOf(stable)['engine'])
  const {minReplicas, maxReplicas, labels} = now
  const engine = {...fields(target['engine']), minReplicas, maxReplicas, ...(labels === undefined ? {} : {labels})}
  return specChange(stable, {...target, engine}, 'the service becomes what its canary is; its pods are replaced')
}

/** Deletes what is there of these objects, in their order. */
export async function removals(
  kube: KubeClient,
  namespace: string,
  objects: readonly {readonly resource: ResourceRef; readonly name: string; readonly reason: string}[],
): Promise<readonly Change[]> {
  const found = await Promise.all(objects.map(({resource, name}) => kube.get(resource, name, {namespace})))
  return objects.flatMap(({resource, name, reason}, index) => {
    const object = found[index]
    if (!object) return []
    const {uid} = object.metadata
    return [
      {
        action: 'delete' as const,
        object: {kind: object.kind === 'Service' ? 'service.v1' : object.kind.toLowerCase(), name, namespace},
        reason,
        write: {method: 'delete' as const, resource, name, namespace, ...(uid === undefined ? {} : {uid})},
      },
    ]
  })
}

/** Whether the router or the engine of a service takes its requests. */
export const entryComponent = (service: KubeObject): 'router' | 'engine' =>
  specOf(service)['router'] === undefined ? 'engine' : 'router'

/** The port at which a Service takes requests; OME's default where it is not there yet. */
export function portOf(service: KubeObject | undefined): number {
  const [first] = list(fields(service?.['spec'])['ports'])
  const port = fields(first)['port']
  return typeof port === 'number' ? port : 8080
}
