import type {Policy} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {Need} from '@ome/sdk/need'
import {knownClusterPolicy} from '../policy/cluster-policy.ts'
import {commandRefusal, refusalText} from '../policy/command-refusal.ts'
import {hasPolicyFiles, noPolicyFiles, systemPolicyPath} from '../policy/policy-places.ts'
import {joinPolicies, readPolicyFiles} from '../policy/read-policy.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {type AccessStore, accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {fromKnown} from './evaluate.ts'
import {requiredRights, rightsOf} from './rights.ts'

/**
 * Ids of the commands that the person is known to lack rights for in the current namespace, and of those that a policy
 * forbids, with its words. Only what was remembered counts: nothing is asked.
 */
export async function knownDenials(
  {commands, plugins, canonical}: Pick<RouteIndex, 'commands' | 'plugins' | 'canonical'>,
  context: Pick<Context, 'kube' | 'namespace' | 'folders' | 'now' | 'env'>,
  system = systemPolicyPath,
): Promise<ReadonlyMap<string, string | undefined>> {
  const {known, namespace, folder} = await rememberedBy(context)
  const policy = await knownPolicy(context, folder, system)
  const manifests = new Map<number, Readonly<Record<string, ManifestCommand>>>()
  const commandOf = (id: string, number: number): ManifestCommand | undefined => {
    const found = manifests.get(number) ?? readManifest(plugins[number]?.root ?? '').commands
    manifests.set(number, found)
    return found[id]
  }
  const denied = new Map<string, string | undefined>()
  for (const [id, [number, , risk, , cluster]] of Object.entries(commands)) {
    const own = canonical?.[id] ?? id
    const {name = '', publisher, blocked} = plugins[number] ?? {}
    if (blocked || !(policy || (known && cluster))) continue
    const command = commandOf(own, number)
    if (!command) continue
    const words = own.replaceAll(':', ' ')
    const refused = policy && commandRefusal(policy, {words, plugin: name, publisher, risk, command, operands: []})
    if (refused) denied.set(id, refusalText(refused))
    else if (known && cluster && isDenied(command.needs ?? [], namespace, known)) denied.set(id, undefined)
  }
  return denied
}

interface Remembered {
  /** Absent where no cluster is named. */
  readonly known?: AccessStore['load']
  readonly folder?: string
  readonly namespace: string
}

async function rememberedBy(context: Pick<Context, 'kube' | 'namespace' | 'folders' | 'now'>): Promise<Remembered> {
  try {
    const [{caller}, namespace] = await Promise.all([context.kube(), context.namespace()])
    if (caller === undefined) return {namespace}
    const folder = callerFolder(context.folders.cache, caller)
    return {namespace, folder, known: remembered(accessStore(folder, context.now))}
  } catch (error) {
    // A kubeconfig that cannot be used is told by the commands that need it; help and completion show everything then.
    if (isOmeError(error)) return {namespace: 'default'}
    throw error
  }
}

/** Undefined where no policy says anything. A broken one is told by the commands: all of them. */
async function knownPolicy(
  {folders, env, now}: Pick<Context, 'folders' | 'env' | 'now'>,
  folder: string | undefined,
  system: string,
): Promise<Policy | undefined> {
  const places = {system, data: folders.data, named: env['OME_POLICY']}
  try {
    const files = hasPolicyFiles(places) ? await readPolicyFiles(places) : undefined
    const cluster = folder === undefined ? undefined : (await knownClusterPolicy(folder, now()))?.policy
    return files || cluster ? joinPolicies(files ?? noPolicyFiles, cluster) : undefined
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

const isDenied = (needs: readonly Need[], namespace: string, known: AccessStore['load']): boolean =>
  requiredRights(rightsOf(needs, namespace)).every((way) =>
    way.some(({question}) => {
      const place = known(question.namespace)
      return place !== undefined && fromKnown(place, question) === 'no'
    }),
  )

/** Each file is read once. */
function remembered(store: AccessStore): AccessStore['load'] {
  const read = new Map<string | undefined, ReturnType<AccessStore['load']>>()
  return (namespace) => {
    if (!read.has(namespace)) read.set(namespace, store.load(namespace))
    return read.get(namespace)
  }
}
