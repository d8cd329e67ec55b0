import {OmeError} from '@ome/sdk/errors'
import {indexInUse} from '../routes/route-index.ts'
import type {NewPlugin} from './plugin-files.ts'

/** Refuses a topic whose commands another plugin brings: what is scaffolded would not be reached. */
export function demandFreeTopic(cache: string, {name, topic}: Omit<NewPlugin, 'sdk'>): void {
  const {commands, plugins} = indexInUse(cache)
  const [, taken] = Object.entries(commands).find(([id]) => id.split(':')[0] === topic) ?? []
  const owner = taken === undefined ? undefined : plugins[taken[0]]?.name
  if (owner === undefined || owner === name) return
  throw new OmeError('conflict', `"${topic}" is a topic of ${owner}`, [
    'choose another name; commands below it can be added later with {"name":"…","shared":true} in ome.topics',
  ])
}
