import type {Context, Settings} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {RouteIndex} from '../routes/route-index.ts'
import {expected, parseSetting, settingRules} from './schema.ts'

export interface SettingLayers {
  readonly env: Context['env']
  /** What a project file sets, already reduced to what it may set. */
  readonly project?:
    | {readonly path: string; readonly values: Readonly<Record<string, unknown>>; readonly error?: Error}
    | undefined
  readonly user: {
    readonly path: string
    readonly values: Readonly<Record<string, unknown>>
    readonly error?: RouteIndex['configError']
  }
}

/** Environment over project file over user file over defaults. Flags are the commands' own business. */
export function joinSettings({env, project, user}: SettingLayers): Settings {
  const find = (key: string): {value: unknown; origin: string} | undefined => {
    const rule = settingRules[key]
    const text = rule && env[rule.env]
    if (rule && text) return {value: fromEnvironment(rule.env, text, key), origin: rule.env}
    if (project?.error) throw project.error
    const inProject = project && valueAt(project.values, key)
    if (project && inProject !== undefined) return {value: inProject, origin: project.path}
    if (user.error) throw new OmeError('usage', user.error.message, user.error.hints)
    const inUser = valueAt(user.values, key)
    if (inUser !== undefined) return {value: inUser, origin: user.path}
    return rule?.default === undefined ? undefined : {value: rule.default, origin: 'default'}
  }
  return {get: (key) => find(key)?.value, origin: (key) => find(key)?.origin}
}

function fromEnvironment(name: string, text: string, key: string): string | boolean {
  const rule = settingRules[key]
  // OME_OUTPUT also takes the formats that only -o knows, such as jsonpath=…; the flag checks those.
  if (!rule || key === 'preferences.output-format') return text
  const value = parseSetting(rule, text)
  if (value !== undefined) return value
  throw new OmeError('usage', `${name}=${text}: must be ${expected(rule)}`, [`change it, or remove it: unset ${name}`])
}

/** The value under a dotted key. A key of a map such as `aliases` may itself hold dots only as the last part. */
export function valueAt(values: Readonly<Record<string, unknown>>, key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), values)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
