import type {ApiObject} from '../../api.ts'
import {type CloudRefusal, cloudRefusals} from '../../cloud-stock.ts'
import {type Condition, withCondition} from '../../controllers/conditions.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import {reconciler} from '../../controllers/reconciler.ts'
import {nodes} from '../../controllers/resources.ts'
import type {Controller, World} from '../../controllers/world.ts'
import {hash32} from '../../random.ts'
import {operatorOf} from '../operator.ts'
import {kaito, label, sandboxAnnotations} from '../resources.ts'
import {capacityOf, instanceOf, productOf} from './gpu-nodes.ts'

const source = 'karpenter'
const finalizer = 'karpenter.sh/termination'
/** Cluster milliseconds: the cloud takes the order, refused it is asked again, the machine joins, its GPUs are told, it is gone. */
const pace = {launch: 8000, again: 60_000, register: 150_000, plugins: 40_000, terminate: 30_000}

const regions = {azure: 'eastus', aws: 'us-east-1', arc: 'local'} as const

/** The cloud behind NodeClaims: machines that come after some minutes, or do not come and say why. */
export const cloudProvisioner: Controller = (world) => {
  const begun = new Set<string>()
  return reconciler(world, {
    name: 'nodeclaim-provisioner',
    sources: [{resource: kaito.nodeClaims, keys: (claim) => [claim.metadata.name]}],
    reconcile(name) {
      const claim = world.api.get(kaito.nodeClaims, name)
      if (claim?.metadata.labels?.['karpenter.sh/nodepool'] !== 'kaito') return
      const uid = claim.metadata.uid ?? ''
      const step = `${uid}${isTerminating(claim) ? ' end' : ''}`
      if (begun.has(step)) return
      begun.add(step)
      const later = (ms: number, action: (current: ApiObject) => void): void => {
        world.clock.after(ms, () => {
          const current = world.api.get(kaito.nodeClaims, name)
          if (current?.metadata.uid === uid && (isTerminating(current) || !isTerminating(claim))) action(current)
        })
      }
      if (isTerminating(claim)) terminate(world, claim, later)
      else if (claim.status?.nodeName) later(pace.plugins, (current) => announceGpus(world, current))
      else launch(world, claim, later)
    },
  })
}

type Later = (ms: number, action: (current: ApiObject) => void) => void

function launch(world: World, claim: ApiObject, later: Later): void {
  const jitter = world.random.fork(claim.metadata.name).jitter(0.15)
  const finalizers = [...new Set([...(claim.metadata.finalizers ?? []), finalizer])]
  world.api.patch(kaito.nodeClaims, claim.metadata.name, undefined, {metadata: {finalizers}})
  tell(world, claim.metadata.name, [
    ['Launched', 'Unknown', 'AwaitingReconciliation', 'object is awaiting reconciliation'],
    ['Ready', 'Unknown', 'AwaitingReconciliation', 'object is awaiting reconciliation'],
  ])
  order(world, claim, (ms, action) => later(ms * jitter, (current) => !isTerminating(current) && action(current)))
}

/** One attempt to get a machine; a cloud that refuses it is asked again. */
function order(world: World, claim: ApiObject, later: Later): void {
  const {name} = claim.metadata
  const problem = launchProblem(world, claim)
  later(pace.launch, (current) => {
    if (!problem) return tell(world, name, [['Launched', 'True', 'Launched', '']])
    const {reason, message} = problem
    tell(world, name, [
      ['Launched', 'False', reason, message],
      ['Ready', 'False', reason, message],
    ])
    world.api.event(current, 'Warning', reason, message, source)
    if (world.cloud.refusalOf(instanceTypeOf(claim))) later(pace.again, (again) => order(world, again, later))
  })
  if (problem) return
  later(pace.launch + pace.register, (current) => register(world, current))
  later(pace.launch + pace.register + pace.plugins, (current) => announceGpus(world, current))
}

function terminate(world: World, claim: ApiObject, later: Later): void {
  later(pace.terminate, (current) => {
    const node: string | undefined = current.status?.nodeName
    if (node && world.api.get(nodes, node)) world.api.delete(nodes, node)
    const finalizers = (current.metadata.finalizers ?? []).filter((other) => other !== finalizer)
    world.api.patch(kaito.nodeClaims, claim.metadata.name, undefined, {metadata: {finalizers}})
  })
}

type Told = readonly [type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string]

function tell(world: World, name: string, told: readonly Told[], more: Record<string, unknown> = {}): void {
  const claim = world.api.get(kaito.nodeClaims, name)
  const before: Condition[] | undefined = claim?.status?.conditions
  const conditions = told.reduce<Condition[]>(
    (list, [type, status, reason, message]) => withCondition(world, list, {type, status, reason, message}),
    before ?? [],
  )
  world.api.patch(kaito.nodeClaims, name, undefined, {status: {conditions, ...more}}, 'status')
}

