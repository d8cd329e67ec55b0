import type {ApiObject} from '../api.ts'
import {childMeta} from './children.ts'

/** Kubernetes' parts that this module reads and passes on, open otherwise. */
type Open = Record<string, unknown>

interface Container extends Open {
  readonly name: string
  readonly env?: readonly {readonly name: string}[]
  readonly volumeMounts?: readonly unknown[]
}

interface PodSpec extends Open {
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly volumes?: readonly unknown[]
}

interface PodTemplate {
  readonly metadata?: {readonly labels?: Record<string, string>; readonly annotations?: Record<string, string>}
  readonly spec?: PodSpec
}

interface Part extends Open {
  readonly name: string
  readonly template: {
    readonly metadata?: {readonly labels?: Record<string, string>}
    readonly spec: Open & {readonly template?: PodTemplate}
  }
}

interface Patch {
  readonly name: string
  readonly template?: {readonly spec?: {readonly template?: PodTemplate}}
}

const stepLabel = 'trainer.kubeflow.org/trainjob-ancestor-step'

/** The JobSet of a TrainJob: its runtime's, with what the job says of image, nodes, data and patches. */
export function jobSetFrom(job: ApiObject, runtime: ApiObject): ApiObject {
  const parts: readonly Part[] = runtime.spec.template.spec?.replicatedJobs ?? []
  const patches: readonly Patch[] = (job.spec.runtimePatches ?? []).flatMap(
    (patch: {trainingRuntimeSpec?: {template?: {spec?: {replicatedJobs?: Patch[]}}}}) =>
      patch.trainingRuntimeSpec?.template?.spec?.replicatedJobs ?? [],
  )
  return {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: childMeta(job, job.metadata.name, {...runtime.spec.template.metadata?.labels}),
    spec: {
      ...runtime.spec.template.spec,
      suspend: job.spec.suspend === true,
      replicatedJobs: parts.map((part) =>
        patches.filter(({name}) => name === part.name).reduce(patched, filled(part, job, runtime)),
      ),
    },
  }
}

function filled(part: Part, job: ApiObject, runtime: ApiObject): Part {
  const step = part.template.metadata?.labels?.[stepLabel]
  if (step === 'trainer') return asTrainer(part, job, runtime)
  const {dataset, model} = job.spec.initializer ?? {}
  const initializer = step === 'dataset-initializer' ? dataset : step === 'model-initializer' ? model : undefined
  if (!initializer) return part
  const storage = initializer.storageUri === undefined ? [] : [{name: 'STORAGE_URI', value: initializer.storageUri}]
  return withContainer(part, step ?? '', {env: [...storage, ...(initializer.env ?? [])]}, {})
}

function asTrainer(part: Part, job: ApiObject, runtime: ApiObject): Part {
  const {mlPolicy = {}} = runtime.spec
  const {image, command, args, env = [], resourcesPerNode, numNodes, numProcPerNode} = job.spec.trainer ?? {}
  const nodes: number = numNodes ?? mlPolicy.numNodes ?? 1
  const gpus = resourcesPerNode?.limits?.['nvidia.com/gpu'] ?? resourcesPerNode?.requests?.['nvidia.com/gpu']
  const torch = [
    {name: 'PET_NNODES', value: String(nodes)},
    {name: 'PET_NPROC_PER_NODE', value: String(numProcPerNode ?? mlPolicy.torch?.numProcPerNode ?? gpus ?? 'auto')},
    {
      name: 'PET_NODE_RANK',
      valueFrom: {fieldRef: {fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']"}},
    },
    {name: 'PET_MASTER_ADDR', value: `${job.metadata.name}-node-0-0.${job.metadata.name}`},
    {name: 'PET_MASTER_PORT', value: '29500'},
  ]
  const changes = {
    ...(image === undefined ? {} : {image}),
    ...(command === undefined ? {} : {command}),
    ...(args === undefined ? {} : {args}),
    ...(resourcesPerNode === undefined ? {} : {resources: resourcesPerNode}),
    env: [...env, ...(mlPolicy.torch ? torch : [])],
  }
  return withContainer(part, 'node', changes, {parallelism: nodes, completions: nodes, completionMode: 'Indexed'})
}

function withContainer(
  part: Part,
  name: string,
  {env, ...changes}: Open & {env: readonly {name: string}[]},
  job: Open,
): Part {
  const {template = {}, ...spec} = part.template.spec
  const containers = (template.spec?.containers ?? []).map((container) =>
    container.name === name ? {...container, ...changes, env: byName(container.env ?? [], env)} : container,
  )
  const pod = {...template, spec: {...template.spec, containers}}
  return {...part, template: {...part.template, spec: {...spec, ...job, template: pod}}}
}

/** The entries of both lists; of two with one name, the second. */
const byName = (first: readonly {name: string}[], second: readonly {name: string}[]): {name: string}[] => [
  ...first.filter(({name}) => !second.some((one) => one.name === name)),
  ...second,
]

function patched(part: Part, patch: Patch): Part {
  const {template = {}, ...spec} = part.template.spec
  const {metadata, spec: change = {}} = patch.template?.spec?.template ?? {}
  const {containers = [], initContainers = [], volumes = [], ...rest} = change
  const joined = (own: readonly Container[] = [], theirs: readonly Container[]): Container[] =>
    own.map((container) => {
      const found = theirs.find(({name}) => name === container.name)
      if (!found) return container
      return {
        ...container,
        ...found,
        env: byName(container.env ?? [], found.env ?? []),
        volumeMounts: [...(container.volumeMounts ?? []), ...(found.volumeMounts ?? [])],
      }
    })
  const pod: PodTemplate = {
    metadata: {
      labels: {...template.metadata?.labels, ...metadata?.labels},
      annotations: {...template.metadata?.annotations, ...metadata?.annotations},
    },
    spec: {
      ...template.spec,
      ...rest,
      containers: joined(template.spec?.containers, containers),
      ...(template.spec?.initContainers ? {initContainers: joined(template.spec.initContainers, initContainers)} : {}),
      volumes: [...(template.spec?.volumes ?? []), ...volumes],
    },
  }
  return {...part, template: {...part.template, spec: {...spec, template: pod}}}
}
