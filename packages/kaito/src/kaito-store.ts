import {followLists, type Lists, readLists, type Source} from '@ome/inference-model/lists'
import {nodeClaims, workspaces} from '@ome/kinds/kaito'
import {pods} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {toInferenceSet} from './inference-set.ts'
import {type KaitoName, type KaitoNoun, kaitoNounOf, kaitoNouns, labelOf, resourceOf} from './kaito-nouns.ts'
import {toKaitoPod} from './kaito-pod.ts'
import {type KaitoReport, type KaitoSubject, type KaitoSurroundings, toReport} from './kaito-report.ts'
import {toNodeClaim} from './node-claim.ts'
import {type KaitoRagEngine, toRagEngine} from './rag-engine.ts'
import {toWorkspace} from './workspace.ts'

/** Reads what people run with KAITO. */
export interface KaitoStore {
  /** Undefined when there is no such object, or no such kind: {@link absence} tells which. */
  find(namespace: string, name: KaitoName): Promise<KaitoSubject | undefined>
  /** The object with its machines and pods; undefined as for `find`. */
  report(namespace: string, name: KaitoName): Promise<KaitoReport | undefined>
  /** {@link report} now and after every change; undefined when the object is gone. Ends with the signal. */
  follow(namespace: string, name: KaitoName, signal: AbortSignal): AsyncIterable<KaitoReport | undefined>
  /**
   * Everything of these nouns, one list per kind; Workspaces of a set are told with their set and do not stand alone.
   * Throws `not-found` when the server has none of the kinds, `denied` when none may be listed.
   */
  list(query: KaitoQuery): Promise<KaitoList>
  /** {@link list} with machines and pods. */
  reports(query: KaitoQuery): Promise<readonly KaitoReport[]>
  /** {@link report} of objects that were read already, and the RAG engines beside them: one list per kind. */
  around(objects: readonly KubeObject[]): Promise<Around>
  /** Names of a noun, for the one that was meant; none for a person who may not list them. */
  names(namespace: string, noun: KaitoNoun): Promise<readonly string[]>
  /** The error to tell where the server has no such kind; undefined where it has. */
  absence(noun: KaitoNoun): Promise<OmeError | undefined>
}

export interface KaitoQuery {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly nouns?: readonly KaitoNoun[]
}

export interface Around {
  readonly reports: readonly KaitoReport[]
  readonly engines: readonly KaitoRagEngine[]
}

export interface KaitoList {
  readonly subjects: readonly KaitoSubject[]
  /** Rights that were missing, as `list ragengines.kaito.sh`. */
  readonly unread: readonly string[]
}

export const kaitoStore = (kube: KubeClient): KaitoStore => ({
  find: (namespace, name) => find(kube, namespace, name),
  async report(namespace, name) {
    const [subject, around] = await Promise.all([
      find(kube, namespace, name),
      readLists(kube, sourcesAround(namespace, name)).then(surroundingsIn),
    ])
    return subject && toReport(subject, around)
  },
  follow: (namespace, name, signal) => follow(kube, namespace, name, signal),
  list: (query) => listAll(kube, query),
  async reports(query) {
    const [{subjects, unread}, around] = await Promise.all([
      listAll(kube, query),
      readLists(kube, sourcesAroundAll(query.namespace)).then(surroundingsIn),
    ])
    const joined = {...around, unread: [...unread, ...around.unread]}
    return subjects.map((subject) => toReport(subject, joined))
  },
  around: (objects) => readAround(kube, objects),
  async names(namespace, noun) {
    const {lists} = await readLists(kube, [{resource: resourceOf(noun), options: {namespace}}])
    return lists.flat().map(({metadata}) => metadata.name)
  },
  async absence(noun) {
    const kind = `${resourceOf(noun).plural}.kaito.sh`
    return (await kube.resolve(kind)) ? undefined : notInstalled(kube, kind)
  },
})

const toSubject = (noun: KaitoNoun, object: KubeObject, children: readonly KubeObject[]): KaitoSubject =>
  noun === 'workspace'
    ? toWorkspace(object)
    : noun === 'ragengine'
      ? toRagEngine(object)
      : toInferenceSet(object, children.map(toWorkspace))

async function find(kube: KubeClient, namespace: string, {noun, name}: KaitoName): Promise<KaitoSubject | undefined> {
  const [object, {lists}] = await Promise.all([
    orAbsent(kube.get(resourceOf(noun), name, {namespace})),
    readLists(kube, noun === 'inferenceset' ? [childrenOf(namespace, name)] : []),
  ])
  return object && toSubject(noun, object, lists.flat())
}

async function* follow(
  kube: KubeClient,
  namespace: string,
  name: KaitoName,
  signal: AbortSignal,
): AsyncGenerator<KaitoReport | undefined> {
  // Once by itself, so that a person who may not read it is told so.
  if ((await find(kube, namespace, name)) === undefined) {
    yield undefined
    return
  }
  const own = {resource: resourceOf(name.noun), options: {namespace, fieldSelector: `metadata.name=${name.name}`}}
  const children = name.noun === 'inferenceset' ? [childrenOf(namespace, name.name)] : []
  const sources = [...sourcesAround(namespace, name), own, ...children]
  for await (const lists of followLists(kube, sources, signal)) {
    const [, , objects = [], workspacesOfSet = []] = lists.lists
    const [object] = objects
    yield object && toReport(toSubject(name.noun, object, workspacesOfSet), surroundingsIn(lists))
    if (!object) return
  }
}

