import {type DeployFlags, deployRequest} from '@ome/inference-model/deploy/deploy-flags'
import type {DeployRequest} from '@ome/inference-model/deploy/request'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

type Kind = 'text' | 'count' | 'flag' | 'pairs'

/** Keys of an entry, as the flags are called. */
const keys: Readonly<Record<string, Kind>> = {
  model: 'text',
  name: 'text',
  scope: 'text',
  runtime: 'text',
  accelerator: 'text',
  mode: 'text',
  replicas: 'count',
  'min-replicas': 'count',
  'max-replicas': 'count',
  autoscale: 'flag',
  monitoring: 'flag',
  pd: 'flag',
  strict: 'flag',
  'wait-model': 'flag',
  env: 'pairs',
  label: 'pairs',
}
const other: Readonly<Record<string, string>> = {labels: 'label', envs: 'env'}

/** The services of a batch file; `defaults` are the flags that were typed. Throws `usage`. */
export function batchRequests(
  document: unknown,
  {source, namespace, defaults}: {readonly source: string; readonly namespace: string; readonly defaults: DeployFlags},
): readonly DeployRequest[] {
  const services = isMap(document) ? document['services'] : undefined
  if (!Array.isArray(services) || services.length === 0) {
    throw new OmeError('usage', `"${source}" lists no services`, ['services: [{model: NAME, name: NAME, replicas: 1}]'])
  }
  const requests = services.map((entry: unknown, index) =>
    request(entry, `${source}: service ${index + 1}`, namespace, defaults),
  )
  const names = requests.map(({name, model}) => name ?? model)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new OmeError('usage', `${source}: service "${twice}" is there twice`)
  return requests
}

function request(entry: unknown, where: string, namespace: string, defaults: DeployFlags): DeployRequest {
  if (!isMap(entry)) throw new OmeError('usage', `${where} is no map of model, name and flags`)
  const typed = Object.fromEntries(Object.entries(entry).map(([key, value]) => entryOf(key, value, where)))
  const model = typed['model']
  if (typeof model !== 'string' || model === '') throw new OmeError('usage', `${where} names no model`)
  return deployRequest(model, namespace, {...defaults, ...typed})
}

function entryOf(typed: string, value: unknown, where: string): readonly [string, unknown] {
  const dashed = typed.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const key = other[dashed] ?? dashed
  const kind = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (kind === undefined) {
    const near = nearest(key, Object.keys(keys))
    const hints = near === undefined ? [`there are ${Object.keys(keys).join(', ')}`] : [`did you mean ${near}?`]
    throw new OmeError('usage', `${where}: unknown key "${typed}"`, hints)
  }
  if (!fits[kind](value)) throw new OmeError('usage', `${where}: ${typed} has to be ${words[kind]}`)
  return [key, kind === 'pairs' ? pairs(value) : value]
}

const fits: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value !== '',
  count: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  flag: (value) => typeof value === 'boolean',
  pairs: (value) => isMap(value) || (Array.isArray(value) && value.every((each) => typeof each === 'string')),
}
const words: Readonly<Record<Kind, string>> = {
  text: 'a text',
  count: 'a whole number',
  flag: 'true or false',
  pairs: 'a map, or a list of NAME=VALUE',
}

const pairs = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.map(String)
    : Object.entries(Object(value)).map(([key, each]) => `${key}=${String(each)}`)

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
