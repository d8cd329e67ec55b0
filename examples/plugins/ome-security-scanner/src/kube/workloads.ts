import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {isCredential} from '../domain/credential.ts'
import type {Container, Workload} from '../domain/workload.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true} as const

/** Pods of one controller are alike: the first speaks for all. */
export async function workloads(kube: KubeClient, namespace: string | undefined): Promise<readonly Workload[]> {
  const found = await kube.list(pods, namespace === undefined ? {} : {namespace})
  const all = found.map(toWorkload)
  return [...new Map(all.map((workload) => [`${workload.namespace} ${workload.object}`, workload])).values()]
}

interface PodSpec {
  readonly containers?: readonly ContainerSpec[]
  readonly initContainers?: readonly ContainerSpec[]
  readonly volumes?: readonly {readonly hostPath?: {readonly path: string}}[]
  readonly securityContext?: SecurityContext
  readonly hostNetwork?: boolean
  readonly hostPID?: boolean
  readonly hostIPC?: boolean
}

interface SecurityContext {
  readonly privileged?: boolean
  readonly runAsUser?: number
  readonly runAsNonRoot?: boolean
}

interface ContainerSpec {
  readonly name: string
  readonly image?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly {readonly name: string; readonly value?: string}[]
  readonly ports?: readonly {readonly hostPort?: number}[]
  readonly securityContext?: SecurityContext
}

/** A pod as an audit sees it. */
export function toWorkload(pod: KubeObject): Workload {
  const spec: PodSpec = pod['spec'] ?? {}
  const {namespace = '', labels = {}} = pod.metadata
  return {
    namespace,
    labels,
    object: objectOf(pod),
    containers: [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((one) => toContainer(one, spec)),
    hostPaths: (spec.volumes ?? []).flatMap(({hostPath}) => (hostPath === undefined ? [] : [hostPath.path])),
    hostNamespaces: (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name] === true),
  }
}

/** What a person changes to change the pod. */
function objectOf({metadata}: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({controller}) => controller)
  if (owner === undefined) return `pod/${metadata.name}`
  const hash = metadata.labels?.['pod-template-hash']
  if (owner.kind === 'ReplicaSet' && hash !== undefined) return `deployment/${owner.name.replace(`-${hash}`, '')}`
  return `${owner.kind.toLowerCase()}/${owner.name}`
}

function toContainer(spec: ContainerSpec, {securityContext: ofPod = {}}: PodSpec): Container {
  const {securityContext = {}, env = [], ports = []} = spec
  const words = [...(spec.command ?? []), ...(spec.args ?? [])].flatMap((word) => word.split(/\s+/))
  return {
    name: spec.name,
    image: spec.image ?? '',
    isPrivileged: securityContext.privileged === true,
    user: userOf({...ofPod, ...securityContext}),
    tokens: env.filter(({name, value}) => value !== undefined && isCredential(name, value)).map(({name}) => name),
    trustsRemoteCode: words.some((word) => word === '--trust-remote-code' || word === '--trust-remote-code=true'),
    hostPorts: ports.flatMap(({hostPort}) => (hostPort === undefined ? [] : [hostPort])),
  }
}

function userOf({runAsUser, runAsNonRoot}: SecurityContext): Container['user'] {
  if (runAsUser !== undefined) return runAsUser === 0 ? 'root' : 'other'
  return runAsNonRoot === true ? 'other' : 'image'
}
