import {readConfig} from '@ome/kaito/config-text'
import type {ConfigKind, ConfigStore} from '../domain/config-map.ts'
import type {ShownConfig} from '../domain/shown-config.ts'
import type {ConfigTemplate} from '../domain/template.ts'
import {getConfig} from './get-config.ts'

/** The text of a config and what it says. */
export async function showConfig(
  store: ConfigStore,
  ask: {readonly namespace: string; readonly name: string; readonly kind: ConfigKind},
): Promise<ShownConfig> {
  const {name, namespace, kind, text, model, method} = await getConfig(store, ask)
  const details = {...(model !== undefined && {model}), ...(method !== undefined && {method})}
  return {name, namespace, kind, text, value: await readConfig(text, `ConfigMap ${name}`), details}
}

/** The same for a template. */
export async function showTemplate({name, namespace, kind, text, source}: ConfigTemplate): Promise<ShownConfig> {
  const value = await readConfig(text, `template ${name}`)
  return {name, ...(namespace !== undefined && {namespace}), kind, text, value, details: {source}}
}
