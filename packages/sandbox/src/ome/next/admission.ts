import type {Admission, ApiObject, LocalApi} from '../../api.ts'
import {benchmarkAdmission} from '../benchmark-admission.ts'
import {denied} from '../denial.ts'
import {chooseRuntime, modelOf} from '../lookup.ts'
import {asFields, type Fields, list} from '../merge.ts'
import {clusterServingRuntimes, inferenceReplicas, inferenceServices, servingRuntimes} from '../resources.ts'
import {runtimeAdmissions} from '../runtime-admission.ts'

const webhook = 'inferenceservice.ome-webhook-server.validator'
const components = ['engine', 'decoder', 'router'] as const

const defaulter: Admission = {
  name: 'inferenceservice.ome-webhook-server.defaulter',
  resources: [inferenceServices],
  operations: ['CREATE', 'UPDATE'],
  mutate(service) {
    if (service.metadata.deletionTimestamp) return undefined
    const filled = components.flatMap((name) => {
      if (!service.spec?.[name]) return []
      const given = asFields(service.spec[name])
      const min = Number(given['minReplicas'] ?? 1)
      const max = Math.max(min, Number(given['maxReplicas'] ?? (name === 'router' ? 2 : 3)))
      return [[name, {...given, minReplicas: min, maxReplicas: max}]]
    })
    return {...service, spec: {...service.spec, ...Object.fromEntries(filled)}}
  },
}

const validating: Admission = {
  name: webhook,
  resources: [inferenceServices],
  operations: ['CREATE', 'UPDATE'],
  validate(service, _old, api) {
    if (service.metadata.deletionTimestamp) return []
    const problem = nameProblem(service) ?? codedProblem(service) ?? referenceProblem(service, api)
    if (problem) throw denied(webhook, problem)
    return undeclared(service, api)
  },
}

/** Replicas are the controller's: others change them by scaling, or through their service. */
const replicaGuard: Admission = {
  name: 'inferencereplica.ome-webhook-server.validator',
  resources: [inferenceReplicas],
  operations: ['CREATE', 'UPDATE'],
  validate(replica, old) {
    if (replica.metadata.annotations?.['ome.io/controller-write'] === 'true' || replica.metadata.deletionTimestamp)
      return []
    const {replicas: _, ...before} = asFields(old?.spec)
    const {replicas: __, ...after} = asFields(replica.spec)
    if (old && JSON.stringify(before) === JSON.stringify(after)) return []
    throw denied(
      'inferencereplica.ome-webhook-server.validator',
      'InferenceReplica is written by the controller; change the InferenceService or use the scale subresource',
    )
  },
}

/** What OME v1.3 checks and fills in on the way into the API. */
export const omeNextAdmissions: readonly Admission[] = [
  defaulter,
  validating,
  replicaGuard,
  ...runtimeAdmissions,
  benchmarkAdmission,
]

function nameProblem({metadata: {name, annotations = {}}}: ApiObject): string | undefined {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    return `invalid InferenceService name ${JSON.stringify(name)}, must match "[a-z]([-a-z0-9]*[a-z0-9])?"`
  }
  const odd = Object.keys(annotations).find(
    (key) => /^ome\.io\/roll-?outs?[-_]?(pause|promot|rollback|repin)/i.test(key) && !actions.includes(key),
  )
  return odd === undefined ? undefined : `unknown annotation ${JSON.stringify(odd)}`
}

const actions = [
  'ome.io/rollout-paused',
  'ome.io/rollout-promote',
  'ome.io/rollout-rollback',
  'ome.io/rollout-repin',
  'ome.io/rollout-ready-timeout',
]

/** Refusals that end in a code in parentheses. */
function codedProblem(service: ApiObject): string | undefined {
  const {spec} = service
  for (const name of components) {
    const component = asFields(spec[name])
    const scaling = asFields(component['autoscaler'])
    const problem = scalingProblem(scaling, component)
    if (problem) return `${name}.autoscaler: ${problem}`
    if (scaling['class'] && service.metadata.annotations?.['ome.io/autoscalerClass']) {
      return `${name}.autoscaler and annotation ome.io/autoscalerClass are both set (AutoscalerAnnotationConflict)`
    }
    if (component['autoscalerPolicyRef']) {
      return `${name}.autoscalerPolicyRef needs the AutoscalerPolicy feature (AutoscalerPolicyFeatureDisabled)`
    }
  }
  return modeProblem(spec) ?? trafficProblem(asFields(spec.traffic))
}

