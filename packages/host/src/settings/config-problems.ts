import {nearest} from '../help/nearest.ts'
import {entryFields, expected, fits, isSecretKey, settingRules, structuredKeys} from './schema.ts'

export interface ConfigProblem {
  readonly path: readonly (string | number)[]
  readonly reason: string
  readonly fix?: string
}

type Path = readonly (string | number)[]

/** All that is wrong with the content of a config.yaml, in reading order. */
export function configProblems(value: unknown): ConfigProblem[] {
  if (!isRecord(value)) return [{path: [], reason: 'the file must hold keys and values, such as "namespace: default"'}]
  return Object.entries(value).flatMap(([key, entry]) => topLevel(key, entry))
}

function topLevel(key: string, value: unknown): ConfigProblem[] {
  if (key === 'aliases') return aliasProblems(value)
  if (key === 'contexts' || key === 'plugins' || key === 'registries') return listProblems(key, value)
  if (isSection(key))
    return isRecord(value)
      ? Object.entries(value).flatMap(([name, entry]) => scalar([key, name], entry))
      : [{path: [key], reason: 'must hold keys and values'}]
  return scalar([key], value)
}

function scalar(path: Path, value: unknown): ConfigProblem[] {
  const key = path.join('.')
  const rule = settingRules[key]
  if (rule) return fits(rule, value) ? [] : [{path, reason: `must be ${expected(rule)}, not ${JSON.stringify(value)}`}]
  if (isSecretKey(key)) return [secret(path)]
  const close = nearest(key, path.length > 1 ? Object.keys(settingRules) : topLevelKeys)[0]
  return [{path, reason: 'unknown key', fix: close ? `did you mean ${close}?` : 'remove it'}]
}

export const secretReason = 'secrets are not kept in this file'
export const secretFix = 'keep tokens in the kubeconfig, in its exec plugin or in a Secret of the cluster'

const secret = (path: Path): ConfigProblem => ({path, reason: secretReason, fix: secretFix})

function aliasProblems(value: unknown): ConfigProblem[] {
  if (!isRecord(value)) return [{path: ['aliases'], reason: 'must map names to commands, such as "g: get"'}]
  return Object.entries(value).flatMap(([name, words]) =>
    typeof words === 'string' && words.trim() !== ''
      ? []
      : [{path: ['aliases', name], reason: 'must be the words of a command', fix: `write ${name}: get services`}],
  )
}

function listProblems(key: 'contexts' | 'plugins' | 'registries', value: unknown): ConfigProblem[] {
  if (!Array.isArray(value))
    return [
      {path: [key], reason: 'must be a list', fix: `begin each entry with "- ${entryFields[key].required[0]}: …"`},
    ]
  const {required, optional} = entryFields[key]
  const known = [...required, ...optional]
  return value.flatMap((entry: unknown, at) => {
    if (!isRecord(entry)) return [{path: [key, at], reason: 'must hold keys and values'}]
    const missing = required
      .filter((field) => typeof entry[field] !== 'string')
      .map((field) => ({path: [key, at], reason: `needs ${field} (text)`}))
    const strange = Object.keys(entry).flatMap((field) => strangeField([key, at, field], known))
    const wrong = Object.entries(entry).flatMap(([field, item]) => wrongField([key, at, field], item, known))
    return [...missing, ...strange, ...wrong]
  })
}

function strangeField(path: Path, known: readonly string[]): ConfigProblem[] {
  const field = String(path.at(-1))
  if (known.includes(field)) return []
  if (isSecretKey(field)) return [secret(path)]
  const close = nearest(field, known)[0]
  return [{path, reason: 'unknown key', fix: close ? `did you mean ${close}?` : `known are ${known.join(', ')}`}]
}

function wrongField(path: Path, value: unknown, known: readonly string[]): ConfigProblem[] {
  const field = String(path.at(-1))
  if (!known.includes(field)) return []
  if (field === 'enabled') return typeof value === 'boolean' ? [] : [{path, reason: 'must be true or false'}]
  if (field === 'scopes')
    return Array.isArray(value) && value.every((scope) => typeof scope === 'string')
      ? []
      : [{path, reason: 'must be a list of scopes'}]
  return typeof value === 'string' || entryFieldIsRequired(path) ? [] : [{path, reason: 'must be text'}]
}

const entryFieldIsRequired = ([list, , field]: Path): boolean =>
  (list === 'contexts' || list === 'plugins' || list === 'registries') &&
  entryFields[list].required.includes(String(field))

const topLevelKeys: readonly string[] = [
  ...new Set([...Object.keys(settingRules).map((key) => key.split('.', 1)[0] ?? ''), ...structuredKeys]),
]

const isSection = (key: string): boolean => Object.keys(settingRules).some((name) => name.startsWith(`${key}.`))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
