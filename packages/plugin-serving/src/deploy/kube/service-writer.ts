import {autoSelection} from '@ome/inference-model/auto-selection'
import type {Service} from '@ome/inference-model/service'
import {inferenceServices} from '@ome/kinds/ome'
import type {Change} from '@ome/sdk/plan'
import {type FieldEdit, fieldPath, mergeBody} from '../../domain/field-edit.ts'
import {type ServiceWriter, stoppedAnnotation} from '../domain/deployment.ts'
import {scaledObjectName} from '../domain/scaling-world.ts'
import type {ScalingWriter} from '../domain/service-writer.ts'

const deployments = {group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true} as const
const named = ({name, namespace}: {readonly name: string; readonly namespace: string}) => ({
  kind: 'inferenceservice',
  name,
  namespace,
})

export function serviceWriter(): ServiceWriter {
  return {
    edit: (service, edits, {action, reason}) => edit(service, edits, action, reason),
  }
}

export function scalingWriter(): ScalingWriter {
  return {
    resize(service, component, to, {wakes, byKeda}) {
      const edits: FieldEdit[] = [
        {at: ['spec', component.name, 'minReplicas'], from: component.minReplicas, to: to.min},
        {at: ['spec', component.name, 'maxReplicas'], from: component.maxReplicas, to: to.max},
        ...(wakes ? [{at: ['metadata', 'annotations', stoppedAnnotation], from: 'true', to: null}] : []),
      ]
      const change = edit(service, edits, 'scale', wakes ? 'wakes the service' : undefined)
      if (!wakes) return [change]
      const asleep = service.components.filter(
        ({workload, replicas}) => workload?.kind === 'Deployment' && replicas === 0,
      )
      return [
        change,
        ...asleep.map((each) =>
          byKeda.has(each.name)
            ? unpause(service, each.name)
            : setReplicas(
                service,
                each.workload?.name ?? '',
                0,
                each.name === component.name ? to.min : (each.minReplicas ?? 1),
              ),
        ),
      ]
    },
    stop: (service, workloads, byKeda) => [
      edit(
        service,
        [{at: ['metadata', 'annotations', stoppedAnnotation], to: 'true'}],
        'stop',
        'marked as stopped on purpose',
      ),
      ...workloads.map(({component, name, replicas}) =>
        byKeda.has(component) ? pause(service, component, 0) : setReplicas(service, name, replicas, 0),
      ),
    ],
  }
}

function edit(
  service: {readonly name: string; readonly namespace: string},
  edits: readonly FieldEdit[],
  action: Change['action'],
  reason: string | undefined,
): Change {
  return {
    action,
    object: named(service),
    ...(reason !== undefined && {reason}),
    fields: edits.map(({at, from, to}) => ({path: fieldPath(at), from, to})),
    write: {
      method: 'merge',
      toldWarnings: autoSelection,
      resource: inferenceServices,
      name: service.name,
      namespace: service.namespace,
      body: mergeBody(edits),
    },
  }
}

const pausedReplicas = 'autoscaling.keda.sh/paused-replicas'
const scaledObjects = {
  group: 'keda.sh',
  version: 'v1alpha1',
  plural: 'scaledobjects',
  kind: 'ScaledObject',
  namespaced: true,
} as const

const unpause = (service: Service, component: string): Change => pause(service, component, undefined)

/** KEDA sets the number itself, also to 0: it is told to hold one, or to go on. */
function pause({name: service, namespace}: Service, component: string, replicas: number | undefined): Change {
  const name = scaledObjectName(service, component)
  const to = replicas === undefined ? null : `${replicas}`
  return {
    action: replicas === undefined ? 'scale' : 'stop',
    object: {kind: 'scaledobject', name, namespace},
    fields: [{path: fieldPath(['metadata', 'annotations', pausedReplicas]), from: to === null ? '0' : null, to}],
    write: {
      method: 'merge',
      resource: scaledObjects,
      name,
      namespace,
      body: {metadata: {annotations: {[pausedReplicas]: to}}},
    },
  }
}

/** An autoscaler leaves a deployment at 0 alone, and wakes at whatever it finds: its target is set directly. */
function setReplicas({namespace}: Service, name: string, from: number, to: number): Change {
  return {
    action: to === 0 ? 'stop' : 'scale',
    object: {kind: 'deployment', name, namespace},
    fields: [{path: 'spec.replicas', from, to}],
    write: {
      method: 'merge',
      resource: deployments,
      name,
      namespace,
      subresource: 'scale',
      body: {spec: {replicas: to}},
    },
  }
}
