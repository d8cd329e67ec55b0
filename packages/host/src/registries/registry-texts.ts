import type {Role} from '@ome/installer/registry/signature'
import type {RegistryOffer} from './add-registry.ts'
import type {Removal} from './change-registry.ts'

/** What a person compares with what the owner of the registry told them by another way. Key ids are shown whole. */
export function offerText({source, isFirst}: RegistryOffer): string {
  const {id, url, npm, scopes, root} = source
  const {keys, threshold} = root.roles.root
  const names = [...scopes.map((scope) => `${scope}/…`), ...(isFirst ? ['names without a scope'] : [])]
  return [
    `add registry ${id}   ${url}`,
    line('archives', npm === undefined ? 'the same place' : `npm ${npm}`),
    line('names', names.join(', ') || 'none: no scope was given'),
    line(
      'root',
      `version ${root.version}, ${root.purpose}, until ${root.expires}, ${threshold} of ${keys.length} keys`,
    ),
    ...(['root', 'index', 'timestamp'] as const satisfies readonly Role[]).flatMap((role) =>
      root.roles[role].keys.map((key) => line(role, key)),
    ),
    '',
  ].join('\n')
}

/** The same for programs. */
export const offeredItem = ({source}: RegistryOffer) => {
  const {id, url, npm, scopes, root} = source
  const {version, purpose, expires, roles} = root
  return {object: `registry/${id}`, outcome: 'added', to: url, npm, scopes, root: {version, purpose, expires, roles}}
}

/** `serial 42, 1 archive` */
export const carriedText = ({serial, archives}: {readonly serial: number; readonly archives: number}): string =>
  `serial ${serial}, ${archives} ${archives === 1 ? 'archive' : 'archives'}`

export const removalText = ({id, url, plugins}: Removal): string =>
  [
    `remove registry ${id}   ${url}`,
    line('forgets', 'its keys, its index and how new that was'),
    line('plugins', plugins.length === 0 ? 'none came from it' : `${plugins.join(', ')} stay, without upgrades`),
    '',
  ].join('\n')

const line = (title: string, text: string): string => `  ${title.padEnd(9)}  ${text}`