function scalingProblem(scaling: Fields, component: Fields): string | undefined {
  const keda = asFields(scaling['keda'])
  const isKeda = scaling['class'] === 'KEDA'
  if (isKeda && list(keda['triggers']).length === 0)
    return 'class KEDA needs at least one trigger (KedaTriggersRequired)'
  const idle = keda['idleReplicaCount']
  const min = Number(component['minReplicas'] ?? 1)
  if (typeof idle === 'number' && idle >= min) return 'idleReplicaCount must lie below minReplicas (KedaIdleBelowMin)'
  if (component['minReplicas'] === 0 && !isKeda) return 'minReplicas 0 needs class KEDA (InvalidScaleToZero)'
  return undefined
}

function modeProblem(spec: Fields): string | undefined {
  const groups = list(asFields(spec['rollout'])['groups'])
  const isNative = spec['deploymentMode'] === 'OMENative' || components.some((name) => asFields(spec[name])['leader'])
  if (groups.some((group) => group['canary']) && !isNative) {
    return 'rollout.groups.canary needs deployment mode OMENative (CanaryRequiresOMENative)'
  }
  if (groups.length > 0 && !isNative) {
    return 'rollout.groups needs deployment mode OMENative (CoordinationRequiresOMENative)'
  }
  const {mode} = asFields(spec['scalingPolicy'])
  return mode === undefined || mode === 'Independent'
    ? undefined
    : `scalingPolicy.mode ${String(mode)} is not supported`
}

function trafficProblem(traffic: Fields): string | undefined {
  const hash = traffic['consistentHash'] === undefined ? undefined : asFields(traffic['consistentHash'])
  const isHashed = traffic['algorithm'] === 'ConsistentHash'
  if (isHashed && !hash) return 'traffic.consistentHash must be set (MissingConsistentHashSpec)'
  if (!isHashed && hash)
    return 'traffic.consistentHash is only for algorithm ConsistentHash (UnexpectedConsistentHashSpec)'
  const headers = list(hash?.['headers'])
  if (hash?.['type'] === 'Header' && headers.length === 0) return 'traffic.consistentHash names no key (MissingHashKey)'
  if (headers.length > 0 && hash?.['cookie']) return 'traffic.consistentHash names several keys (MultipleHashKeys)'
  if (headers.length > 1) return 'traffic.consistentHash names several headers (UnsupportedMultiHeaderHash)'
  const override = asFields(traffic['endpointOverride'])
  if (override['type'] === 'Metadata')
    return 'traffic.endpointOverride type Metadata is reserved (ReservedEndpointOverrideType)'
  if (override['type'] === 'Header' && list(override['headers']).length === 0) {
    return 'traffic.endpointOverride names no header (MissingEndpointOverrideKey)'
  }
  return undefined
}

const runtimeOf = (service: ApiObject, api: LocalApi): ApiObject | undefined => {
  const name: string | undefined = service.spec.runtime?.name
  if (!name) return undefined
  return api.get(servingRuntimes, name, service.metadata.namespace) ?? api.get(clusterServingRuntimes, name)
}

function referenceProblem(service: ApiObject, api: LocalApi): string | undefined {
  const {model, runtime, engine, decoder} = service.spec
  if (decoder && !engine) return 'decoder cannot be specified without engine'
  if (!model?.name && !runtime?.name) return 'at least one of model and runtime must be specified'
  if (runtime?.name && !runtimeOf(service, api)) return `runtime ${runtime.name} not found`
  if (!model?.name) return undefined
  const found = modelOf(api, service)
  if (!found) {
    return `referenced model ${JSON.stringify(model.name)} not found in namespace ${JSON.stringify(service.metadata.namespace)}: ensure a BaseModel exists in this namespace or a ClusterBaseModel exists cluster-wide with this name`
  }
  if (found.spec.disabled) return `model ${model.name} is disabled`
  if (runtime?.name || !engine || engine.runner?.image) return undefined
  const choice = chooseRuntime(api, service, found)
  return 'runtime' in choice ? undefined : `no supporting runtime found for model ${model.name}: ${choice.refusal}`
}

/** A named runtime that does not declare the model is admitted with a warning. */
function undeclared(service: ApiObject, api: LocalApi): string[] {
  const model = modelOf(api, service)
  if (!model || !service.spec.runtime?.name) return []
  const choice = chooseRuntime(api, service, model)
  if ('runtime' in choice) return []
  return [`runtime "${service.spec.runtime.name}" does not declare support for model "${model.metadata.name}"`]
}
