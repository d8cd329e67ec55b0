import {resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'
import {editUserFile} from '../settings/edit-user-file.ts'

interface Entry {
  readonly name: string
  readonly cluster: string
  readonly namespace?: string
  readonly kubeconfig?: string
}

/**
 * Writes the kubeconfig's contexts to config.yaml: names only, no credentials. A namespace that was noted there stays;
 * the file is noted when it is not the one that kubectl would find.
 */
export async function registerContexts(
  context: Pick<Context, 'folders' | 'cwd'>,
  kubeconfig: Kubeconfig,
  names: readonly string[],
  file?: string,
): Promise<void> {
  const entries = names.map(
    (name): Entry => ({name, cluster: name, ...(file === undefined ? {} : {kubeconfig: resolve(context.cwd, file)})}),
  )
  await editUserFile(context.folders, (document) => {
    const {contexts: known = []}: {contexts?: Entry[]} = document.toJS() ?? {}
    for (const entry of entries) {
      const at = known.findIndex(({name}) => name === entry.name)
      const namespace = known[at]?.namespace ?? kubeconfig.contexts.get(entry.name)?.namespace
      const value = document.createNode({...entry, ...(namespace === undefined ? {} : {namespace})})
      if (at >= 0) document.setIn(['contexts', at], value)
      else
        document.hasIn(['contexts'])
          ? document.addIn(['contexts'], value)
          : document.setIn(['contexts'], document.createNode([value]))
    }
  })
}

/** Makes a context the one that commands use. A context that only the kubeconfig has is registered with it. */
export async function useContext(
  context: Pick<Context, 'folders' | 'cwd'>,
  kubeconfig: Kubeconfig,
  chosen: {readonly name: string; readonly registered: boolean},
  file?: string,
): Promise<void> {
  if (!chosen.registered) await registerContexts(context, kubeconfig, [chosen.name], file)
  await editUserFile(context.folders, (document) => document.setIn(['current-context'], chosen.name))
}
