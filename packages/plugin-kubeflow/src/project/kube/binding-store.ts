import {ifAllowed} from '@ome/inference-model/if-allowed'
import {profiles} from '@ome/kinds/kubeflow'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {BindingStore} from '../domain/identity.ts'

const roleBindings = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
}

export const bindingStore = (kube: KubeClient): BindingStore => ({
  async roles(namespace, names) {
    const found = await ifAllowed(kube.list(roleBindings, {namespace}))
    return found
      ?.filter((binding) => isOf(binding, names))
      .flatMap(({metadata}) => metadata.annotations?.['role'] ?? [])
  },
  async owned(names) {
    try {
      const found = await ifAllowed(kube.list(profiles))
      return found?.filter(({spec}) => names.includes(spec?.owner?.name)).map(({metadata}) => metadata.name)
    } catch (error) {
      if (isOmeError(error) && error.kind === 'not-found') return undefined
      throw error
    }
  },
})

/** Bindings of Kubeflow carry who and what as annotations. */
const isOf = ({metadata}: KubeObject, names: readonly string[]): boolean =>
  metadata.annotations?.['role'] !== undefined && names.includes(metadata.annotations['user'] ?? '')
