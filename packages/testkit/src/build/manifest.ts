import {join} from 'node:path'
import {Plugin} from '@oclif/core/config'
import {writeAtomic} from './bundle.ts'
import type {SdkUse} from './sdk-use.ts'

const risks = new Set(['read', 'write', 'destructive', 'admin'])

interface CachedCommand {
  readonly id: string
  readonly summary?: string | undefined
  readonly examples?: unknown
  readonly needs?: unknown
  readonly risk?: unknown
  readonly hidden?: boolean | undefined
}

/**
 * Asks oclif for the manifest of the built bundle, checks that every command says what it must, and writes it, with
 * what the bundle uses of the sdk. Throws with the list of what is lacking.
 */
export async function writeManifest(folder: string, ids: readonly string[], sdk?: SdkUse): Promise<void> {
  const plugin = new Plugin({
    root: folder,
    type: 'core',
    ignoreManifest: true,
    respectNoCacheDefault: true,
    errorOnManifestCreate: true,
  })
  await plugin.load()
  const commands = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))

  const lacking = [
    ...ids.filter((id) => !(id in commands)).map((id) => `${id} has no command class as default export`),
    ...Object.values(commands).flatMap((command) => shortcomings(command)),
  ]
  if (lacking.length > 0) throw new Error(`commands are incomplete:\n  ${lacking.join('\n  ')}`)

  const {version} = plugin
  writeAtomic(
    join(folder, 'oclif.manifest.json'),
    JSON.stringify({version, ...(sdk === undefined ? {} : {sdk}), commands}),
  )
}

function shortcomings(command: CachedCommand): string[] {
  const missing: string[] = []
  if (!command.summary) missing.push('a summary')
  if (!command.hidden && !(Array.isArray(command.examples) && command.examples.length > 0)) missing.push('an example')
  if (!Array.isArray(command.needs)) missing.push('needs (an empty list when it uses no cluster)')
  if (typeof command.risk !== 'string' || !risks.has(command.risk))
    missing.push('risk (read, write, destructive or admin)')
  return missing.map((what) => `${command.id} lacks ${what}`)
}
