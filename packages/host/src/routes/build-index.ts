import {join} from 'node:path'
import type {Context, Folders} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {rootHelp} from '../help/root-help.ts'
import {loadPersonalities} from '../personality/load.ts'
import {describePlugins} from './described-plugins.ts'
import {assignCommands, valueFlags} from './owners.ts'
import {
  encodeIndex,
  holdUnsaved,
  indexKey,
  indexPath,
  knownIndex,
  ownerName,
  type PluginRow,
  type RouteIndex,
} from './route-index.ts'

/** Makes the index from manifests, lock, config.yaml and the stored registry indexes, and puts it into the cache. */
export async function buildIndex(
  dist: string,
  version: string,
  folders: Folders,
  env: Context['env'] = process.env,
): Promise<RouteIndex> {
  const {
    described,
    ledger,
    user,
    offers,
    announced,
    watched,
    notices: known,
    isDamaged,
  } = await describePlugins({
    hostRoot: join(dist, '..'),
    folders,
    env,
  })
  const key = indexKey(dist, version, folders)
  const plugins = described.map(({plugin}) => plugin)
  const assigned = assignCommands(described, ledger)
  const before = knownIndex(folders.cache)
  const {personalities, notices: faults} = loadPersonalities({...assigned, plugins})
  const notices = [...known, ...faults]
  const index = {
    key,
    version,
    watched,
    plugins,
    ...assigned,
    topics: topicsOf(plugins),
    personalities,
    offers,
    announced,
    moved: before?.key === key ? movedCommands(before, {...assigned, plugins}) : {},
    valueFlags: valueFlags(described),
    ...user,
    notices,
  }
  const complete: RouteIndex = {...index, rootHelp: rootHelp(index, {width: 80, program: 'ome', colour: false})}
  // Not kept, so that every start says it.
  if (isDamaged) {
    holdUnsaved(folders.cache, complete)
    return complete
  }
  const problem = save(complete, folders.cache)
  return problem === undefined ? complete : {...complete, notices: [...notices, problem]}
}

/** Without a cache every start makes the index anew: slower, and no reason not to run. */
function save(index: RouteIndex, cache: string): string | undefined {
  try {
    makeFolder(cache)
    writeAtomic(indexPath(cache), encodeIndex(index))
    holdUnsaved(cache, undefined)
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    holdUnsaved(cache, index)
    return `${cache} cannot be written (${error.code}), so every start is slow; choose another folder with OME_CACHE_DIR`
  }
}

type Owners = Pick<RouteIndex, 'commands' | 'aliases' | 'plugins'>

/** Commands that run for words which ran another plugin's last, with that plugin. */
function movedCommands(before: RouteIndex, now: Owners): RouteIndex['moved'] {
  const moved: Record<string, string> = {}
  for (const words of [...Object.keys(before.commands), ...Object.keys(before.aliases)]) {
    const id = now.aliases[words] ?? words
    const last = before.moved[id] ?? ownerName(before, words)
    const owner = ownerName(now, id)
    if (last !== undefined && owner !== undefined && last !== owner) moved[id] = last
  }
  return moved
}

function topicsOf(plugins: readonly PluginRow[]): RouteIndex['topics'] {
  const found = new Map<string, string>()
  for (const {topics} of plugins)
    for (const [name, summary] of Object.entries(topics ?? {})) if (!found.has(name)) found.set(name, summary)
  return [...found].map(([name, summary]) => ({name, summary}))
}
