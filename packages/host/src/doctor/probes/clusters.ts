import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {KnownContext} from '../../clusters/cluster-list.ts'
import {knownContexts, kubeconfigOf} from '../../clusters/known-contexts.ts'
import {shortName} from '../../help/plugin-title.ts'
import type {Described} from '../../routes/owners.ts'
import {type Finding, fail, fixOf, ok, type Probe, warn} from '../finding.ts'
import {clockFinding} from './clock.ts'

/** More contexts than a person works with come from generated files; the first of them tell enough. */
const mostContexts = 20
const requestMs = 4000

/** Asks every context for its version and API groups, all at once. */
export const clusterProbe: Probe = {
  title: 'cluster',
  async run({context, plugins}, signal) {
    const contexts = knownContexts(context, await kubeconfigOf(context))
    const asked = [...contexts].sort((a, b) => Number(b.current) - Number(a.current)).slice(0, mostContexts)
    const {described} = await plugins()
    const needed = neededGroups(described)
    const found = await Promise.all(asked.map((one) => askCluster(context, one, needed, signal)))
    const left = contexts.length - asked.length
    return [...oncePerServer(found), ...(left > 0 ? [ok('cluster', `${left} more contexts were not asked`)] : [])]
  },
}

interface Answered {
  readonly server: string
  readonly own: readonly Finding[]
  /** About the server, whichever context led to it. */
  readonly about: readonly Finding[]
}

/** Several contexts may lead to one server: what is said of the server is said once. */
function oncePerServer(answers: readonly Answered[]): Finding[] {
  const told = new Set<string>()
  return answers.flatMap(({server, own, about}) => {
    const isNew = about.length > 0 && !told.has(server)
    if (isNew) told.add(server)
    return isNew ? [...own, ...about] : [...own]
  })
}

async function askCluster(
  context: Context,
  {name, current, kubeconfig}: KnownContext,
  needed: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): Promise<Answered> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(requestMs)])
  const label = current ? `${name} (current)` : name
  const bad = current ? fail : warn
  const trouble = (message: string, fix?: string): Answered => ({
    server: '',
    own: [bad('cluster', message, fix)],
    about: [],
  })
  try {
    const kube = await within(
      context.kube({context: name, requestTimeoutMs: requestMs, ...(kubeconfig ? {kubeconfig} : {})}),
      limit,
    )
    const {server} = kube
    const asked = context.now()
    const version = await within(kube.request('GET', '/version', {signal: limit}), limit)
    const answered = context.now()
    const body = await jsonOf(version.body)
    if (version.status === 401)
      return trouble(`${label}: ${server} does not accept the credentials`, 'get new ones from who runs the cluster')
    if (version.status >= 400) return trouble(`${label}: ${server} answers ${version.status} to /version`)
    const own = [
      ok('cluster', `${label}: Kubernetes ${String(body['gitVersion'] ?? 'of an unknown version')} at ${server}`),
    ]
    const about = [
      ...clockFinding(`the API server of ${name}`, version.headers['date'], asked, answered),
      ...(await groupFindings(name, kube, needed, limit)),
    ]
    return {server, own, about}
  } catch (error) {
    if (limit.aborted)
      return trouble(
        `${label}: no answer within ${requestMs / 1000} s`,
        `ome get nodes --context ${shellWord(name)} --verbose`,
      )
    if (!isOmeError(error)) throw error
    return trouble(`${label}: ${error.message}`, fixOf(error.hints))
  }
}

const shellWord = (text: string): string => (/^[\w.:@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

async function groupFindings(
  label: string,
  kube: KubeClient,
  needed: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const answer = await within(kube.request('GET', '/apis', {signal, headers: {accept: 'application/json'}}), signal)
  if (answer.status >= 400) return [warn('groups', `${label}: its API groups may not be read (${answer.status})`)]
  const {groups} = await jsonOf(answer.body)
  const served = new Set(Array.isArray(groups) ? groups.map(({name}) => String(name)) : [])
  const lines = [...needed].map(([plugin, names]) => {
    const absent = names.filter((group) => !served.has(group))
    const present = names.filter((group) => served.has(group))
    return `${plugin}: ${present.join(', ') || 'none of its groups'}${absent.length > 0 ? ` (not served: ${absent.join(', ')})` : ''}`
  })
  return lines.length === 0 ? [] : [ok('groups', `${label}: ${lines.join('; ')}`)]
}

/** API groups beyond Kubernetes' own that commands of each plugin need, whatever they can do without. */
export function neededGroups(described: readonly Described[]): ReadonlyMap<string, readonly string[]> {
  const found = described
    .filter(({plugin}) => !plugin.blocked)
    .map(({plugin, manifest}): [string, string[]] => {
      const needs = Object.values(manifest?.commands ?? {}).flatMap(({needs: own = []}) => own)
      const groups = needs.flatMap(({apiGroups}) => apiGroups).filter((group) => !isBuiltIn(group))
      return [shortName(plugin.name), [...new Set(groups)].sort()]
    })
  return new Map(found.filter(([, groups]) => groups.length > 0))
}

const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io')

async function jsonOf(body: AsyncIterable<Uint8Array>): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // A proxy's page instead of an answer: its status says enough.
    return {}
  }
}

/** The value, or an abort when the signal comes first: credential programs and name servers hear no signal. */
async function within<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const {promise: over, reject} = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await Promise.race([work, over])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
