import type {ApiObject} from '../api.ts'
import type {Condition} from '../controllers/conditions.ts'
import {type ChildInput, childMeta} from './child-input.ts'
import {asFields, list} from './merge.ts'
import {componentName} from './names.ts'
import {podAnnotations, podLabels, podSpec} from './pod.ts'

/** The Knative Service of a component that may scale to nothing, with the share of traffic that its newest revision gets. */
export function knativeService(input: ChildInput, live: ApiObject | undefined): ApiObject {
  const {service, component, merged} = input
  const name = componentName(service.metadata.name, component)
  const base = childMeta(input, name)
  const {minReplicas = 0, maxReplicas = 3, scaleTarget, scaleMetric} = merged.settings
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: base,
    spec: {
      template: {
        metadata: {
          labels: podLabels(input, base),
          annotations: {
            ...podAnnotations(input),
            'autoscaling.knative.dev/min-scale': String(minReplicas),
            'autoscaling.knative.dev/max-scale': String(maxReplicas),
            ...(scaleTarget ? {'autoscaling.knative.dev/target': String(scaleTarget)} : {}),
            ...(scaleMetric ? {'autoscaling.knative.dev/metric': String(scaleMetric)} : {}),
          },
        },
        spec: podSpec(input),
      },
      traffic: trafficOf(input, live),
    },
  }
}

/** All to the newest revision, or `canaryTrafficPercent` of it and the rest to the last that was rolled out. */
function trafficOf({merged, service, component}: ChildInput, live: ApiObject | undefined): unknown[] {
  const percent = merged.settings['canaryTrafficPercent']
  const previous: string | undefined =
    service.status?.components?.[component]?.latestRolledoutRevision ?? live?.status?.latestReadyRevisionName
  if (typeof percent !== 'number' || percent >= 100 || !previous) return [{latestRevision: true, percent: 100}]
  return [
    {latestRevision: true, percent},
    {revisionName: previous, latestRevision: false, percent: 100 - percent, tag: 'prev'},
  ]
}

/** Conditions of a service taken from its Knative Service, under the names OME gives them. */
export function knativeConditions(prefix: string, live: ApiObject | undefined): Condition[] {
  const conditions = list(live?.status?.conditions)
  const named = (type: string, from: string): Condition => {
    const found = conditions.find((condition) => condition['type'] === from)
    const status = found?.['status']
    return {
      type,
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      ...(typeof found?.['reason'] === 'string' ? {reason: found['reason']} : {}),
      ...(typeof found?.['message'] === 'string' ? {message: found['message']} : {}),
    }
  }
  return [
    named(`${prefix}Ready`, 'Ready'),
    named(`${prefix}RouteReady`, 'RoutesReady'),
    named(`${prefix}ConfigurationReady`, 'ConfigurationsReady'),
  ]
}

/** Revisions and shares of traffic as a service's status names them. */
export function knativeRevisions(live: ApiObject | undefined): Record<string, unknown> {
  const status = asFields(live?.status)
  return {
    ...(status['latestCreatedRevisionName'] ? {latestCreatedRevision: status['latestCreatedRevisionName']} : {}),
    ...(status['latestReadyRevisionName'] ? {latestReadyRevision: status['latestReadyRevisionName']} : {}),
    ...rolledOut(list(status['traffic']), status['latestReadyRevisionName']),
    ...(status['traffic'] ? {traffic: status['traffic']} : {}),
  }
}

function rolledOut(traffic: readonly Record<string, unknown>[], ready: unknown): Record<string, unknown> {
  const latest = traffic.find((target) => target['latestRevision'] === true)
  const previous = traffic.find((target) => target['tag'] === 'prev')?.['revisionName']
  if (latest?.['percent'] === 100 && ready) return {latestRolledoutRevision: ready}
  return previous ? {latestRolledoutRevision: previous, previousRolledoutRevision: previous} : {}
}
