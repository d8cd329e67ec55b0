import {shortName} from '@ome/installer/install/names'
import type {Settings} from '@ome/sdk/context'

/** What `plugins` of config.yaml says of a plugin, which wins over the lock; undefined when it does not name it. */
export function settingsSwitch(settings: Pick<Settings, 'get'>, plugin: string): boolean | undefined {
  const entries = settings.get('plugins')
  if (!Array.isArray(entries)) return undefined
  const entry = entries.find(({name}) => name === plugin || name === shortName(plugin))
  return typeof entry?.enabled === 'boolean' ? entry.enabled : undefined
}
