import type {View} from '@ome/sdk/view'
import type {SettingLine} from './list-settings.ts'

/** `config view`: what is in force; with `--origin` where it comes from. */
export const settingList = (withOrigin: boolean): View<SettingLine[]> => ({
  kind: 'SettingList',
  columns: [
    {header: 'KEY', value: ({key}) => key},
    {header: 'VALUE', value: ({value}) => valueText(value)},
    {header: 'ORIGIN', value: ({origin}) => origin ?? '<none>', wide: !withOrigin},
    {header: 'MEANING', value: ({text}) => text ?? '', wide: true},
  ],
  json: ({key, value, origin}) => ({key, value: value ?? null, origin: origin ?? null}),
  name: ({key}) => `setting/${key}`,
})

/** One line for a value: entries of lists by their names, maps as pairs. */
export function valueText(value: unknown): string {
  if (value === undefined) return '<none>'
  if (Array.isArray(value))
    return value.map((entry) => (isRecord(entry) ? String(entry['name'] ?? entry['id']) : String(entry))).join(',')
  if (isRecord(value))
    return Object.entries(value)
      .map(([key, entry]) => `${key}=${String(entry)}`)
      .join(',')
  return String(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

export const settingView: View<{readonly key: string; readonly value: unknown}> = {
  kind: 'Setting',
  name: ({key}) => `setting/${key}`,
}

export const settingsFileView: View<{readonly path: string}> = {
  kind: 'SettingsFile',
}
