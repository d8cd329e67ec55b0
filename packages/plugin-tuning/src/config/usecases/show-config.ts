import {readConfig} from '@ome/kaito/config-text'
import type {ConfigKind, ConfigStore} from '../domain/config-map.ts'
import type {ShownConfig} from '../domain/shown-config.ts'
import type {ConfigTemplate} from '../domain/template.ts'
import {getConfig} from './get-config.ts'

/** The text of a config, and what it says once that is asked for: a text that cannot be read can be shown. */
export interface LegibleConfig {
  readonly text: string
  read(): Promise<ShownConfig>
}

export async function showConfig(
  store: ConfigStore,
  ask: {readonly namespace: string; readonly name: string; readonly kind: ConfigKind},
): Promise<LegibleConfig> {
  const {name, namespace, kind, text, model, method} = await getConfig(store, ask)
  const details = {...(model !== undefined && {model}), ...(method !== undefined && {method})}
  const read = async () => ({
    name,
    namespace,
    kind,
    text,
    value: await readConfig(text, `ConfigMap ${name}`),
    details,
  })
  return {text, read}
}

/** The same for a template. */
export function showTemplate({name, namespace, kind, text, source}: ConfigTemplate): LegibleConfig {
  const read = async () => {
    const value = await readConfig(text, `template ${name}`)
    return {name, ...(namespace !== undefined && {namespace}), kind, text, value, details: {source}}
  }
  return {text, read}
}
