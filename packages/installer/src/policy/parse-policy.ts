import {OmeError} from '@ome/sdk/errors'
import {oneLine} from '@ome/sdk/text'
import {type Fields, fieldsOf, listOf, mapOf, oneOf, optional, textOf, wholeOf} from '../registry/shape.ts'
import {
  type DenyRule,
  type Match,
  openPolicy,
  type Policy,
  type ProbeRule,
  type RemoteGrant,
  tierNames,
} from './policy.ts'

/** A file that is longer is refused before it is parsed. */
export const policyLimit = 64 * 1024
const mostEntries = 1000
const longestText = 500

const risks = ['read', 'write', 'destructive', 'admin'] as const
const matchKeys = ['plugin', 'publisher', 'command', 'risk']
const policyKeys = [
  'registries',
  'allow',
  'deny',
  'pins',
  'channels',
  'minReleaseAgeHours',
  'requireProvenance',
  'link',
  'remote',
  'timestampGraceHours',
  'tiers',
]

/** A policy from its parsed file. Throws `denied` naming the file and the key: what cannot be read permits nothing. */
export function parsePolicy(value: unknown, origin: string): Policy {
  try {
    return readPolicy(value ?? {}, origin)
  } catch (error) {
    throw brokenPolicy(origin, error)
  }
}

/** The one line for a policy that cannot be read or does not hold to its form. */
export function brokenPolicy(origin: string, cause: unknown): OmeError {
  const reason = oneLine(cause instanceof Error ? cause.message : String(cause))
  return new OmeError(
    'denied',
    `policy ${origin} cannot be used, so nothing is permitted: ${reason}`,
    ['correct it, or ask who maintains it'],
    {cause, object: origin},
  )
}

function readPolicy(value: unknown, origin: string): Policy {
  const file = known(value, 'the policy', policyKeys)
  const read = <Key extends string, Item>(key: Key, reader: (item: unknown, what: string) => Item) => {
    const item = file[key]
    return item === undefined ? {} : ({[key]: reader(item, key)} as {readonly [name in Key]?: Item})
  }
  return {
    ...openPolicy,
    ...read('registries', words),
    ...read('deny', (list, what) => short(list, what, (rule, at) => denyRule(rule, at, origin))),
    ...read('allow', (list, what) => [{rules: short(list, what, match), origin}]),
    ...read('pins', (map, what) => mapOf(map, what, (version, at) => textOf(version, at, versionForm))),
    ...read('channels', words),
    ...read('minReleaseAgeHours', wholeOf),
    ...read('requireProvenance', flag),
    ...read('link', flag),
    ...read('remote', (grant, what) => [remoteGrant(grant, what, origin)]),
    ...read('timestampGraceHours', wholeOf),
    ...read('tiers', tiers),
    origins: Object.fromEntries(Object.keys(file).map((key) => [key, origin])),
  }
}

const versionForm = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/

function match(value: unknown, what: string): Match {
  return matchOf(known(value, what, matchKeys), what)
}

function matchOf(rule: Fields, what: string): Match {
  if (!matchKeys.some((key) => rule[key] !== undefined))
    throw new Error(`${what} names none of ${matchKeys.join(', ')}`)
  return {
    ...optional('plugin', rule, what, word),
    ...optional('publisher', rule, what, word),
    ...optional('command', rule, what, word),
    ...optional('risk', rule, what, (risk, at) => oneOf(risk, at, risks)),
  }
}

function denyRule(value: unknown, what: string, origin: string): DenyRule {
  const rule = known(value, what, [...matchKeys, 'message', 'contact'])
  return {
    ...matchOf(rule, what),
    ...optional('message', rule, what, sentence),
    ...optional('contact', rule, what, sentence),
    origin,
  }
}

function remoteGrant(value: unknown, what: string, origin: string): RemoteGrant {
  const grant = known(value, what, ['images', 'serviceAccounts', 'namespaces'])
  const list = (key: string): readonly string[] => words(grant[key] ?? [], `${what}.${key}`)
  return {images: list('images'), serviceAccounts: list('serviceAccounts'), namespaces: list('namespaces'), origin}
}

const tiers = (value: unknown, what: string): Policy['tiers'] => {
  known(value, what, tierNames)
  return mapOf(value, what, (rules, at) => short(rules, at, probe))
}

function probe(value: unknown, what: string): ProbeRule {
  const rule = known(value, what, ['apiGroups', 'resources', 'verbs'])
  const list = (key: string): readonly string[] => short(rule[key], `${what}.${key}`, textOf)
  return {apiGroups: list('apiGroups'), resources: list('resources'), verbs: list('verbs')}
}

/** A misspelt key would leave out what its author meant to forbid. */
function known(value: unknown, what: string, keys: readonly string[]): Fields {
  const fields = fieldsOf(value, what)
  const unknown = Object.keys(fields).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Error(`${what} has the unknown key "${unknown}" (known: ${keys.join(', ')})`)
  return fields
}

function short<Item>(value: unknown, what: string, read: (item: unknown, what: string) => Item): readonly Item[] {
  if (Array.isArray(value) && value.length > mostEntries)
    throw new Error(`${what} has more than ${mostEntries} entries`)
  return listOf(value, what, read)
}

const words = (value: unknown, what: string): readonly string[] => short(value, what, word)

function word(value: unknown, what: string): string {
  const text = textOf(value, what)
  if (text === '' || text !== oneLine(text)) throw new Error(`${what} is empty or holds a control character`)
  return text
}

/** A text that people are shown: one line, nothing that steers a terminal. */
function sentence(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what} is not a text`)
  const text = oneLine(value.trim().replaceAll(/\s*\n\s*/g, ' '))
  if (text === '') throw new Error(`${what} is empty`)
  return text.length > longestText ? `${text.slice(0, longestText)}...` : text
}

function flag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value
  throw new Error(`${what} is not true or false`)
}
