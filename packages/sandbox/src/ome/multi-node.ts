import type {ApiObject} from '../api.ts'
import {type ChildInput, childMeta} from './child-input.ts'
import {mergePart} from './merge.ts'
import {componentName, lastCharacters} from './names.ts'
import {podAnnotations, podLabels, podSpec, runtimeLabel} from './pod.ts'

/** Name of a component's LeaderWorkerSet: two services whose names end alike share one. */
export const groupSetName = (service: string, component: ChildInput['component']): string =>
  `lws-${lastCharacters(componentName(service, component), 50)}`

/** The groups of a component that takes several nodes: each a leader that answers and workers behind it. */
export function leaderWorkerSet(input: ChildInput): ApiObject {
  const {service, component, merged} = input
  const base = childMeta(input, groupSetName(service.metadata.name, component))
  const size = Number(merged.worker?.size ?? 0) + 1
  const template = (part: 'leader' | 'worker'): Record<string, unknown> => ({
    metadata: {
      labels: {...podLabels(input, base), 'ray.io/node-type': part === 'leader' ? 'head' : 'worker'},
      annotations: podAnnotations(input),
    },
    spec: podSpec(input, mergePart(merged, merged[part])),
  })
  return {
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: {...base, labels: {...base.labels, ...runtimeLabel(input)}},
    spec: {
      replicas: Number(merged.settings['minReplicas'] ?? 1),
      startupPolicy: 'LeaderCreated',
      rolloutStrategy: {type: 'RollingUpdate', rollingUpdateConfiguration: {maxUnavailable: 1, maxSurge: 0}},
      leaderWorkerTemplate: {
        size,
        restartPolicy: 'RecreateGroupOnPodRestart',
        leaderTemplate: template('leader'),
        workerTemplate: template('worker'),
      },
    },
  }
}
