import type {Folders} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {View} from '@ome/sdk/view'
import {nearest} from '../help/nearest.ts'
import {aliasesOf} from '../routes/expand-alias.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {editUserFile} from '../settings/edit-user-file.ts'

export interface Alias {
  readonly name: string
  readonly words: string
}

export const listAliases = (index: Pick<RouteIndex, 'config'>): Alias[] =>
  Object.entries(aliasesOf(index))
    .map(([name, words]) => ({name, words: words.replace(/^ome\s+/, '')}))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

/** The aliases of these names. Throws `not-found` for one that there is not. */
export function findAliases(index: Pick<RouteIndex, 'config'>, names: readonly string[]): Alias[] {
  const all = listAliases(index)
  return names.map((name) => {
    const found = all.find((alias) => alias.name === name)
    if (found) return found
    throw new OmeError(
      'not-found',
      `there is no alias "${name}"`,
      [
        ...nearest(
          name,
          all.map((alias) => alias.name),
        ).map((near) => `did you mean: ome alias ${near}`),
        `make it: ome alias ${name}='WORDS OF A COMMAND'`,
      ],
      {object: `alias/${name}`},
    )
  })
}

/** True: the file changed. */
export const setAlias = (folders: Folders, {name, words}: Alias): Promise<boolean> =>
  editUserFile(folders, (document) => document.setIn(['aliases', name], words))

/** Removes aliases, and their section with the last one. */
export const removeAliases = (folders: Folders, names: readonly string[]): Promise<boolean> =>
  editUserFile(folders, (document) => {
    for (const name of names) document.deleteIn(['aliases', name])
    const left = document.toJS()?.aliases ?? {}
    if (Object.keys(left).length === 0) document.delete('aliases')
  })

export const aliasList: View<readonly Alias[]> = {
  kind: 'AliasList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'WORDS', value: ({words}) => words},
  ],
  name: ({name}) => `alias/${name}`,
  empty: "there is no alias; make one: ome alias ls='get services -o wide'",
}
