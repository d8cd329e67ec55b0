import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {
  type Personality,
  type PersonalityRow,
  type PersonalityWords,
  readPersonality,
  wordsOf,
} from '@ome/installer/artifact/personality'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'

type Owned = Pick<RouteIndex, 'plugins' | 'commands' | 'aliases'>

/** The personalities of all plugins, files of the same name merged; what contradicts is left out with a notice. */
export function loadPersonalities(owned: Owned): {personalities: Personality[]; notices: string[]} {
  const notices: string[] = []
  const found = new Map<string, Personality>()
  for (const [number, plugin] of owned.plugins.entries())
    for (const file of filesOf(plugin, notices)) {
      const rows = file.rows.filter((row) => {
        const fault = rowFault(row, file, number, owned) ?? clash(found.get(file.name), row)
        if (fault) notices.push(`personality ${file.name}: "${row.words}" of ${plugin.name} is left out: ${fault}`)
        return fault === undefined
      })
      found.set(file.name, merged(found.get(file.name), {...file, rows}))
    }
  return {personalities: [...found.values()], notices}
}

/** What a plugin's files hold, as the signed index tells it. Files that cannot be read are left out. */
export const wordsBrought = (plugin: PluginRow): readonly PersonalityWords[] => filesOf(plugin, []).map(wordsOf)

function filesOf(plugin: PluginRow, notices: string[]): Personality[] {
  if (plugin.blocked) return []
  return (plugin.personalities ?? []).flatMap((path) => {
    try {
      return [readPersonality(JSON.parse(readFileSync(join(plugin.root, path), 'utf8')), path)]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      notices.push(`a personality of ${plugin.name} is left out: ${reason}`)
      return []
    }
  })
}

/** A row leads to a command of its own plugin or of the host, and takes no words from another plugin's command. */
function rowFault(
  {words, to}: PersonalityRow,
  {fallback}: Personality,
  number: number,
  {plugins, commands, aliases}: Owned,
): string | undefined {
  if (to === undefined) return undefined
  const target = to.replaceAll(' ', ':')
  const owners = Object.entries(commands)
    .filter(([id]) => id === target || id.startsWith(`${target}:`))
    .map(([, [plugin]]) => plugin)
  if (owners.length === 0) return `there is no command "${to}"`
  if (!owners.some((owner) => owner === number || plugins[owner]?.origin === 'host'))
    return `"${to}" is a command of another plugin`
  const typed = words.replaceAll(' ', ':')
  const other = commands[aliases[typed] ?? typed]?.[0]
  if (fallback === 'canonical' && other !== undefined && other !== number)
    return `"${words}" is a command of ${plugins[other]?.name}`
  return undefined
}

const clash = (before: Personality | undefined, {words}: PersonalityRow): string | undefined =>
  before?.rows.some((row) => row.words === words) ? 'another plugin brings the same words' : undefined

const merged = (before: Personality | undefined, file: Personality): Personality =>
  before ? {...before, bins: [...new Set([...before.bins, ...file.bins])], rows: [...before.rows, ...file.rows]} : file
