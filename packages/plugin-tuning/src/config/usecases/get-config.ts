import {OmeError} from '@ome/sdk/errors'
import {type ConfigKind, type ConfigStore, dataKey, type KeptConfig} from '../domain/config-map.ts'
import {isConfig} from './find-template.ts'

export interface GetConfig {
  readonly namespace: string
  readonly name: string
  /** Any kind when not given. */
  readonly kind?: ConfigKind
}

/** A config of a namespace. Throws `not-found`, also for a map that holds another kind. */
export async function getConfig(
  store: ConfigStore,
  {namespace, name, kind}: GetConfig,
): Promise<KeptConfig & {readonly kind: ConfigKind}> {
  const found = await store.find(namespace, name)
  if (!found)
    throw new OmeError('not-found', `ConfigMap "${name}" not found in namespace "${namespace}"`, [
      `make one: ome config create-${kind ?? 'tuning'} ${name} -n ${namespace}`,
    ])
  if (isConfig(found) && (kind === undefined || found.kind === kind)) return found
  const what = kind === undefined ? Object.values(dataKey).join(' nor ') : dataKey[kind]
  const next =
    found.kind === undefined
      ? []
      : [`it is a config of the other kind: ome config show-${found.kind} ${name} -n ${namespace}`]
  throw new OmeError('not-found', `ConfigMap "${name}" has no ${what}`, next)
}
