import {at, list, number, text, texts} from '@ome/capacity/fields'
import {type KaitoPod, toKaitoPod} from '@ome/kaito/kaito-pod'
import {toNodeClaim} from '@ome/kaito/node-claim'
import {troubleOf} from '@ome/kaito/trouble'
import {toWorkspace} from '@ome/kaito/workspace'
import {nodeClaims, workspaces} from '@ome/kinds/kaito'
import {jobs, pods} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {RunContainer, RunJob, RunPod, RunStore, TuningRun} from '../domain/run.ts'

export const runStore = (kube: KubeClient): RunStore => ({
  async find(namespace, name) {
    const labelSelector = `kaito.sh/workspace=${name}`
    const [object, job, made, claims] = await Promise.all([
      orAbsent(kube.get(workspaces, name, {namespace})),
      orNone(kube.get(jobs, name, {namespace})),
      kube.list(pods, {namespace, labelSelector}),
      readable(kube, nodeClaims, {labelSelector: `${labelSelector},kaito.sh/workspacenamespace=${namespace}`}),
    ])
    if (object?.['tuning'] === undefined) return undefined
    const workspace = toWorkspace(object)
    const around = {pods: made.map(toKaitoPod), claims: claims.map(toNodeClaim)}
    const trouble = troubleOf(workspace, around)
    const newest = [...made].sort(byAge).at(-1)
    return {
      ...toRun(object, job),
      ...(newest && {pod: toRunPod(newest, toKaitoPod(newest))}),
      ...(trouble && {trouble}),
    }
  },
  async list(namespace) {
    const scope = namespace === undefined ? {} : {namespace}
    const [objects, made] = await Promise.all([
      allOf(kube, scope),
      readable(kube, jobs, {...scope, labelSelector: 'kaito.sh/workspace'}),
    ])
    const jobOf = ({metadata}: KubeObject) =>
      made.find((job) => job.metadata.name === metadata.name && job.metadata.namespace === metadata.namespace)
    return objects.filter((object) => object['tuning'] !== undefined).map((object) => toRun(object, jobOf(object)))
  },
})

async function allOf(kube: KubeClient, scope: ListOptions): Promise<readonly KubeObject[]> {
  const found = await orAbsent(kube.list(workspaces, scope))
  if (found) return found
  throw new OmeError('not-found', 'KAITO is not installed: the server has no workspaces.kaito.sh', [
    'choose another cluster with --context',
    'try it without a cluster: ome sandbox up --scenario tour-kaito',
  ])
}

function toRun(object: KubeObject, job: KubeObject | undefined): TuningRun {
  const {input, output} = object['tuning']
  return {
    workspace: toWorkspace(object),
    input: sourceText(input),
    output: sourceText(output),
    ...(job && {job: toJob(job)}),
  }
}

/** Data and results as `tune start` takes them. */
function sourceText(source: unknown): string {
  const urls = texts(at(source, 'urls'))
  // What stands behind the question mark of a presigned URL opens it.
  if (urls.length > 0) return urls.map((url) => url.split('?')[0]).join(', ')
  const claim = text(at(source, 'volumeSource', 'persistentVolumeClaim', 'claimName'))
  return claim === undefined ? (text(at(source, 'image')) ?? '<volume>') : `pvc://${claim}`
}

function toJob({status}: KubeObject): RunJob {
  const holds = (type: string): boolean =>
    list(at(status, 'conditions')).some((each) => at(each, 'type') === type && at(each, 'status') === 'True')
  const end = holds('Complete') ? 'complete' : holds('Failed') ? 'failed' : undefined
  return {
    active: number(at(status, 'active')) ?? 0,
    succeeded: number(at(status, 'succeeded')) ?? 0,
    failed: number(at(status, 'failed')) ?? 0,
    ...(end && {end}),
  }
}

function toRunPod(pod: KubeObject, {name, container, phase}: KaitoPod): RunPod {
  const {spec, status} = pod
  const states = [...list(at(status, 'initContainerStatuses')), ...list(at(status, 'containerStatuses'))]
  const names = [...list(at(spec, 'initContainers')), ...list(at(spec, 'containers'))].map(
    (each) => text(at(each, 'name')) ?? '',
  )
  const toContainer = (called: string): RunContainer => {
    const found = states.find((each) => at(each, 'name') === called)
    return {name: called, ...stateOf(at(found, 'state'))}
  }
  return {
    name,
    trainer: container,
    phase,
    isPlaced: text(at(spec, 'nodeName')) !== undefined,
    containers: names.map(toContainer),
  }
}

function stateOf(state: unknown): Pick<RunContainer, 'state' | 'reason'> {
  if (at(state, 'running') !== undefined) return {state: 'running'}
  const ended = at(state, 'terminated')
  const reason = text(at(ended ?? at(state, 'waiting'), 'reason'))
  const word = ended === undefined ? 'waiting' : at(ended, 'exitCode') === 0 ? 'done' : 'failed'
  return {state: word, ...(reason !== undefined && word !== 'done' && {reason})}
}

const byAge = (left: KubeObject, right: KubeObject): number =>
  Date.parse(left.metadata.creationTimestamp ?? '') - Date.parse(right.metadata.creationTimestamp ?? '')

/** Undefined where the server has no such kind. */
async function orAbsent<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}

/** What may not be read, or is not served, is not there. */
async function readable(kube: KubeClient, resource: ResourceRef, options: ListOptions): Promise<readonly KubeObject[]> {
  return (await orNone(kube.list(resource, options))) ?? []
}

async function orNone<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found')) return undefined
    throw error
  }
}
