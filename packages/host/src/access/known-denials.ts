import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {Need} from '@ome/sdk/need'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {type AccessStore, accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {fromKnown} from './evaluate.ts'
import {rightsOf} from './rights.ts'

/**
 * Ids of the commands that the person is known to lack rights for in the current namespace. Only what was remembered
 * counts: nothing is asked, and where nothing is known, or no cluster is named, there are none.
 */
export async function knownDenials(
  {commands, plugins, canonical}: Pick<RouteIndex, 'commands' | 'plugins' | 'canonical'>,
  context: Pick<Context, 'kube' | 'namespace' | 'folders' | 'now'>,
): Promise<ReadonlySet<string>> {
  try {
    const [{caller}, namespace] = await Promise.all([context.kube(), context.namespace()])
    if (caller === undefined) return new Set()
    const store = accessStore(callerFolder(context.folders.cache, caller), context.now)
    const manifests = new Map<number, Readonly<Record<string, ManifestCommand>>>()
    const needsOf = (id: string, plugin: number): readonly Need[] => {
      const found = manifests.get(plugin) ?? readManifest(plugins[plugin]?.root ?? '').commands
      manifests.set(plugin, found)
      return found[canonical?.[id] ?? id]?.needs ?? []
    }
    const known = remembered(store)
    const denied = Object.entries(commands).filter(
      ([id, [plugin, , , , cluster]]) =>
        cluster && !plugins[plugin]?.blocked && isDenied(needsOf(id, plugin), namespace, known),
    )
    return new Set(denied.map(([id]) => id))
  } catch (error) {
    // A kubeconfig that cannot be used is told by the commands that need it; help and completion show everything then.
    if (isOmeError(error)) return new Set()
    throw error
  }
}

const isDenied = (needs: readonly Need[], namespace: string, known: AccessStore['load']): boolean =>
  rightsOf(needs, namespace).some(({question, optional}) => {
    const place = optional ? undefined : known(question.namespace)
    return place !== undefined && fromKnown(place, question) === 'no'
  })

/** Each file is read once. */
function remembered(store: AccessStore): AccessStore['load'] {
  const read = new Map<string | undefined, ReturnType<AccessStore['load']>>()
  return (namespace) => {
    if (!read.has(namespace)) read.set(namespace, store.load(namespace))
    return read.get(namespace)
  }
}
