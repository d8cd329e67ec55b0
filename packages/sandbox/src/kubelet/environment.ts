import type {ApiObject, ResourceName} from '../api.ts'
import {configMaps, secrets} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {quantity} from '../quantity.ts'
import {ownAddress} from '../server/own-service.ts'

interface Reference {
  name: string
  key: string
  optional?: boolean
}

export interface EnvEntry {
  name: string
  value?: string
  valueFrom?: {
    fieldRef?: {fieldPath: string}
    secretKeyRef?: Reference
    configMapKeyRef?: Reference
    resourceFieldRef?: ResourceField
  }
}

export interface ResourceField {
  resource: string
  containerName?: string
  divisor?: string
}

export interface EnvSource {
  prefix?: string
  configMapRef?: {name: string; optional?: boolean}
  secretRef?: {name: string; optional?: boolean}
}

export type Environment =
  | {readonly env: Readonly<Record<string, string>>}
  /** Why the container cannot be made, in the kubelet's words. */
  | {readonly problem: string}

/** A container's variables with all references followed. */
export function environmentOf(
  world: World,
  pod: ApiObject,
  container: {readonly name?: string; readonly env?: readonly EnvEntry[]; readonly envFrom?: readonly EnvSource[]},
): Environment {
  const env: Record<string, string> = {
    KUBERNETES_SERVICE_HOST: ownAddress,
    KUBERNETES_SERVICE_PORT: '443',
    HOSTNAME: pod.metadata.name,
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  }
  for (const source of container.envFrom ?? []) {
    const reference = source.configMapRef ?? source.secretRef
    if (!reference) continue
    const data = dataOf(world, source.configMapRef ? configMaps : secrets, reference.name, pod)
    if (!data && !reference.optional)
      return {problem: `${source.configMapRef ? 'configmap' : 'secret'} "${reference.name}" not found`}
    for (const [key, value] of Object.entries(data ?? {})) env[`${source.prefix ?? ''}${key}`] = value
  }
  for (const entry of container.env ?? []) {
    const found = entryValue(world, pod, entry, env, container.name)
    if (typeof found === 'object') return found
    if (found !== undefined) env[entry.name] = found
  }
  return {env}
}

function entryValue(
  world: World,
  pod: ApiObject,
  entry: EnvEntry,
  env: Record<string, string>,
  container: string | undefined,
): string | undefined | {problem: string} {
  const from = entry.valueFrom
  if (!from) return expand(entry.value ?? '', env)
  if (from.fieldRef) return fieldOf(pod, from.fieldRef.fieldPath)
  if (from.secretKeyRef) return keyValue(world, pod, secrets, 'secret', from.secretKeyRef)
  if (from.configMapKeyRef) return keyValue(world, pod, configMaps, 'configmap', from.configMapKeyRef)
  return from.resourceFieldRef ? resourceFieldOf(pod, from.resourceFieldRef, container) : ''
}

function keyValue(
  world: World,
  pod: ApiObject,
  resource: ResourceName,
  word: string,
  reference: Reference,
): string | undefined | {problem: string} {
  const data = dataOf(world, resource, reference.name, pod)
  const value = data?.[reference.key]
  if (value !== undefined || reference.optional) return value
  if (!data) return {problem: `${word} "${reference.name}" not found`}
  const title = word === 'secret' ? 'Secret' : 'ConfigMap'
  return {problem: `couldn't find key ${reference.key} in ${title} ${pod.metadata.namespace}/${reference.name}`}
}

function dataOf(
  world: World,
  resource: ResourceName,
  name: string,
  pod: ApiObject,
): Record<string, string> | undefined {
  const object = world.api.get(resource, name, pod.metadata.namespace)
  if (!object) return undefined
  const data: Record<string, string> = object['data'] ?? {}
  if (resource !== secrets) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
}

/** A pod's own field by its path: `metadata.name`, `metadata.labels['a']`, `status.podIP`; a map as `key="value"` lines. */
export function fieldOf(pod: ApiObject, path: string): string {
  const bracket = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (bracket)
    return (bracket[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[bracket[2] ?? ''] ?? ''
  const value = path
    .split('.')
    .reduce<unknown>(
      (part, key) => (part !== null && typeof part === 'object' ? Reflect.get(part, key) : undefined),
      pod,
    )
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key}=${JSON.stringify(one)}`)
      .sort()
      .join('\n')
  return value === undefined ? '' : String(value)
}

/** A limit or request of a container in whole units of the divisor, as the downward API tells it. */
export function resourceFieldOf(
  pod: ApiObject,
  {resource, containerName, divisor}: ResourceField,
  own?: string,
): string {
  const [side = '', name = ''] = resource.split(/\.(.*)/)
  const containers: {name: string; resources?: Record<string, Record<string, string>>}[] = [
    ...(pod.spec.containers ?? []),
    ...(pod.spec.initContainers ?? []),
  ]
  const wanted = containerName ?? own
  const found = containers.find((container) => wanted === undefined || container.name === wanted)
  const amount = quantity(found?.resources?.[side]?.[name] ?? found?.resources?.['limits']?.[name])
  return String(Math.ceil(amount / (quantity(divisor ?? '1') || 1)))
}

/** `$(NAME)` replaced by its value; unknown names stay as they are, `$$(NAME)` is a way to write it. */
export const expand = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(/\$\$\(|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$(' : (env[name] ?? whole),
  )
