import type {KaitoModel} from '@ome/capacity/kaito-models'
import {estimateNodes} from '@ome/capacity/kaito-nodes'
import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {jobs, nodes, pods, services, statefulSets} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {no, type Told, withFinalizer, withoutFinalizer, writeStatus, yes} from './conditions.ts'
import {contextOf} from './inference/config.ts'
import {type InferenceInput, runInference} from './inference/inference.ts'
import {presetModel} from './models.ts'
import {ensureNodes, type NodeStanding, nodeLabels, releaseNodes, type Wanted} from './node/claims.ts'
import {factsOf, type GpuFacts, instanceOf, labelledFacts, matchingNodes} from './node/gpu-nodes.ts'
import {type Operator, operatorOf, runtimeOf} from './operator.ts'
import {finalizer, kaito, label} from './resources.ts'
import {withRevision} from './revisions.ts'
import {runTuning} from './tuning/tuning.ts'

/** Turns Workspaces into machines and what runs on them. Source: KAITO v0.12 `pkg/workspace/controllers`. */
export const workspaceController: Controller = (world) =>
  reconciler(world, {
    name: 'workspace-controller',
    sources: [
      {resource: kaito.workspaces, keys: (object) => [keyOf(object)]},
      {resource: kaito.nodeClaims, keys: workspaceOf},
      {resource: nodes, keys: (node) => [...workspaceOf(node), ...ownNodeWorkspaces(world)]},
      {resource: statefulSets, keys: (object) => ownerKey(object, 'Workspace')},
      {resource: jobs, keys: (object) => ownerKey(object, 'Workspace')},
      {
        resource: services,
        keys: (object, {type}) => (type === 'DELETED' ? ownerKey(object, 'Workspace') : []),
      },
      {resource: pods, keys: (pod) => podWorkspace(pod)},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const workspace = world.api.get(kaito.workspaces, name, namespace)
      if (!workspace) return
      if (isTerminating(workspace)) release(world, workspace)
      else bring(world, withFinalizer(world, kaito.workspaces, workspace, finalizer.workspace))
    },
  })

function workspaceOf({metadata: {labels = {}}}: ApiObject): string[] {
  const name = labels[label.workspace]
  const namespace = labels[label.workspaceNamespace]
  return name && namespace ? [`${namespace}/${name}`] : []
}

function podWorkspace({metadata: {labels = {}, namespace}}: ApiObject): string[] {
  const name = labels[label.workspace]
  return name ? [`${namespace}/${name}`] : []
}

/** Where nodes are brought along, each may be the one that somebody waits for. */
function ownNodeWorkspaces(world: World): string[] {
  if (operatorOf(world.api).nodeMode !== 'byo' || !world.api.serves(kaito.workspaces)) return []
  return world.api.list(kaito.workspaces).map(keyOf)
}

function release(world: World, workspace: ApiObject): void {
  writeStatus(world, kaito.workspaces, workspace, [
    ['WorkspaceDeleting', yes('workspaceDeleted', 'workspace is being deleted')],
  ])
  if (releaseNodes(world, workspace)) withoutFinalizer(world, kaito.workspaces, workspace, finalizer.workspace)
}

interface Sized {
  readonly model: KaitoModel | undefined
  readonly gpu: GpuFacts | undefined
  readonly nodeCount: number
}

function bring(world: World, found: ApiObject): void {
  const operator = operatorOf(world.api)
  const {object: workspace, revision} = withRevision(world, kaito.workspaces, found, 'workspace.kaito.io', {
    resource: found['resource'],
    ...(found['inference'] ? {inference: found['inference']} : {}),
    ...(found['tuning'] ? {tuning: found['tuning']} : {}),
  })
  const sized = sizeOf(world, workspace, operator)
  if (!sized) {
    tellUnsized(world, workspace)
    return
  }
  const {nodeCount, model} = sized
  if (!workspace['status']?.targetNodeCount) {
    const {name, namespace} = workspace.metadata
    const first = {status: {targetNodeCount: nodeCount, state: 'Pending'}}
    world.api.patch(kaito.workspaces, name, namespace, first, 'status')
  }
  const diskGiB = (workspace['tuning'] ? model?.tuningDiskGiB : model?.diskGiB) ?? 80
  const wanted: Wanted = {owner: workspace, machines: workspace['resource'] ?? {}, count: nodeCount, diskGiB}
  const machines = ensureNodes(world, wanted)
  const isReady = machines.ready.isTrue && machines.claims?.isTrue !== false
  const {told, ...status} = isReady
    ? run(world, {workspace, operator, revision, nodeLabels: nodeLabels(wanted, operator), ...sized})
    : waiting(workspace)
  writeStatus(world, kaito.workspaces, workspace, [...nodeConditions(machines), ...told], {
    workerNodes: machines.nodes.slice(0, nodeCount).map((node) => node.metadata.name),
    ...status,
  })
}

