import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {deployments, services} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {childApplier} from '../ome/apply.ts'
import {childMeta, writeStatus} from './children.ts'
import {kserveServices} from './resources.ts'

const formats = ['sklearn', 'xgboost', 'lightgbm', 'pytorch', 'triton', 'huggingface', 'onnx']

/** KServe's InferenceServices in raw deployments: a predictor, its Service, a URL once it is ready. */
export const kserveController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'v1beta1Controllers',
    sources: [
      {resource: kserveServices, keys: (object) => [keyOf(object)]},
      {resource: deployments, keys: (object) => ownerKey(object, 'InferenceService')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const service = world.api.get(kserveServices, name, namespace)
      if (!service || isTerminating(service)) return
      const container = containerOf(service)
      if (!container) return refuse(world, service)
      const app = `isvc.${name}-predictor`
      apply(deployments, deploymentOf(service, container, app))
      apply(services, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: childMeta(service, `${name}-predictor`),
        spec: {selector: {app}, ports: [{name: 'http', port: 80, targetPort: 8080}]},
      })
      report(world, service)
    },
  })
}

type Container = Record<string, unknown>

function containerOf(service: ApiObject): Container | undefined {
  const predictor: Record<string, unknown> = service.spec.predictor ?? {}
  const model = predictor['model']
  const given = Array.isArray(predictor['containers']) ? predictor['containers'][0] : undefined
  if (given !== null && typeof given === 'object') return {...given, name: 'kserve-container'}
  const old = formats.find((format) => predictor[format] !== undefined)
  const format: string | undefined =
    old ?? (model !== null && typeof model === 'object' ? service.spec.predictor.model.modelFormat?.name : undefined)
  if (format === undefined) return undefined
  const source = old === undefined ? service.spec.predictor.model : service.spec.predictor[old]
  return {
    name: 'kserve-container',
    image: source.image ?? `kserve/${format}server:v0.15.0`,
    args: [`--model_name=${service.metadata.name}`, '--model_dir=/mnt/models', '--http_port=8080'],
    ...(source.resources ? {resources: source.resources} : {}),
    env: [{name: 'STORAGE_URI', value: source.storageUri ?? ''}],
  }
}

function deploymentOf(service: ApiObject, container: Container, app: string): ApiObject {
  const labels = {app, 'serving.kserve.io/inferenceservice': service.metadata.name, component: 'predictor'}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: childMeta(service, `${service.metadata.name}-predictor`, labels),
    spec: {
      replicas: service.spec.predictor.minReplicas ?? 1,
      selector: {matchLabels: {app}},
      template: {
        metadata: {labels},
        spec: {containers: [{ports: [{containerPort: 8080, protocol: 'TCP'}], ...container}]},
      },
    },
  }
}

function refuse(world: World, service: ApiObject): void {
  const wrong = {
    type: 'Ready',
    status: 'False',
    reason: 'InvalidPredictorSpec',
    message: 'the predictor names no model',
  } as const
  writeStatus(world, kserveServices, service, {conditions: withCondition(world, service['status']?.conditions, wrong)})
}

function report(world: World, service: ApiObject): void {
  const {name, namespace} = service.metadata
  const deployment = world.api.get(deployments, `${name}-predictor`, namespace)
  const isReady = (deployment?.['status']?.readyReplicas ?? 0) > 0
  const status = isReady ? 'True' : 'False'
  const reason = isReady
    ? {}
    : {reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.'}
  const known: readonly Condition[] | undefined = service['status']?.conditions
  const conditions = ['IngressReady', 'PredictorReady', 'Ready'].reduce<readonly Condition[]>(
    (list, type) => withCondition(world, list, {type, status, ...reason}),
    known ?? [],
  )
  writeStatus(world, kserveServices, service, {
    conditions,
    ...(isReady
      ? {
          url: `http://${name}-${namespace}.example.com`,
          address: {url: `http://${name}-predictor.${namespace}.svc.cluster.local`},
        }
      : {}),
  })
}
