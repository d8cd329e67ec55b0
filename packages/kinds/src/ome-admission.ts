import {asObject, asText, isList, isObject, type Json, type JsonObject} from './validation/json.ts'

/** What the webhooks look at in an object. */
export interface Submitted {
  readonly metadata: {readonly name: string; readonly annotations?: Readonly<Record<string, string>>}
  readonly spec?: unknown
}

/**
 * Why the webhook of OME v0.1 to v1.2 refuses an InferenceService whatever else is in the cluster; undefined when it
 * does not. Messages are its own. Source: its validating webhook.
 */
export const serviceProblem = (service: Submitted): string | undefined =>
  nameProblem(service) ?? annotationProblem(service) ?? kedaProblem(service) ?? componentProblem(service)

/** The same for a ServingRuntime or ClusterServingRuntime, of all generations; `kind` is the plural in the messages. */
export function runtimeProblem({metadata: {name}, spec}: Submitted, kind: string): string | undefined {
  const {engineConfig, decoderConfig, disabled, supportedModelFormats} = asObject(spec)
  const annotations = asObject(asObject(engineConfig)['annotations'])
  if (Object.keys(annotations).some((key) => key.startsWith('chainsaw.ome.io/inject')))
    return 'chainsaw inject annotation is not allowed'
  const shape = shapeProblem(asObject(engineConfig)) ?? shapeProblem(asObject(decoderConfig))
  if (shape) return `invalid configuration: ${shape}`
  const own = disabled === true ? [] : rankedFormats(supportedModelFormats)
  const twice = own.find((one) =>
    own.some((two) => formatIdentity(one) === formatIdentity(two) && one['priority'] !== two['priority']),
  )
  if (!twice) return undefined
  const format = asText(asObject(twice['modelFormat'])['name'])
  return `different priorities assigned for the model format ${format} under the ${kind} ${name}`
}

/** Formats that take part in automatic selection with a priority of their own. */
export const rankedFormats = (formats: unknown): readonly JsonObject[] =>
  (isList(formats) ? formats.filter(isObject) : []).filter(
    (format) => format['autoSelect'] === true && typeof format['priority'] === 'number',
  )

/** What two entries of runtimes must have alike for their priorities to be compared. */
export function formatIdentity({modelFormat, modelFramework, modelArchitecture, quantization}: JsonObject): string {
  const name = (value: Json | undefined): unknown[] => [asObject(value)['name'], asObject(value)['version']]
  return JSON.stringify([name(modelFormat), name(modelFramework), modelArchitecture, quantization])
}

function nameProblem({metadata: {name}}: Submitted): string | undefined {
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return undefined
  return `invalid InferenceService name ${JSON.stringify(name)}, must match "[a-z]([-a-z0-9]*[a-z0-9])?"`
}

function annotationProblem({metadata: {annotations = {}}}: Submitted): string | undefined {
  const kind = annotations['ome.io/autoscalerClass']
  if (kind !== undefined && !['hpa', 'keda', 'external'].includes(kind))
    return `[${kind}] is not a supported autoscaler class type`
  const metric = annotations['ome.io/metrics']
  if (metric !== undefined && (kind ?? 'hpa') === 'hpa' && !['cpu', 'memory'].includes(metric))
    return `[${metric}] is not a supported metric`
  const target = annotations['ome.io/targetUtilizationPercentage']
  const percent = Number(target)
  if (target !== undefined && !(Number.isInteger(percent) && percent >= 1 && percent <= 100))
    return 'the target utilization percentage should be a [1-100] integer'
  return undefined
}

const kedaOperators = ['GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual']
const kedaModes = ['basic', 'tls', 'bearer', 'custom']

function kedaProblem({spec}: Submitted): string | undefined {
  const config = asObject(asObject(spec)['kedaConfig'])
  const operator = asText(config['scalingOperator'])
  if (operator && !kedaOperators.includes(operator))
    return `invalid KEDA scaling operator ${JSON.stringify(operator)}, must be one of: ${kedaOperators.join(', ')}`
  const threshold = asText(config['scalingThreshold'])
  if (threshold && Number.isNaN(Number(threshold)))
    return `invalid KEDA scaling threshold ${JSON.stringify(threshold)}: must be a valid number`
  const mode = asText(config['authModes'])
    .split(',')
    .find((one) => one !== '' && !kedaModes.includes(one))
  if (mode) return `invalid KEDA auth mode ${JSON.stringify(mode)}, must be one of: ${kedaModes.join(', ')}`
  const address = asText(config['promServerAddress'])
  if (address && !/^https?:\/\/[^/]+/.test(address))
    return `invalid KEDA Prometheus server address ${JSON.stringify(address)}: scheme must be http or https`
  return undefined
}

/** Whether the engine says by itself what it runs. */
export const hasRunner = ({spec}: Submitted): boolean =>
  Boolean(asObject(asObject(asObject(spec)['engine'])['runner'])['image'])

function componentProblem(service: Submitted): string | undefined {
  const {engine, decoder, model, runtime, predictor} = asObject(service.spec)
  if (predictor && !engine) return undefined
  if (decoder && !engine) return 'decoder cannot be specified without engine'
  const isOpen = !asObject(model)['name'] && !asObject(runtime)['name'] && !hasRunner(service)
  return engine && isOpen
    ? 'model reference is required when runtime is not specified and engine does not have complete runner configuration'
    : undefined
}

function shapeProblem(config: JsonObject): string | undefined {
  const {leader, worker} = config
  const mode = asObject(config['annotations'])['ome.io/deploymentMode']
  const any = leader !== undefined || worker !== undefined
  if (mode === 'RawDeployment' && any) return 'for RawDeployment, leader and worker must not be defined'
  const complete = leader !== undefined && Number(asObject(worker)['size'] ?? 0) > 0
  if (complete || (mode !== 'MultiNode' && !any)) return undefined
  return 'for MultiNode deployment, both leader and worker must be defined and worker.size must be greater than 0'
}