interface Standing {
  readonly told: readonly Told[]
  readonly state: string
  readonly performance?: Record<string, unknown>
}

function run(world: World, input: InferenceInput): Standing {
  if (input.workspace['tuning']) return runTuning(world, input)
  const {isReady, ...inference} = runInference(world, input)
  return {...inference, state: isReady ? 'Ready' : unreadyState(input.workspace, inference.told)}
}

/** What is told while the nodes are not there. */
function waiting(workspace: ApiObject): Standing {
  const first: Told = workspace['tuning']
    ? ['JobStarted', no('WorkspaceTuningJobStatusPending', 'tuning job has not started')]
    : ['InferenceReady', no('WorkspaceInferenceStatusPending', 'waiting for nodes')]
  const told: Told[] = [first, ['WorkspaceSucceeded', no('workspacePending', 'workspace is not ready')]]
  return {told, state: unreadyState(workspace)}
}

/** Once a Workspace served, or failed its benchmark, it is no longer merely on its way. */
function unreadyState(workspace: ApiObject, told: readonly Told[] = []): string {
  const state: string | undefined = workspace['status']?.state
  const isFailed = told.some(([type, {reason}]) => type === 'BenchmarkCompleted' && reason === 'BenchmarkFailed')
  return isFailed || state === 'Ready' || state === 'NotReady' ? 'NotReady' : (state ?? 'Pending')
}

function nodeConditions({claims, ready}: NodeStanding): Told[] {
  const blocked = claims?.isTrue === false ? claims : ready.isTrue ? undefined : ready
  return [
    ...(claims ? [['NodeClaimReady', claims] as const] : []),
    ['NodesReady', ready],
    ['ResourceReady', blocked ?? yes('workspaceResourceStatusSuccess', 'workspace resource is ready')],
  ]
}

function tellUnsized(world: World, workspace: ApiObject): void {
  const message = 'the number of nodes cannot be computed: no GPU figures for the instance type or the nodes'
  writeStatus(
    world,
    kaito.workspaces,
    workspace,
    [
      ['ResourceReady', no('workspaceResourceStatusNotReady', message)],
      ['WorkspaceSucceeded', no('workspacePending', `workspace is not ready (last reconcile error: ${message})`)],
    ],
    {state: 'Pending'},
  )
}

/** Model, GPUs and number of nodes; undefined when a preset cannot be sized. */
function sizeOf(world: World, workspace: ApiObject, operator: Operator): Sized | undefined {
  const {inference, tuning, resource} = workspace
  const preset: string | undefined = inference?.preset?.name ?? tuning?.preset?.name
  const model = preset === undefined ? undefined : presetModel(preset)
  const gpu = gpuOf(world, workspace, operator)
  const fixed: number | undefined = workspace['status']?.targetNodeCount
  if (fixed) return {model, gpu, nodeCount: fixed}
  const byCount: number = tuning ? 1 : (resource?.count ?? 1)
  if (!inference?.preset || runtimeOf(workspace, operator) === 'transformers') return {model, gpu, nodeCount: byCount}
  if (!model || !gpu) return undefined
  const estimate = estimateNodes(model, gpu, contextOf(world.api, workspace))
  return estimate && {model, gpu, nodeCount: estimate.nodes}
}

function gpuOf(world: World, {resource}: ApiObject, operator: Operator): GpuFacts | undefined {
  if (operator.nodeMode !== 'byo') {
    const instance = instanceOf(operator.cloud, resource?.instanceType)
    return instance && factsOf(instance)
  }
  const [node] = matchingNodes(world.api, resource?.labelSelector?.matchLabels ?? {})
  const facts = node && labelledFacts(node)
  const {mode, count} = resource?.partition ?? {}
  if (!facts || mode !== 'accelerator' || !count) return facts
  return {...facts, gpus: count, totalMemoryGiB: (facts.totalMemoryGiB / facts.gpus) * count}
}
