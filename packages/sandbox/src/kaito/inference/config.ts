import {load} from 'js-yaml'
import type {ApiObject, LocalApi} from '../../api.ts'
import {configMaps} from '../../controllers/resources.ts'

/** Key of a ConfigMap that `inference.config` names. */
export const inferenceKey = 'inference_config.yaml'

/** A YAML text as a map; undefined for anything else, also for what is no YAML. */
export function yamlMap(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = text === undefined ? undefined : load(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? {...value} : undefined
  } catch {
    return undefined
  }
}

/** The map under a key of a map; undefined when there is none. */
export function mapIn(map: Record<string, unknown> | undefined, key: string): Record<string, unknown> | undefined {
  const value = map?.[key]
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? {...value} : undefined
}

/** The `vllm` part of an inference config; undefined without config, empty when it cannot be read. */
export function engineOptions(
  api: LocalApi,
  namespace: string | undefined,
  name: string | undefined,
): Record<string, unknown> | undefined {
  if (!name) return undefined
  const data: Record<string, string> = api.get(configMaps, name, namespace)?.['data'] ?? {}
  return mapIn(yamlMap(data[inferenceKey]), 'vllm') ?? {}
}

/** The context that the node estimate reckons with: `max-model-len` as a whole number, or KAITO's own. */
export function contextOf(api: LocalApi, workspace: ApiObject): number | undefined {
  const value = engineOptions(api, workspace.metadata.namespace, workspace['inference']?.config)?.['max-model-len']
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}
