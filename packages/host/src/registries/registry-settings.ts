import type {RegistryRow} from '@ome/installer/registry/source'
import type {Folders} from '@ome/sdk/context'
import {editUserFile} from '../settings/edit-user-file.ts'

/** Writes an entry of `registries` in config.yaml, in the place of one with the same id. */
export async function putRegistryRow(folders: Folders, {npm, ...row}: RegistryRow): Promise<void> {
  const written = {...row, ...(npm === undefined ? {} : {transport: 'npm', npm})}
  await editUserFile(folders, (document) => {
    const others = rowsOf(document.toJS()).filter(({id}) => id !== row.id)
    document.set('registries', document.createNode([...others, written]))
  })
}

/** True: there was one. */
export function dropRegistryRow(folders: Folders, id: string): Promise<boolean> {
  return editUserFile(folders, (document) => {
    const rows = rowsOf(document.toJS())
    const others = rows.filter((row) => row.id !== id)
    if (others.length === rows.length) return
    if (others.length === 0) document.delete('registries')
    else document.set('registries', document.createNode(others))
  })
}

/** The file was checked before it is edited. */
const rowsOf = (values: {readonly registries?: readonly {readonly id: string}[]} | null): readonly {id: string}[] =>
  values?.registries ?? []
