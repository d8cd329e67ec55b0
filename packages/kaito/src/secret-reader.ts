import {fields} from '@ome/capacity/fields'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import type {SecretKeys} from './secret-choice.ts'

const secrets: ResourceRef = {group: '', version: 'v1', plural: 'secrets', namespaced: true}

/** What {@link readSecrets} takes. */
export const readsSecrets: Need = {
  apiGroups: [''],
  resources: ['secrets'],
  verbs: ['list'],
  scope: 'namespace',
  optional: true,
  why: 'finds the secret with the token; only names and keys are kept',
}

/** Names and keys of the Secrets of a namespace; undefined where they may not be listed. */
export async function readSecrets(kube: KubeClient, namespace: string): Promise<readonly SecretKeys[] | undefined> {
  try {
    return (await kube.list(secrets, {namespace, keep: withoutValues})).map(({metadata, type, data}) => ({
      name: metadata.name,
      type: String(type ?? ''),
      keys: Object.keys(fields(data)),
    }))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

/** Values are dropped as pages arrive. */
const withoutValues = ({apiVersion, kind, metadata, type, data}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name: metadata.name},
  type,
  data: Object.fromEntries(Object.keys(fields(data)).map((key) => [key, ''])),
})
