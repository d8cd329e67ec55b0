import type {Settings} from '@ome/sdk/context'
import {settingRules, structuredKeys} from './schema.ts'
import {withoutSecrets} from './without-secrets.ts'

export interface SettingLine {
  readonly key: string
  readonly value: unknown
  /** File, variable or `default`; absent when it is not set. */
  readonly origin?: string
  readonly text?: string
}

/** Every setting with its value in force, without secrets, and where it comes from; unset ones without a value. */
export function listSettings(settings: Settings): SettingLine[] {
  const keys = [...Object.keys(settingRules), ...structuredKeys.filter((key) => settings.get(key) !== undefined)]
  return keys.map((key) => {
    const origin = settings.origin(key)
    const text = settingRules[key]?.text
    return {
      key,
      value: withoutSecrets(settings.get(key), key),
      ...(origin === undefined ? {} : {origin}),
      ...(text === undefined ? {} : {text}),
    }
  })
}
