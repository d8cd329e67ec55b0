import type {Admission, ApiObject, LocalApi, ResourceName} from '../api.ts'
import {denied} from './denial.ts'
import {asFields, type Fields, list} from './merge.ts'
import {acceleratorClasses, clusterServingRuntimes, servingRuntimes} from './resources.ts'

/** Set on objects that were there before the webhook was: stock runtimes that it would refuse. */
const unchecked = 'sandbox.ome.cli/installed-before-webhooks'

const validator = (resource: ResourceName, webhook: string): Admission => ({
  name: webhook,
  resources: [resource],
  operations: ['CREATE', 'UPDATE'],
  validate(runtime, old, api) {
    if (runtime.metadata.deletionTimestamp || (!old && runtime.metadata.annotations?.[unchecked])) return []
    const problem = ownProblem(runtime, api) ?? priorityProblem(runtime, resource, api)
    if (problem) throw denied(webhook, problem)
    return []
  },
})

/** The validating webhooks for runtimes of OME v0.1; messages are its own. */
export const runtimeAdmissions: readonly Admission[] = [
  validator(servingRuntimes, 'servingruntime.ome-webhook-server.validator'),
  validator(clusterServingRuntimes, 'clusterservingruntime.ome-webhook-server.validator'),
]

function ownProblem(runtime: ApiObject, api: LocalApi): string | undefined {
  const annotations = asFields(asFields(runtime.spec?.engineConfig)['annotations'])
  if (Object.keys(annotations).some((key) => key.startsWith('chainsaw.ome.io/inject'))) {
    return 'chainsaw inject annotation is not allowed'
  }
  const shape =
    shapeProblem(asFields(runtime.spec?.engineConfig)) ?? shapeProblem(asFields(runtime.spec?.decoderConfig))
  if (shape) return `invalid configuration: ${shape}`
  const named: string[] = runtime.spec?.acceleratorRequirements?.acceleratorClasses ?? []
  const unknown = named.filter((name) => !api.get(acceleratorClasses, name))
  if (unknown.length === 0) return undefined
  return `unknown accelerator classes referenced in AcceleratorRequirements: [${unknown.join(' ')}]`
}

function shapeProblem(config: Fields): string | undefined {
  const {leader, worker} = config
  const mode = asFields(config['annotations'])['ome.io/deploymentMode']
  const any = leader !== undefined || worker !== undefined
  if (mode === 'RawDeployment' && any) return 'for RawDeployment, leader and worker must not be defined'
  const complete = leader !== undefined && Number(asFields(worker)['size'] ?? 0) > 0
  if (complete || (mode !== 'MultiNode' && !any)) return undefined
  return 'for MultiNode deployment, both leader and worker must be defined and worker.size must be greater than 0'
}

const identity = (format: Fields): string => {
  const name = (value: unknown): unknown[] => [asFields(value)['name'], asFields(value)['version']]
  const {modelFormat, modelFramework, modelArchitecture, quantization} = format
  return JSON.stringify([name(modelFormat), name(modelFramework), modelArchitecture, quantization])
}

const labelOf = (format: Fields): string => String(asFields(format['modelFormat'])['name'] ?? '')

/** Formats that take part in automatic selection with a priority of their own. */
const ranked = (runtime: ApiObject): Fields[] =>
  list(runtime.spec?.supportedModelFormats).filter(
    (format) => format['autoSelect'] === true && typeof format['priority'] === 'number',
  )

/** One format must have one rank in a runtime, and ranks of runtimes for the same models must differ. */
function priorityProblem(runtime: ApiObject, resource: ResourceName, api: LocalApi): string | undefined {
  if (runtime.spec?.disabled) return undefined
  const {name, namespace} = runtime.metadata
  const own = ranked(runtime)
  const kind = namespace === undefined ? 'clusterservingruntimes' : 'servingruntimes'
  const twice = own.find((one) =>
    own.some((two) => identity(one) === identity(two) && one['priority'] !== two['priority']),
  )
  if (twice) return `different priorities assigned for the model format ${labelOf(twice)} under the ${kind} ${name}`
  const others = api.list(resource, namespace === undefined ? {} : {namespace})
  for (const other of others) {
    if (other.metadata.name === name || other.spec?.disabled || !sameSizes(runtime, other)) continue
    const taken = new Set(ranked(other).map((format) => `${identity(format)} ${format['priority']}`))
    const clash = own.find((format) => taken.has(`${identity(format)} ${format['priority']}`))
    if (!clash) continue
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`
    return `same priority assigned for the model format ${labelOf(clash)} in the ${kind} ${name} and ${other.metadata.name}${where}`
  }
  return undefined
}

const sameSizes = (one: ApiObject, other: ApiObject): boolean =>
  JSON.stringify([one.spec?.modelSizeRange?.min, one.spec?.modelSizeRange?.max]) ===
  JSON.stringify([other.spec?.modelSizeRange?.min, other.spec?.modelSizeRange?.max])