async function listAll(kube: KubeClient, {namespace, nouns = kaitoNouns}: KaitoQuery): Promise<KaitoList> {
  // Replicas of sets are counted by their Workspaces.
  const asked = kaitoNouns.filter(
    (noun) => nouns.includes(noun) || (noun === 'workspace' && nouns.includes('inferenceset')),
  )
  const options = namespace === undefined ? {} : {namespace}
  const {lists, readable, unreadable} = await readLists(
    kube,
    asked.map((noun) => ({resource: resourceOf(noun), options})),
  )
  if (!readable.includes(true)) throw nothingReadable(kube, unreadable)
  const of = (noun: KaitoNoun): readonly KubeObject[] => lists[asked.indexOf(noun)] ?? []
  const sets = of('inferenceset')
  const owned = new Set(sets.map(({metadata}) => `${metadata.namespace}/${metadata.name}`))
  const children = of('workspace').map(toWorkspace)
  const alone = children.filter((each) => !owned.has(`${each.namespace}/${each.inferenceSet ?? ''}`))
  return {
    subjects: [
      ...(nouns.includes('workspace') ? alone : []),
      ...sets.map((set) => toInferenceSet(set, children)),
      ...of('ragengine').map(toRagEngine),
    ].sort(byPlace),
    unread: unreadable,
  }
}

/** Pods are left out: who asks knows what belongs to the objects. */
async function readAround(kube: KubeClient, objects: readonly KubeObject[]): Promise<Around> {
  const namespaces = [...new Set(objects.map(({metadata}) => metadata.namespace ?? ''))]
  const isSet = ({kind}: KubeObject): boolean => kind === resourceOf('inferenceset').kind
  const inEach = (noun: KaitoNoun): readonly Source[] =>
    namespaces.map((namespace) => ({resource: resourceOf(noun), options: {namespace}}))
  const {lists, readable, unreadable} = await readLists(kube, [
    {resource: nodeClaims, options: {labelSelector: 'karpenter.sh/nodepool'}},
    ...inEach('ragengine'),
    ...(objects.some(isSet) ? inEach('workspace') : []),
  ])
  const [claims = [], ...rest] = lists
  const unread = unreadable.filter((right) => right.includes(nodeClaims.plural))
  const around = {pods: [], unread, ...(readable[0] && {claims: claims.map(toNodeClaim)})}
  const children = rest.slice(namespaces.length).flat()
  const subjects = objects.flatMap((object) => {
    const noun = kaitoNounOf(object.kind)
    return noun === undefined ? [] : [toSubject(noun, object, children)]
  })
  return {
    reports: subjects.map((subject) => toReport(subject, around)),
    engines: rest.slice(0, namespaces.length).flat().map(toRagEngine),
  }
}

const byPlace = (left: KaitoSubject, right: KaitoSubject): number => {
  const [a, b] = [`${left.namespace}/${left.name}/${left.noun}`, `${right.namespace}/${right.name}/${right.noun}`]
  return a < b ? -1 : a > b ? 1 : 0
}

const childrenOf = (namespace: string, set: string): Source => ({
  resource: workspaces,
  options: {namespace, labelSelector: `${labelOf.inferenceset}=${set}`},
})

/** Machines first, then pods: {@link surroundingsIn} reads them in this order. */
const sourcesAround = (namespace: string, {noun, name}: KaitoName): readonly Source[] => [
  {resource: nodeClaims, options: {labelSelector: claimsOf(namespace, {noun, name})}},
  {resource: pods, options: {namespace, labelSelector: `${labelOf[noun]}=${name}`}},
]

function claimsOf(namespace: string, {noun, name}: KaitoName): string {
  if (noun === 'inferenceset') return `kaito.sh/workspacenamespace=${namespace}`
  return noun === 'workspace'
    ? `kaito.sh/workspace=${name},kaito.sh/workspacenamespace=${namespace}`
    : `kaito.sh/ragengine=${name},kaito.sh/ragenginenamespace=${namespace}`
}

function sourcesAroundAll(namespace: string | undefined): readonly Source[] {
  const scope = namespace === undefined ? {} : {namespace}
  return [
    {resource: nodeClaims, options: {labelSelector: 'karpenter.sh/nodepool'}},
    // What runs for KAITO has one of two labels, and a selector knows no "or".
    {resource: pods, options: {...scope, labelSelector: labelOf.workspace}},
    {resource: pods, options: {...scope, labelSelector: labelOf.ragengine}},
  ]
}

function surroundingsIn({lists, readable, unreadable}: Lists): KaitoSurroundings {
  const [claims = [], ...rest] = lists
  const running = rest.flat().filter(({kind}) => kind === 'Pod')
  return {
    pods: running.map(toKaitoPod),
    unread: [...new Set(unreadable)],
    ...(readable[0] && {claims: claims.map(toNodeClaim)}),
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

function nothingReadable(kube: KubeClient, unread: readonly string[]): OmeError {
  if (unread.length === 0) return notInstalled(kube)
  const where = kube.contextName === undefined ? kube.server : `context "${kube.contextName}"`
  return new OmeError('denied', `you may not see what KAITO runs in ${where}: it takes the right to ${unread[0]}`)
}

/** That a cluster has no KAITO, or not the operator that brings a kind. */
export function notInstalled(
  {contextName, server}: Pick<KubeClient, 'contextName' | 'server'>,
  what = 'resources of kaito.sh',
): OmeError {
  const where = contextName === undefined ? server : `context "${contextName}"`
  return new OmeError('not-found', `KAITO is not installed in ${where}: the server has no ${what}`, [
    'choose another cluster with --context',
    'try it without a cluster: ome sandbox up --scenario tour-kaito',
  ])
}
