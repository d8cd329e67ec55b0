import {ifAllowed} from '@ome/inference-model/if-allowed'
import {profiles} from '@ome/kinds/kubeflow'
import {namespaces, persistentVolumeClaims} from '@ome/kinds/kubernetes'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {serverStatus} from '@ome/sdk/status'
import type {ProjectStore} from '../domain/project.ts'

const roleBindings = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
}

export const projectStore = (kube: KubeClient): ProjectStore => ({
  async find(name) {
    const hidden: string[] = []
    const [profile, namespace] = await Promise.all([
      readable(kube.get(profiles, name), () => hidden.push('profile')),
      readable(kube.get(namespaces, name), () => hidden.push('namespace')),
    ])
    return {name, ...(profile && {profile}), ...(namespace && {namespace}), ...(hidden.length > 0 && {isHidden: true})}
  },
  async isFurnished(name) {
    try {
      return (await kube.get(roleBindings, 'namespaceAdmin', {namespace: name})) !== undefined
    } catch (error) {
      if (isOmeError(error) && error.kind === 'denied') return true
      throw error
    }
  },
  async claims(name) {
    const found = await ifAllowed(kube.list(persistentVolumeClaims, {namespace: name}))
    return (found ?? []).map(({metadata, spec}) => {
      const size = spec?.resources?.requests?.storage
      return size === undefined ? metadata.name : `${metadata.name} (${size})`
    })
  },
})

/** Undefined for what is not there, may not be read, or is of a kind that is not served. */
async function readable(
  reading: Promise<KubeObject | undefined>,
  onDenied: () => void,
): Promise<KubeObject | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    if (serverStatus(error)?.code !== 403) throw error
    onDenied()
    return undefined
  }
}
