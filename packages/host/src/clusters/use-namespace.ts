import type {ChosenNamespace, Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {ConnectionOptions} from '@ome/sdk/kube'
import {settingText} from '../context/target.ts'
import {editUserFile} from '../settings/edit-user-file.ts'
import {contextNamed, knownContexts, kubeconfigOf} from './known-contexts.ts'
import {registerContexts} from './register-contexts.ts'

/**
 * Notes a namespace with the context in use; one that only the kubeconfig has is registered with it. Without `--context` it
 * becomes ome's own current one, since only what config.yaml says has a namespace there.
 */
export async function useNamespace(
  context: Pick<Context, 'settings' | 'folders' | 'cwd' | 'env'>,
  namespace: string,
  {kubeconfig: file, context: typed}: ConnectionOptions,
): Promise<ChosenNamespace> {
  const kubeconfig = await kubeconfigOf(context, file)
  const name = typed ?? settingText(context.settings, 'current-context') ?? kubeconfig.currentContext
  if (name === undefined)
    throw new OmeError('usage', 'there is no context to note a namespace with', [
      'choose one: ome cluster use CONTEXT',
      'or name the namespace each time: -n NAMESPACE',
    ])
  const chosen = contextNamed(knownContexts(context, kubeconfig), name)
  if (!chosen.registered) await registerContexts(context, kubeconfig, [name], file)
  await editUserFile(context.folders, (document) => {
    const {contexts = []}: {contexts?: {name: string}[]} = document.toJS()
    document.setIn(['contexts', contexts.findIndex((entry) => entry.name === name), 'namespace'], namespace)
    if (typed === undefined) document.setIn(['current-context'], name)
  })
  const origin = context.settings.origin('namespace')
  return {
    context: name,
    ...(chosen.namespace !== undefined && {from: chosen.namespace}),
    ...(origin !== undefined && !origin.endsWith('config.yaml') && {outrankedBy: origin}),
  }
}
