import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {shortName} from '../help/plugin-title.ts'
import {encodeIndex, indexPath, type PluginRow, type RouteIndex} from './route-index.ts'

/** The line about a command that another plugin runs than before; the index is told that it was said. */
export function moveNote(id: string, plugin: PluginRow, index: RouteIndex, cache: string): string {
  const {[id]: last = '', ...moved} = index.moved
  try {
    writeAtomic(indexPath(cache), encodeIndex({...index, moved}))
  } catch (error) {
    // Where nothing can be kept it is said each time.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
  const words = id.replaceAll(':', ' ')
  return `note: "${words}" now runs from ${shortName(plugin.name)}, no longer from ${shortName(last)}: ome command describe ${words}\n`
}
