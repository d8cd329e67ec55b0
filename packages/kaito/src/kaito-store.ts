import {nodeClaims, workspaces} from '@ome/kinds/kaito'
import {pods} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'
import {toInferenceSet} from './inference-set.ts'
import {type KaitoName, type KaitoNoun, kaitoNouns, labelOf, resourceOf} from './kaito-nouns.ts'
import {toKaitoPod} from './kaito-pod.ts'
import type {KaitoSubject, KaitoSurroundings} from './kaito-report.ts'
import {toNodeClaim} from './node-claim.ts'
import {toRagEngine} from './rag-engine.ts'
import {toWorkspace} from './workspace.ts'

/** Reads what people run with KAITO. */
export interface KaitoStore {
  /** Undefined when there is no such object, or no such kind. */
  find(namespace: string, name: KaitoName): Promise<KaitoSubject | undefined>
  /**
   * Everything of these nouns, one list per kind; Workspaces of a set are told with their set and do not stand alone.
   * Throws `not-found` when the server has none of the kinds.
   */
  list(query: {readonly namespace?: string | undefined; readonly nouns?: readonly KaitoNoun[]}): Promise<KaitoList>
  /** Machines and pods of one object. */
  around(subject: KaitoSubject): Promise<KaitoSurroundings>
  /** Machines and pods of everything in a namespace, or in all. */
  aroundAll(namespace: string | undefined): Promise<KaitoSurroundings>
  /** Names of a noun, for the one that was meant; none for a person who may not list them. */
  names(namespace: string, noun: KaitoNoun): Promise<readonly string[]>
}

export interface KaitoList {
  readonly subjects: readonly KaitoSubject[]
  /** Rights that were missing, as `list ragengines.kaito.sh`. */
  readonly unread: readonly string[]
}

export const kaitoStore = (kube: KubeClient): KaitoStore => ({
  find: (namespace, name) => find(kube, namespace, name),
  list: (query) => listAll(kube, query),
  around: (subject) => around(kube, selectorsOf(subject)),
  aroundAll: (namespace) =>
    around(kube, {
      ...(namespace !== undefined && {namespace}),
      // What runs for KAITO has one of two labels, and a selector knows no "or".
      pods: Object.values([labelOf.workspace, labelOf.ragengine]),
      claims: 'karpenter.sh/nodepool',
    }),
  async names(namespace, noun) {
    const {objects} = await readable(kube, resourceOf(noun), {namespace})
    return objects.map(({metadata}) => metadata.name)
  },
})

async function find(kube: KubeClient, namespace: string, {noun, name}: KaitoName): Promise<KaitoSubject | undefined> {
  const reading = orAbsent(kube.get(resourceOf(noun), name, {namespace}))
  if (noun !== 'inferenceset') {
    const object = await reading
    return object && (noun === 'workspace' ? toWorkspace(object) : toRagEngine(object))
  }
  const labelSelector = `${labelOf.inferenceset}=${name}`
  const [object, children] = await Promise.all([reading, readable(kube, workspaces, {namespace, labelSelector})])
  return object && toInferenceSet(object, children.objects.map(toWorkspace))
}

async function listAll(
  kube: KubeClient,
  {namespace, nouns = kaitoNouns}: {readonly namespace?: string | undefined; readonly nouns?: readonly KaitoNoun[]},
): Promise<KaitoList> {
  const scope = namespace === undefined ? {} : {namespace}
  const asked = nouns.includes('inferenceset') ? new Set<KaitoNoun>([...nouns, 'workspace']) : new Set(nouns)
  const read = async (noun: KaitoNoun) => (asked.has(noun) ? await readable(kube, resourceOf(noun), scope) : none)
  const [works, sets, rags] = await Promise.all([read('workspace'), read('inferenceset'), read('ragengine')])
  if ([works, sets, rags].every(({isServed}) => !isServed)) throw notInstalled(kube)
  const found = works.objects.map(toWorkspace)
  const alone = nouns.includes('workspace') ? found : []
  const owned = new Set(sets.objects.map(({metadata}) => `${metadata.namespace}/${metadata.name}`))
  return {
    subjects: [
      ...alone.filter((each) => !owned.has(`${each.namespace}/${each.inferenceSet ?? ''}`)),
      ...sets.objects.map((set) => toInferenceSet(set, found)),
      ...rags.objects.map(toRagEngine),
    ].sort(byPlace),
    unread: [works, sets, rags].flatMap(({denied}) => denied ?? []),
  }
}

const byPlace = (left: KaitoSubject, right: KaitoSubject): number => {
  const [a, b] = [`${left.namespace}/${left.name}/${left.noun}`, `${right.namespace}/${right.name}/${right.noun}`]
  return a < b ? -1 : a > b ? 1 : 0
}

interface Selectors {
  readonly namespace?: string
  /** Label selectors of pods; each is a list of its own. */
  readonly pods: readonly string[]
  readonly claims: string
}

function selectorsOf(subject: KaitoSubject): Selectors {
  const {namespace, name, noun} = subject
  const claims =
    noun === 'inferenceset'
      ? `kaito.sh/workspacenamespace=${namespace}`
      : noun === 'workspace'
        ? `kaito.sh/workspace=${name},kaito.sh/workspacenamespace=${namespace}`
        : `kaito.sh/ragengine=${name},kaito.sh/ragenginenamespace=${namespace}`
  return {namespace, pods: [`${labelOf[noun]}=${name}`], claims}
}

async function around(kube: KubeClient, {namespace, pods: selectors, claims}: Selectors): Promise<KaitoSurroundings> {
  const scope = namespace === undefined ? {} : {namespace}
  const [machines, ...running] = await Promise.all([
    readable(kube, nodeClaims, {labelSelector: claims}),
    ...selectors.map((labelSelector) => readable(kube, pods, {...scope, labelSelector})),
  ])
  const unread = [machines, ...running].flatMap(({denied}) => denied ?? [])
  return {
    pods: running.flatMap(({objects}) => objects.map(toKaitoPod)),
    unread: [...new Set(unread)],
    ...(machines.isServed && machines.denied === undefined && {claims: machines.objects.map(toNodeClaim)}),
  }
}

interface Read {
  readonly objects: readonly KubeObject[]
  readonly isServed: boolean
  readonly denied?: string
}

const none: Read = {objects: [], isServed: false}

/** A collection; what is not served, and what this person may not read, is empty and says so. */
async function readable(kube: KubeClient, resource: ResourceRef, options: ListOptions): Promise<Read> {
  try {
    return {objects: await kube.list(resource, options), isServed: true}
  } catch (error) {
    if (!isOmeError(error)) throw error
    if (error.kind === 'not-found') return none
    if (error.kind !== 'denied') throw error
    const {group, plural} = resource
    return {objects: [], isServed: true, denied: `list ${group === '' ? plural : `${plural}.${group}`}`}
  }
}

async function orAbsent(reading: Promise<KubeObject | undefined>): Promise<KubeObject | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}

/** For lists of a cluster without KAITO. */
export function notInstalled(kube: Pick<KubeClient, 'contextName' | 'server'>): OmeError {
  const where = kube.contextName === undefined ? kube.server : `context "${kube.contextName}"`
  return new OmeError('not-found', `KAITO is not installed in ${where}: the server has no resources of kaito.sh`, [
    'choose another cluster with --context',
    'try it without a cluster: ome sandbox up --scenario tour-kaito',
  ])
}
