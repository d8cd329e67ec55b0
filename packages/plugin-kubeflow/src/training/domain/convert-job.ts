import {at, type Fields, fields, list, number, text} from '@ome/capacity/fields'
import {pytorchJobs, trainJobs} from '@ome/kinds/kubeflow'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {PodOverride} from './pod-overrides.ts'
import {defaultRuntime} from './short-form.ts'

/** A job of one kind as one of another, and what was lost on the way. */
export interface Converted {
  readonly object: KubeObject
  /** Of a TrainJob: what it changes in the pods of its runtime. */
  readonly overrides: readonly PodOverride[]
  readonly notes: readonly string[]
}

const known = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** Fields of a pod that a patch of a runtime can carry. */
const patchable = [
  'serviceAccountName',
  'volumes',
  'initContainers',
  'imagePullSecrets',
  'securityContext',
  'nodeSelector',
  'affinity',
  'tolerations',
  'schedulingGates',
  'terminationGracePeriodSeconds',
]

/** A PyTorchJob as a TrainJob on the runtime for torch. Throws `usage` for one that no TrainJob can be. */
export function toTrainJob({metadata, spec}: KubeObject): Converted {
  const {pytorchReplicaSpecs, runPolicy, nprocPerNode, elasticPolicy} = fields(spec)
  const replicas = Object.values(fields(pytorchReplicaSpecs))
  const {template, container, pod} = onlyTemplate(replicas)
  const {image, command, args, env, resources} = container
  const processes = Number(nprocPerNode)
  const policy = fields(runPolicy)
  const trainer = known({
    image,
    command,
    args,
    env,
    numNodes: replicas.reduce<number>((sum, each) => sum + (number(at(each, 'replicas')) ?? 1), 0),
    resourcesPerNode: resources,
    numProcPerNode: Number.isInteger(processes) && processes > 0 ? processes : undefined,
  })
  const leftOut = [
    ...Object.keys(pod).filter((field) => !patchable.includes(field) && field !== 'restartPolicy'),
    ...Object.keys(policy).filter((field) => !['suspend', 'activeDeadlineSeconds'].includes(field)),
    ...(elasticPolicy === undefined ? [] : ['elasticPolicy']),
  ]
  const {suspend, activeDeadlineSeconds} = policy
  return {
    object: objectOf(trainJobs, metadata, {
      runtimeRef: {name: defaultRuntime},
      trainer,
      suspend,
      activeDeadlineSeconds,
    }),
    overrides: nodeOverrides(template, container, pod),
    notes: [
      'PyTorchJobs are not served here: it becomes a TrainJob on torch-distributed',
      ...(leftOut.length > 0 ? [`left out, since the runtime decides it: ${leftOut.join(', ')}`] : []),
    ],
  }
}

const objectOf = (
  {group, version, kind}: {readonly group: string; readonly version: string; readonly kind: string},
  metadata: KubeObject['metadata'],
  spec: Fields,
): KubeObject => ({apiVersion: `${group}/${version}`, kind, metadata, spec: known(spec)})

/** The one template of all replicas. */
function onlyTemplate(replicas: readonly unknown[]): {template: unknown; container: Fields; pod: Fields} {
  const refused = (why: string): OmeError =>
    new OmeError('usage', `this PyTorchJob cannot be made a TrainJob: ${why}`, ['write it as a TrainJob'])
  const [first] = replicas
  if (first === undefined) throw refused('it has no replicas')
  if (new Set(replicas.map((each) => JSON.stringify(at(each, 'template', 'spec')))).size > 1)
    throw refused('Master and Worker differ, and the nodes of a TrainJob are alike')
  const template = at(first, 'template')
  const {containers, ...pod} = fields(at(template, 'spec'))
  const [container, ...others] = list(containers)
  if (others.length > 0) throw refused('its pods have several containers')
  return {template, container: fields(container), pod}
}

/** What its pods have beyond what a trainer says. */
function nodeOverrides(template: unknown, container: Fields, pod: Fields): readonly PodOverride[] {
  const node = known({volumeMounts: container['volumeMounts'], securityContext: container['securityContext']})
  const spec = {
    ...Object.fromEntries(Object.entries(pod).filter(([field]) => patchable.includes(field))),
    ...(Object.keys(node).length > 0 && {containers: [{name: 'node', ...node}]}),
  }
  const {labels, annotations} = fields(at(template, 'metadata'))
  const metadata = known({labels, annotations})
  if (Object.keys(metadata).length > 0) return [{step: 'node', metadata, spec}]
  return Object.keys(spec).length > 0 ? [{step: 'node', spec}] : []
}

/** A TrainJob for torch as a PyTorchJob. Throws `usage` for one that needs more of Trainer than its runtime. */
export function toPyTorchJob({metadata, spec}: KubeObject, overrides: readonly PodOverride[]): Converted {
  const {runtimeRef, trainer, initializer, suspend, activeDeadlineSeconds} = fields(spec)
  const runtime = text(at(runtimeRef, 'name')) ?? defaultRuntime
  const {image, command, args, env, resourcesPerNode, numNodes, numProcPerNode} = fields(trainer)
  const refused = (why: string): OmeError =>
    new OmeError('not-found', `Kubeflow Trainer is not installed, and this job cannot be a PyTorchJob: ${why}`, [
      'choose another cluster with --context',
    ])
  if (!runtime.startsWith('torch-')) throw refused(`its runtime is ${runtime}`)
  if (initializer !== undefined) throw refused('it has data or a model brought to it before it begins')
  if (image === undefined) throw refused('it names no image, which its runtime would')
  const own = overrides.filter(({step}) => step === 'node')
  const pod = Object.assign({}, ...own.map((each) => each.spec))
  const {containers, ...podSpec} = fields(pod)
  const patch = fields(list(containers).find((each) => at(each, 'name') === 'node'))
  const container = known({image, command, args, env, resources: resourcesPerNode, ...patch, name: 'pytorch'})
  const template = known({
    metadata: own.find((each) => each.metadata)?.metadata,
    spec: {...podSpec, containers: [container]},
  })
  const nodes = number(numNodes) ?? 1
  const replica = (replicas: number): unknown => ({replicas, restartPolicy: 'OnFailure', template})
  const runPolicy = known({suspend, activeDeadlineSeconds})
  return {
    object: objectOf(pytorchJobs, metadata, {
      pytorchReplicaSpecs: {Master: replica(1), ...(nodes > 1 && {Worker: replica(nodes - 1)})},
      nprocPerNode: numProcPerNode === undefined ? undefined : String(numProcPerNode),
      runPolicy: Object.keys(runPolicy).length > 0 ? runPolicy : undefined,
    }),
    overrides: [],
    notes: ['TrainJobs are not served here: it becomes a PyTorchJob'],
  }
}
