import {OmeError} from '@ome/sdk/errors'
import type {Need} from '@ome/sdk/need'
import {nearest} from '../help/nearest.ts'
import {splitWords} from '../routes/expand-alias.ts'
import {findRoute} from '../routes/find-route.ts'
import {readManifest} from '../routes/plugin-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'

export interface CommandNeeds {
  readonly needs: readonly Need[]
  /** The first argument, for needs whose resource is `{noun}`. */
  readonly noun?: string
}

/** The rights of the command that these words run. Throws `usage` for words that run none. */
export function needsOfCommand(cache: string, typed: string): CommandNeeds {
  const index = indexInUse(cache)
  const words = splitWords(typed)
  const route = findRoute(index, words[0] === 'ome' ? words.slice(1) : words)
  if (route.type !== 'command') {
    const near = nearest(
      words.join(' '),
      Object.keys(index.commands).map((id) => id.replaceAll(':', ' ')),
    )
    throw new OmeError(
      'usage',
      `"${typed}" is no command`,
      near.map((name) => `did you mean: ome auth can-i --command "${name}"`),
    )
  }
  const plugin = index.plugins[index.commands[route.id]?.[0] ?? -1]
  const needs = plugin ? (readManifest(plugin.root).commands[route.id]?.needs ?? []) : []
  const noun = route.argv.find((word) => !word.startsWith('-'))?.split('/')[0]
  return {needs, ...(noun === undefined ? {} : {noun})}
}
