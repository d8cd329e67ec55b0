import type {Admission, ApiObject, LocalApi} from '../api.ts'
import {type LabelSelector, selects} from '../controllers/ownership.ts'
import {pods} from '../controllers/resources.ts'
import {denied} from '../ome/denial.ts'
import {podDefaults, trainJobs} from './resources.ts'

const group = 'poddefault.admission.kubeflow.org'

interface Named {
  readonly name: string
}

interface Container extends Named {
  readonly env?: readonly Named[]
  readonly envFrom?: readonly unknown[]
  readonly volumeMounts?: readonly Named[]
}

interface PodDefaultSpec {
  readonly selector?: LabelSelector
  readonly env?: readonly Named[]
  readonly envFrom?: readonly unknown[]
  readonly volumes?: readonly Named[]
  readonly volumeMounts?: readonly Named[]
  readonly serviceAccountName?: string
  readonly automountServiceAccountToken?: boolean
  readonly tolerations?: readonly unknown[]
  readonly labels?: Record<string, string>
  readonly annotations?: Record<string, string>
}

/** What PodDefaults of the namespace put into pods that carry the labels they select. */
const podDefaulter: Admission = {
  name: 'poddefaults-webhook',
  resources: [pods],
  operations: ['CREATE'],
  mutate(pod, _old, api) {
    if (pod.metadata.annotations?.[`${group}/exclude`] === 'true') return undefined
    const chosen = chosenFor(pod, api)
    return chosen.length === 0 ? undefined : chosen.reduce(applied, pod)
  },
}

function chosenFor(pod: ApiObject, api: LocalApi): ApiObject[] {
  const {namespace, labels} = pod.metadata
  if (namespace === undefined || !api.serves(podDefaults)) return []
  return api
    .list(podDefaults, {namespace})
    .filter((one) => selects(one.spec.selector, labels))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

/** What is there already stays: of two entries with one name the pod's own wins. */
const added = <Item extends Named>(own: readonly Item[] = [], more: readonly Item[] = []): Item[] => [
  ...own,
  ...more.filter(({name}) => !own.some((one) => one.name === name)),
]

function applied(pod: ApiObject, {metadata, spec}: ApiObject): ApiObject {
  const defaults: PodDefaultSpec = spec
  const {
    env,
    envFrom = [],
    volumes,
    volumeMounts,
    tolerations = [],
    serviceAccountName,
    automountServiceAccountToken,
  } = defaults
  const containers = (pod.spec.containers ?? []).map((container: Container) =>
    container.name === 'istio-proxy'
      ? container
      : {
          ...container,
          env: added(container.env, env),
          ...(envFrom.length > 0 ? {envFrom: [...(container.envFrom ?? []), ...envFrom]} : {}),
          volumeMounts: added(container.volumeMounts, volumeMounts),
        },
  )
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: {...defaults.labels, ...pod.metadata.labels},
      annotations: {
        ...defaults.annotations,
        ...pod.metadata.annotations,
        [`${group}/poddefault-${metadata.name}`]: metadata.resourceVersion ?? '',
      },
    },
    spec: {
      ...pod.spec,
      containers,
      volumes: added(pod.spec.volumes, volumes),
      ...(tolerations.length > 0 ? {tolerations: [...(pod.spec.tolerations ?? []), ...tolerations]} : {}),
      ...(serviceAccountName === undefined ? {} : {serviceAccountName}),
      ...(automountServiceAccountToken === undefined ? {} : {automountServiceAccountToken}),
    },
  }
}

const trainJobWebhook = 'validator.trainjob.trainer.kubeflow.org'
const reserved = new Set(['PET_NNODES', 'PET_NPROC_PER_NODE', 'PET_NODE_RANK', 'PET_MASTER_ADDR', 'PET_MASTER_PORT'])

/** The validating webhook of Trainer: names that a Service can have, and no environment that the runtime sets itself. */
const trainJobValidator: Admission = {
  name: trainJobWebhook,
  resources: [trainJobs],
  operations: ['CREATE'],
  validate(job) {
    const {name} = job.metadata
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
      throw denied(
        trainJobWebhook,
        `metadata.name: Invalid value: ${JSON.stringify(name)}: a DNS-1035 label must start with a letter and hold at most 63 lower case letters, digits and dashes`,
      )
    const env: readonly Named[] = job.spec?.trainer?.env ?? []
    const own = env.filter((entry) => reserved.has(entry.name)).map((entry) => entry.name)
    if (own.length > 0)
      throw denied(
        trainJobWebhook,
        `spec.trainer.env: Invalid value: must not have reserved envs, invalid envs configured: [${own.join(' ')}]`,
      )
    return []
  },
}

/** The webhooks that come with Kubeflow. */
export const kubeflowAdmissions: readonly Admission[] = [podDefaulter, trainJobValidator]
