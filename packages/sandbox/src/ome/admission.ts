import {hasRunner, serviceProblem} from '@ome/kinds/ome-admission'
import type {Admission, ApiObject, LocalApi} from '../api.ts'
import {deployments} from '../controllers/resources.ts'
import {benchmarkAdmission} from './benchmark-admission.ts'
import {denied} from './denial.ts'
import {chooseRuntime, modelOf} from './lookup.ts'
import {asFields, list} from './merge.ts'
import {inferenceServices, omeNamespace} from './resources.ts'
import {runtimeAdmissions} from './runtime-admission.ts'

const validator = 'inferenceservice.ome-webhook-server.validator'

/** The defaulting webhook of OME v0.1. */
const defaulter: Admission = {
  name: 'inferenceservice.ome-webhook-server.defaulter',
  resources: [inferenceServices],
  operations: ['CREATE', 'UPDATE'],
  mutate(service, _old, api) {
    if (service.metadata.deletionTimestamp) return undefined
    const {predictor, ...given} = service.spec ?? {}
    const {engine = predictor && migrates(api) ? migrated(predictor) : undefined, decoder, router} = given
    const bounds = (component: unknown, max: number): unknown =>
      component === null || typeof component !== 'object' ? component : {minReplicas: 1, maxReplicas: max, ...component}
    const spec = {
      ...(engine === given.engine ? service.spec : {...given, ...modelOfPredictor(given, predictor)}),
      ...(engine ? {engine: withMaximum(bounds(engine, 3))} : {}),
      ...(decoder ? {decoder: withMaximum(bounds(decoder, 3))} : {}),
      ...(router ? {router: withMaximum(bounds(router, 2))} : {}),
    }
    const mode = service.metadata.annotations?.['ome.io/deploymentMode'] ?? modeOf({...service, spec})
    const annotations = {
      ...service.metadata.annotations,
      'ome.io/deploymentMode': mode,
      ...(engine === given.engine ? {} : {'ome.io/deprecation-warning': deprecation}),
    }
    return {...service, metadata: {...service.metadata, annotations}, spec}
  },
}

const deprecation =
  'The Predictor field is deprecated and will be removed in a future release. Please use Engine and Model instead.'

/** Whether the controller was told, by its environment, to turn predictors into engines. */
function migrates(api: LocalApi): boolean {
  const manager = api.get(deployments, 'ome-controller-manager', omeNamespace)
  return list(list(manager?.spec.template.spec.containers)[0]?.['env']).some(
    (entry) => entry['name'] === 'ENABLE_PREDICTOR_MIGRATION' && entry['value'] === 'true',
  )
}

/** The engine that takes the place of a predictor: its pod and bounds, without the model it named. */
function migrated(predictor: unknown): Record<string, unknown> | undefined {
  if (predictor === null || typeof predictor !== 'object') return undefined
  const {model: _model, workerSpec, ...rest} = asFields(predictor)
  return {...rest, ...(workerSpec ? {worker: workerSpec} : {})}
}

function modelOfPredictor(given: Record<string, unknown>, predictor: unknown): Record<string, unknown> {
  const {baseModel, runtime, fineTunedWeights} = asFields(asFields(predictor)['model'])
  return {
    ...(baseModel && !given['model']
      ? {model: {name: baseModel, ...(fineTunedWeights ? {fineTunedWeights} : {})}}
      : {}),
    ...(runtime && !given['runtime'] ? {runtime: {name: runtime}} : {}),
  }
}

/** A default maximum never lies below a given minimum. */
function withMaximum(component: unknown): unknown {
  if (component === null || typeof component !== 'object') return component
  const {minReplicas, maxReplicas}: {minReplicas?: number; maxReplicas?: number} = component
  return (minReplicas ?? 1) > (maxReplicas ?? 1) ? {...component, maxReplicas: minReplicas} : component
}

function modeOf(service: ApiObject): string {
  const {engine, decoder} = service.spec ?? {}
  if (engine && decoder) return 'PDDisaggregated'
  return engine?.leader && (engine?.worker?.size ?? 0) > 0 ? 'MultiNode' : 'RawDeployment'
}

/** The validating webhook of OME v0.1; messages are its own. */
const validating: Admission = {
  name: validator,
  resources: [inferenceServices],
  operations: ['CREATE', 'UPDATE'],
  validate(service, old, api) {
    if (service.metadata.deletionTimestamp) return []
    const problem = serviceProblem(service) ?? referenceProblem(service, api)
    if (problem) throw denied(validator, problem)
    return automaticChoice(service, old, api)
  },
}

/** What OME v0.1 checks and fills in on the way into the API. */
export const omeAdmissions: readonly Admission[] = [defaulter, validating, ...runtimeAdmissions, benchmarkAdmission]

function referenceProblem(service: ApiObject, api: LocalApi): string | undefined {
  const {engine, model, runtime, predictor} = service.spec ?? {}
  if (predictor && !engine) return undefined
  if (model?.name) {
    const found = modelOf(api, service)
    if (!found) {
      return `referenced model ${JSON.stringify(model.name)} not found in namespace ${JSON.stringify(service.metadata.namespace)}: ensure a BaseModel exists in this namespace or a ClusterBaseModel exists cluster-wide with this name`
    }
    if (found.spec.disabled) return `model ${model.name} is disabled`
    if (!engine || runtime?.name || hasRunner(service)) return undefined
    const choice = chooseRuntime(api, service, found)
    if ('runtime' in choice) return undefined
    return `no supporting runtime found for model ${model.name} and engine does not have complete runner configuration: ${choice.refusal}`
  }
  return undefined
}

function automaticChoice(service: ApiObject, old: ApiObject | undefined, api: LocalApi): string[] {
  if (service.spec.runtime?.name || !service.spec.engine || hasRunner(service)) return []
  if (old && JSON.stringify(old.spec) === JSON.stringify(service.spec)) return []
  const model = modelOf(api, service)
  const choice = model && chooseRuntime(api, service, model)
  if (!model || !choice || !('runtime' in choice)) return []
  return [`Runtime ${choice.runtime.metadata.name} will be auto-selected for model ${model.metadata.name}`]
}
