import {at, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ConfigUser, ConfigUsers} from '../domain/config-user.ts'

export const configUsers = (kube: KubeClient): ConfigUsers => ({
  async list(namespace) {
    const [single, sets] = await Promise.all([
      readable(kube, workspaces, namespace),
      readable(kube, inferenceSets, namespace),
    ])
    return single && [...single.filter(isAlone).map(toUser), ...(sets ?? []).map(toSetUser)]
  },
})

/** A Workspace of a set takes its config from there. */
const isAlone = ({metadata}: KubeObject): boolean => metadata.labels?.['inferenceset.kaito.sh/created-by'] === undefined

function toUser({metadata: {name}, tuning, inference}: KubeObject): ConfigUser {
  const config = text(at(tuning ?? inference, 'config'))
  const method = text(at(tuning, 'method'))
  return {
    noun: 'workspace',
    name,
    task: tuning === undefined ? 'inference' : 'tuning',
    ...(config && {config}),
    ...(method && {method}),
  }
}

function toSetUser({metadata: {name}, spec}: KubeObject): ConfigUser {
  const config = text(at(spec, 'template', 'inference', 'config'))
  return {noun: 'inferenceset', name, task: 'inference', ...(config && {config})}
}

/** Undefined for a person who may not list; empty where the kind is not served. */
async function readable(
  kube: KubeClient,
  resource: ResourceRef,
  namespace: string,
): Promise<readonly KubeObject[] | undefined> {
  try {
    return await ifAllowed(kube.list(resource, {namespace}))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return []
    throw error
  }
}
