import {formatIdentity, rankedFormats, runtimeProblem} from '@ome/kinds/ome-admission'
import {asObject, asText, type JsonObject} from '@ome/kinds/validation/json'
import type {Admission, ApiObject, LocalApi, ResourceName} from '../api.ts'
import {denied} from './denial.ts'
import {acceleratorClasses, clusterServingRuntimes, servingRuntimes} from './resources.ts'

/** Set on objects that were there before the webhook was: stock runtimes that it would refuse. */
const unchecked = 'sandbox.ome.cli/installed-before-webhooks'

const validator = (resource: ResourceName, webhook: string): Admission => ({
  name: webhook,
  resources: [resource],
  operations: ['CREATE', 'UPDATE'],
  validate(runtime, old, api) {
    if (runtime.metadata.deletionTimestamp || (!old && runtime.metadata.annotations?.[unchecked])) return []
    const problem = problemOf(runtime, resource, api)
    if (problem) throw denied(webhook, problem)
    return []
  },
})

/** The validating webhooks for runtimes of OME v0.1; messages are its own. */
export const runtimeAdmissions: readonly Admission[] = [
  validator(servingRuntimes, 'servingruntime.ome-webhook-server.validator'),
  validator(clusterServingRuntimes, 'clusterservingruntime.ome-webhook-server.validator'),
]

const problemOf = (runtime: ApiObject, resource: ResourceName, api: LocalApi): string | undefined =>
  runtimeProblem(runtime, resource.plural) ?? classProblem(runtime, api) ?? priorityProblem(runtime, resource, api)

function classProblem(runtime: ApiObject, api: LocalApi): string | undefined {
  const named: string[] = runtime.spec?.acceleratorRequirements?.acceleratorClasses ?? []
  const unknown = named.filter((name) => !api.get(acceleratorClasses, name))
  if (unknown.length === 0) return undefined
  return `unknown accelerator classes referenced in AcceleratorRequirements: [${unknown.join(' ')}]`
}

/** Ranks of runtimes for the same models must differ. */
function priorityProblem(runtime: ApiObject, resource: ResourceName, api: LocalApi): string | undefined {
  if (runtime.spec?.disabled) return undefined
  const {name, namespace} = runtime.metadata
  const own = rankedFormats(runtime.spec?.supportedModelFormats)
  const kind = namespace === undefined ? 'clusterservingruntimes' : 'servingruntimes'
  const others = api.list(resource, namespace === undefined ? {} : {namespace})
  for (const other of others) {
    if (other.metadata.name === name || other.spec?.disabled || !sameSizes(runtime, other)) continue
    const taken = new Set(rankedFormats(other.spec?.supportedModelFormats).map((format) => rankOf(format)))
    const clash = own.find((format) => taken.has(rankOf(format)))
    if (!clash) continue
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`
    return `same priority assigned for the model format ${asText(asObject(clash['modelFormat'])['name'])} in the ${kind} ${name} and ${other.metadata.name}${where}`
  }
  return undefined
}

const sameSizes = (one: ApiObject, other: ApiObject): boolean =>
  JSON.stringify([one.spec?.modelSizeRange?.min, one.spec?.modelSizeRange?.max]) ===
  JSON.stringify([other.spec?.modelSizeRange?.min, other.spec?.modelSizeRange?.max])

const rankOf = (format: JsonObject): string => `${formatIdentity(format)} ${format['priority']}`
