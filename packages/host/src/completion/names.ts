import {createHash} from 'node:crypto'
import {existsSync, readFileSync, statSync, utimesSync} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import type {Context, Folders} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, Resource} from '@ome/sdk/kube'
import {plain} from '@ome/sdk/text'
import {knownContexts, kubeconfigOf} from '../clusters/known-contexts.ts'
import {makeContext} from '../context/context.ts'
import {homeOf} from '../context/folders.ts'
import {processIo} from '../context/io.ts'
import type {Launch} from '../launch/launch.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {joinSettings} from '../settings/settings.ts'
import {commonResources} from './common-resources.ts'
import type {Candidate, PlainSource} from './expected.ts'

const freshMs = 10_000
/** How long an old list is better than none. */
const staleMs = 24 * 3_600_000
/** A cluster that did not answer is left alone for a moment, so that the next words are typed without waiting. */
const pauseMs = 3_000

export interface NameWorld {
  readonly launch: Launch
  readonly folders: Folders
  readonly env: Context['env']
  readonly index: RouteIndex
  /** Complete words of the line: connection flags and `-n` are taken from it. */
  readonly before: readonly string[]
  /** How long the cluster is waited for. */
  readonly patienceMs: number
}

/** Sources that only the cluster or the kubeconfig can answer. */
export type NameSource = Exclude<PlainSource, {readonly files: readonly string[]}>

/**
 * Names from the cluster or the kubeconfig, within the time there is. A list is good for ten seconds, and for a
 * day where the cluster does not answer in time.
 */
export async function lookUpNames(source: NameSource, world: NameWorld): Promise<Candidate[]> {
  const {patienceMs} = world
  const {context, end} = completionContext(world)
  const typed = typedFlags(world.before)
  try {
    if ('from' in source && source.from === 'contexts') {
      const known = knownContexts(context, await kubeconfigOf(context, typed.kubeconfig))
      return known.map(({name, cluster}) => ({value: name, text: cluster}))
    }
    if (!mayReachCluster(world, typed)) return []
    const what = 'resource' in source ? [source.resource].flat() : source.from === 'namespaces' ? ['namespaces'] : []
    const key = JSON.stringify([what, typed, context.env['KUBECONFIG'], world.index.config['current-context']])
    const names = await cached(world, key, () =>
      withinTime(fetchNames(context, what, {...typed, patienceMs}), patienceMs),
    )
    return names.length > 0 ? names.map((value) => ({value})) : usual(source)
  } finally {
    // The process ends with the answer: nobody waits for connections to close.
    void end().catch(() => undefined)
  }
}

/** What most clusters have, where one does not answer. */
const usual = (source: NameSource): Candidate[] =>
  'from' in source && source.from === 'resources' ? commonResources.map((value) => ({value})) : []

/** Whether anything names a cluster. Without it the default address refuses, and finding that out costs as much as a start. */
function mayReachCluster({env, index}: NameWorld, {kubeconfig}: TypedFlags): boolean {
  if (kubeconfig !== undefined || env['KUBERNETES_SERVICE_HOST'] || index.config['contexts'] !== undefined) return true
  const paths = env['KUBECONFIG']?.split(delimiter).filter(Boolean) ?? [join(homeOf(env), '.kube', 'config')]
  return paths.some((path) => existsSync(path))
}

interface TypedFlags {
  readonly namespace?: string
  readonly context?: string
  readonly kubeconfig?: string
}

function completionContext({env, folders, index, launch, patienceMs}: NameWorld) {
  const user = {path: folders.config, values: index.config}
  return makeContext(
    {
      io: Object.create(processIo(env), {err: {value: () => undefined}, canPrompt: {value: false}}),
      env,
      cwd: process.cwd(),
      folders,
      settings: joinSettings({env, user}),
      signal: AbortSignal.timeout(patienceMs),
      bin: 'ome',
      version: launch.version,
    },
    'completion',
  )
}

/** Values of the flags that decide which cluster and namespace is asked. */
export function typedFlags(words: readonly string[]): TypedFlags {
  const value = (...forms: string[]): string | undefined => {
    for (const [at, word] of words.entries()) {
      if (forms.includes(word)) return words[at + 1]
      const joined = forms.find((form) => word.startsWith(`${form}=`))
      if (joined) return word.slice(joined.length + 1)
    }
    return undefined
  }
  const found = {namespace: value('-n', '--namespace'), context: value('--context'), kubeconfig: value('--kubeconfig')}
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined))
}

/** Names of the objects of these resources; without any, the resources that can be listed. */
async function fetchNames(
  context: Context,
  what: readonly string[],
  {namespace, patienceMs, ...connection}: TypedFlags & {readonly patienceMs: number},
): Promise<string[]> {
  const kube = await context.kube({requestTimeoutMs: patienceMs, ...connection})
  if (what.length === 0) return listable(await kube.resources())
  const from = namespace ?? context.env['OME_NAMESPACE'] ?? (await context.namespace(connection))
  const answers = await Promise.allSettled(what.map((resource) => namesOf(kube, resource, from)))
  const failure = answers.find(({status}) => status === 'rejected')
  const names = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  // What may be read of several resources is offered; nothing at all is no answer to remember.
  if (names.length === 0 && failure?.status === 'rejected') throw failure.reason
  return [...new Set(names)]
}

const listable = (resources: readonly Resource[]): string[] =>
  resources.filter(({verbs}) => verbs.includes('list')).map(({plural}) => plural)

async function namesOf(kube: KubeClient, resource: string, namespace: string): Promise<string[]> {
  const path = await collectionPath(kube, resource, namespace)
  if (path === undefined) return []
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
  const {status, body} = await kube.request('GET', `${path}?limit=500`, {headers: {accept}})
  if (status !== 200) return []
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  const {items = []}: {items?: {metadata: {name: string}}[]} = JSON.parse(Buffer.concat(chunks).toString())
  return items.map(({metadata}) => metadata.name)
}

async function collectionPath(kube: KubeClient, what: string, namespace: string): Promise<string | undefined> {
  if (what === 'namespaces') return '/api/v1/namespaces'
  const found = await kube.resolve(what)
  if (!found) return undefined
  const base = found.group === '' ? `/api/${found.version}` : `/apis/${found.group}/${found.version}`
  return found.namespaced
    ? `${base}/namespaces/${encodeURIComponent(namespace)}/${found.plural}`
    : `${base}/${found.plural}`
}

async function cached(
  {folders, env}: NameWorld,
  key: string,
  fetch: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const path = join(folders.cache, 'names', `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.txt`)
  const age = Date.now() - (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0)
  const known = age < staleMs ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []
  if (age < freshMs) return known
  try {
    const names = (await fetch()).map((name) => plain(name).replaceAll('\n', ' '))
    keep(path, names)
    return names
  } catch (error) {
    if (env['OME_DEBUG']) throw error
    keep(path, known)
    const until = (Date.now() - freshMs + pauseMs) / 1000
    utimesSync(path, until, until)
    return known
  }
}

function keep(path: string, names: readonly string[]): void {
  makeFolder(dirname(path), 0o700)
  writeAtomic(path, names.join('\n'), 0o600)
}

/** What neither a silent server nor a login that hangs can outlast. */
async function withinTime<Value>(work: Promise<Value>, patienceMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OmeError('unreachable', 'no answer in time')), patienceMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
