import {at, fields, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {Finding} from './finding.ts'

/** The Secret with the token that a model is downloaded with. */
export interface TokenSecret {
  readonly name: string
  readonly namespace: string
  /** The key of its data that the agent reads. */
  readonly key: string
}

/** The components of OME live here; a model of the whole cluster names a Secret beside them. */
const ownNamespace = 'ome'

/** The Secret that a model names, and undefined for other objects and models that need none. */
export function tokenSecretOf({kind, metadata, spec}: KubeObject): TokenSecret | undefined {
  const name = text(at(spec, 'storage', 'key'))
  if (!kind.endsWith('BaseModel') || name === undefined || name === '') return undefined
  const key = text(at(spec, 'storage', 'parameters', 'secretKey')) ?? 'token'
  const namespace = kind === 'BaseModel' ? (metadata.namespace ?? 'default') : ownNamespace
  return {name, namespace, key}
}

type Found = Pick<Finding, 'level' | 'rule' | 'message'>

/** `unknown`: it may not be read, or there is no cluster to ask. */
export function secretFindings(
  {name, namespace, key}: TokenSecret,
  found: KubeObject | undefined | 'unknown',
): readonly Found[] {
  const about = `Secret "${name}" of namespace ${namespace}`
  if (found === 'unknown')
    return [{level: 'warning', rule: 'secret', message: `whether ${about} is there is not known`}]
  if (!found) return [{level: 'error', rule: 'secret', message: `there is no ${about}: the model cannot be downloaded`}]
  if (key in {...fields(found['data']), ...fields(found['stringData'])}) return []
  return [{level: 'error', rule: 'secret', message: `${about} has no key "${key}": the model cannot be downloaded`}]
}
