import {createHash} from 'node:crypto'
import type {ApiObject} from '../../api.ts'
import {conditionIs} from '../../controllers/conditions.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import type {World} from '../../controllers/world.ts'
import {type Operator, operatorOf} from '../operator.ts'
import {kaito, sandboxAnnotations} from '../resources.ts'
import {hasGpus, instanceOf, matchingNodes} from './gpu-nodes.ts'
import {ownerLabels} from './provisioner.ts'

/** What somebody wants of machines. */
export interface Wanted {
  readonly owner: ApiObject
  /** `resource` of a Workspace, `compute` of a RAGEngine. */
  readonly machines: {
    readonly instanceType?: string
    readonly labelSelector?: {readonly matchLabels?: Readonly<Record<string, string>>}
  }
  readonly count: number
  readonly diskGiB: number
}

export interface NodeStanding {
  readonly nodes: readonly ApiObject[]
  /** Undefined where nothing is provisioned. */
  readonly claims?: Verdict
  readonly ready: Verdict
}

export interface Verdict {
  readonly isTrue: boolean
  readonly reason: string
  readonly message: string
}

const source = 'KAITO-Workspace-controller'

/** Claims of an owner that are not on their way out, oldest name first. */
export const claimsOf = (world: World, owner: ApiObject): ApiObject[] =>
  world.api
    .list(kaito.nodeClaims, {labels: ownerLabels(owner)})
    .filter((claim) => !isTerminating(claim))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))

/** Labels that the nodes of an owner must have. */
export function nodeLabels({owner, machines}: Wanted, operator: Operator): Record<string, string> {
  const labels = {...machines.labelSelector?.matchLabels}
  return operator.nodeMode === 'byo' ? labels : {...labels, ...ownerLabels(owner)}
}

/** Asks for the machines that are missing and says how far they are. */
export function ensureNodes(world: World, wanted: Wanted): NodeStanding {
  const operator = operatorOf(world.api)
  if (operator.nodeMode === 'karpenter') {
    const message = 'the sandbox does not implement --node-provisioner=karpenter'
    return {nodes: [], ready: {isTrue: false, reason: 'NodeNotReady', message}}
  }
  const nodes = matchingNodes(world.api, nodeLabels(wanted, operator))
  if (operator.nodeMode === 'byo')
    return {nodes: nodes.slice(0, wanted.count), ready: standing(nodes, wanted, operator)}
  const claims = claimsOf(world, wanted.owner)
  for (let index = 0; claims.length < wanted.count; index++) {
    const name = claimName(wanted.owner, index)
    if (!world.api.get(kaito.nodeClaims, name)) claims.push(claim(world, wanted, operator, name))
  }
  const verdict = claimVerdict(claims)
  return {nodes, claims: verdict, ready: standing(nodes, wanted, operator)}
}

function standing(nodes: readonly ApiObject[], {count, machines}: Wanted, {cloud}: Operator): Verdict {
  if (nodes.length < count) {
    const message = `not enough ready nodes, ${nodes.length}/${count} nodes are ready`
    return {isTrue: false, reason: 'NodeNotReady', message}
  }
  const instance = instanceOf(cloud, machines.instanceType)
  const wantsGpus = machines.instanceType === undefined || machines.instanceType === '' || instance !== undefined
  if (wantsGpus && !nodes.slice(0, count).every(hasGpus)) {
    return {
      isTrue: false,
      reason: 'NodePluginsNotReady',
      message: 'waiting for all nodes to have the GPU device plugin',
    }
  }
  return {isTrue: true, reason: 'NodesReady', message: 'enough nodes are ready'}
}

function claimVerdict(claims: readonly ApiObject[]): Verdict {
  const unready = claims.find((claim) => !conditionIs(claim.status?.conditions, 'Ready'))
  if (!unready) return {isTrue: true, reason: 'NodeClaimsReady', message: 'all NodeClaims are ready'}
  const told = unready.status?.conditions?.find((condition: {type: string}) => condition.type === 'Ready')
  const reason: string = told?.reason || 'NodeClaimNotReady'
  const message: string = told?.message || `NodeClaim ${unready.metadata.name} is not ready`
  return {isTrue: false, reason, message}
}

function claimName({metadata: {namespace, name, uid}}: ApiObject, index: number): string {
  const seed = `${namespace}/${name}/${uid}/${index}`
  return `ws${createHash('sha256').update(seed).digest('hex').slice(0, 9)}`
}

function claim(world: World, wanted: Wanted, operator: Operator, name: string): ApiObject {
  const {owner, machines, diskGiB} = wanted
  const type = instanceOf(operator.cloud, machines.instanceType)?.instanceType ?? machines.instanceType ?? ''
  const isAzure = operator.cloud === 'azure'
  const made = world.api.create(kaito.nodeClaims, {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodeClaim',
    metadata: {
      name,
      labels: {...machines.labelSelector?.matchLabels, ...ownerLabels(owner), 'karpenter.sh/nodepool': 'kaito'},
      annotations: {'karpenter.sh/do-not-disrupt': 'true', ...sandboxAnnotations(owner)},
    },
    spec: {
      nodeClassRef: isAzure
        ? {group: 'kaito.sh', kind: 'KaitoNodeClass', name: 'default'}
        : {group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default'},
      requirements: [
        {key: 'karpenter.sh/nodepool', operator: 'In', values: ['kaito']},
        {key: 'node.kubernetes.io/instance-type', operator: 'In', values: [type]},
        {key: 'kubernetes.io/os', operator: 'In', values: ['linux']},
        ...(isAzure
          ? [{key: 'karpenter.azure.com/sku-name', operator: 'In', values: [type.replace(/^Standard_/, '')]}]
          : []),
      ],
      resources: {requests: {storage: `${diskGiB}Gi`}},
      taints: [{key: 'sku', value: 'gpu', effect: 'NoSchedule'}],
    },
  })
  world.api.event(owner, 'Normal', 'NodeClaimCreated', `NodeClaim ${name} created`, source)
  return made
}

/** Lets the machines of an owner go; true when none is left. */
export function releaseNodes(world: World, owner: ApiObject): boolean {
  const claims = world.api.list(kaito.nodeClaims, {labels: ownerLabels(owner)})
  for (const one of claims) if (!isTerminating(one)) world.api.delete(kaito.nodeClaims, one.metadata.name)
  return claims.length === 0
}