/** A fault of the cloud, or `sandbox.ome.cli/fault` on a Workspace or its claim. */
function launchProblem({cloud}: World, claim: ApiObject): CloudRefusal | undefined {
  const type = instanceTypeOf(claim)
  const fault = claim.metadata.annotations?.['sandbox.ome.cli/fault']
  if (fault === 'quota' || fault === 'no-capacity') return cloudRefusals[fault](type)
  return cloud.refusalOf(type)
}

interface Requirement {
  readonly key: string
  readonly values?: readonly string[]
}

/** The instance type that a claim asks for. */
export function instanceTypeOf(claim: ApiObject): string {
  const requirements: readonly Requirement[] = claim.spec?.requirements ?? []
  return requirements.find(({key}) => key === 'node.kubernetes.io/instance-type')?.values?.[0] ?? ''
}

const nodeNameOf = (claim: ApiObject): string => {
  const digits = String(hash32(claim.metadata.name) % 100_000_000).padStart(8, '0')
  return `aks-${claim.metadata.name}-${digits}-vmss000000`
}

function register(world: World, claim: ApiObject): void {
  const {cloud} = operatorOf(world.api)
  const type = instanceTypeOf(claim)
  const instance = instanceOf(cloud, type)
  const name = nodeNameOf(claim)
  const region = regions[cloud]
  const pool = claim.metadata.name
  const providerID =
    cloud === 'azure'
      ? `azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_kaito_${region}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-${pool}/virtualMachines/0`
      : `${cloud}:///${region}a/${name}`
  const place = {
    'node.kubernetes.io/instance-type': type,
    'topology.kubernetes.io/region': region,
    'topology.kubernetes.io/zone': `${region}-1`,
    'karpenter.sh/capacity-type': 'on-demand',
  }
  const gpu: Record<string, string> = instance
    ? {
        accelerator: 'nvidia',
        'nvidia.com/gpu.product': productOf(instance),
        'nvidia.com/gpu.count': String(instance.gpus),
        'nvidia.com/gpu.memory': String((instance.totalMemoryGiB / instance.gpus) * 1024),
      }
    : {}
  const {labels = {}} = claim.metadata
  if (!world.api.get(nodes, name)) {
    world.api.create(nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          ...place,
          ...gpu,
          ...labels,
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kaito.sh/machine-type': instance ? 'gpu' : 'cpu',
        },
        annotations: nodeAnnotations(claim),
      },
      spec: {providerID, taints: claim.spec?.taints ?? []},
    })
    world.api.patch(nodes, name, undefined, {status: {capacity: capacityOf(cloud, type)}}, 'status')
  }
  world.api.patch(kaito.nodeClaims, claim.metadata.name, undefined, {metadata: {labels: {...labels, ...place}}})
  tell(
    world,
    claim.metadata.name,
    [
      ['Registered', 'True', 'Registered', ''],
      ['Initialized', 'True', 'Initialized', ''],
      ['Ready', 'True', 'Ready', ''],
    ],
    {nodeName: name, providerID, capacity: capacityOf(cloud, type)},
  )
}

/** A fault of the Workspace is for its pods or its claims; a machine has faults of its own. */
function nodeAnnotations(claim: ApiObject): Record<string, string> {
  const {['sandbox.ome.cli/fault']: _fault, ...others} = sandboxAnnotations(claim)
  return others
}

function announceGpus(world: World, claim: ApiObject): void {
  if (isTerminating(claim)) return
  const name: string = claim.status?.nodeName ?? ''
  const node = world.api.get(nodes, name)
  const instance = instanceOf(operatorOf(world.api).cloud, instanceTypeOf(claim))
  if (!node || !instance?.gpuModel.startsWith('NVIDIA')) return
  const gpu = {'nvidia.com/gpu': String(instance.gpus)}
  const status = {
    capacity: {...node.status?.capacity, ...gpu},
    allocatable: {...node.status?.allocatable, ...gpu},
  }
  world.api.patch(nodes, name, undefined, {status}, 'status')
  world.api.patch(kaito.nodeClaims, claim.metadata.name, undefined, {status}, 'status')
}

/** Labels of a claim's owner: what selects the claims of one Workspace or RAGEngine. */
export const ownerLabels = (owner: ApiObject): Record<string, string> =>
  owner.kind === 'RAGEngine'
    ? {[label.ragEngine]: owner.metadata.name, [label.ragEngineNamespace]: owner.metadata.namespace ?? ''}
    : {[label.workspace]: owner.metadata.name, [label.workspaceNamespace]: owner.metadata.namespace ?? ''}
