import {type Admission, ApiError, type ApiObject, type LocalApi} from '../api.ts'
import {pods, priorityClasses} from '../controllers/resources.ts'

const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

/** The Priority admission of an API server: a pod gets the number of its class, or of the default class, when it is made. */
export const podPriority: Admission = {
  name: 'priority',
  resources: [pods],
  operations: ['CREATE'],
  mutate(pod, _old, api) {
    const name: string | undefined = pod.spec?.priorityClassName
    const system = name === undefined ? undefined : systemClasses[name]
    if (system !== undefined) return withPriority(pod, system, undefined)
    const found = name ? api.get(priorityClasses, name) : standardClass(api)
    if (name && !found) throw forbidden(pod, `no PriorityClass with name ${name} was found`)
    const value = Number(found?.['value'] ?? 0)
    const own: number = pod.spec?.priority ?? 0
    if (own !== 0 && own !== value) throw forbidden(pod, `${notYours(own)} ${value} from the given PriorityClass name`)
    if (!found) return undefined
    const named = {...pod, spec: {...pod.spec, priorityClassName: found.metadata.name}}
    return withPriority(named, value, found['preemptionPolicy'])
  },
}

const standardClass = (api: LocalApi): ApiObject | undefined =>
  api.list(priorityClasses).find((candidate) => candidate['globalDefault'] === true)

const withPriority = (pod: ApiObject, priority: number, policy: unknown): ApiObject => ({
  ...pod,
  spec: {...pod.spec, priority, ...(policy ? {preemptionPolicy: policy} : {})},
})

const notYours = (value: number): string =>
  `the integer value of priority (${value}) must not be provided in pod spec; priority admission controller computed`

function forbidden(pod: ApiObject, why: string): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `pods "${pod.metadata.name}" is forbidden: ${why}`,
    reason: 'Forbidden',
    details: {name: pod.metadata.name, kind: 'pods'},
    code: 403,
  })
}

/** The priority of a pod as admission settled it. */
export const priorityOf = (pod: ApiObject): number => pod.spec?.priority ?? 0

/** True when the pod may never push others out. */
export const neverPreempts = (pod: ApiObject): boolean => pod.spec?.preemptionPolicy === 'Never'
