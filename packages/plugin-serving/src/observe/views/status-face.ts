import type {ServiceReport} from '../domain/service-report.ts'
import {face} from './diagnosis.ts'

/** The documented shape of a service's status. */
export const statusFace = (report: ServiceReport) => {
  const {service, model, modelGone, lastError, cause, warnings, routes, hints} = report
  return {
    name: service.name,
    namespace: service.namespace,
    status: service.status,
    reason: service.reason ?? null,
    cause: cause ? face(cause) : null,
    warnings: warnings.map(face),
    lastError: lastError ?? null,
    model: service.model?.name ?? null,
    modelStatus: model?.status ?? (modelGone ? 'Gone' : null),
    runtime: service.runtime ?? null,
    runtimeSource: service.runtimeSource ?? null,
    replicas: service.replicas,
    readyReplicas: service.readyReplicas,
    url: service.url ?? null,
    gpus: service.gpus,
    memoryBytes: service.memoryBytes,
    components: service.components.map((component) => ({
      name: component.name,
      replicas: component.replicas,
      readyReplicas: component.readyReplicas,
      minReplicas: component.minReplicas ?? null,
      maxReplicas: component.maxReplicas ?? null,
      workload: component.workload ?? null,
      rollout: component.rollout ?? null,
      traffic: component.traffic ?? [],
    })),
    routes: routes.map(({object, shares}) => ({object, shares})),
    pods: service.pods.map(({name, component, node, phase, ready, restarts, gpus, problem}) => ({
      name,
      component,
      node: node ?? null,
      phase,
      ready,
      restarts,
      gpus,
      problem: problem ?? null,
    })),
    conditions: service.conditions,
    hints,
    createdAt: service.createdAt ?? null,
  }
}
