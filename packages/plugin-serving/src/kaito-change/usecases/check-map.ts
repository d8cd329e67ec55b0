import {inferenceKey} from '@ome/kaito/inference-config'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {OmeError} from '@ome/sdk/errors'
import {checkConfig} from '../domain/config-check.ts'
import type {NamedObjects} from '../domain/kaito-world.ts'

export interface MapSources {
  readonly world: Pick<NamedObjects, 'config'>
  /** Reads YAML. Throws `usage` with the line. */
  readonly yaml: (text: string, source: string) => Promise<unknown>
}

/** The context that the settings of a ConfigMap set, if any. Throws `not-found`, and `usage` for settings that are refused. */
export async function contextOfMap(
  {world, yaml}: MapSources,
  {
    namespace,
    map,
    model,
  }: {readonly namespace: string; readonly map: string; readonly model: Pick<ResolvedModel, 'model' | 'preset'>},
): Promise<number | undefined> {
  const text = await world.config(namespace, map)
  const create = `ome config create-inference ${map} -n ${namespace}`
  if (text === undefined)
    throw new OmeError('not-found', `configmap "${map}" not found in namespace "${namespace}"`, [create])
  if (text === null) throw new OmeError('usage', `configmap "${map}" has no key ${inferenceKey}`, [create])
  return checkConfig(await yaml(text, map), `configmap "${map}"`, model)
}
