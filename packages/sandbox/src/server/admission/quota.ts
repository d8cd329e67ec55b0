import {asObject, asText, isList, type JsonObject} from '@ome/kinds/validation/json'
import {treeOf} from '../codec/json.ts'
import {forbidden} from '../errors.ts'
import {storageKey} from '../resource-type.ts'
import type {Store} from '../store.ts'
import type {Write} from '../write.ts'
import {amount, quantityText} from './amount.ts'
import {isInScope, type Usage, usageOf} from './quota-usage.ts'

const quotas = '/resourcequotas'

/** Refuses what would take more than a quota of the namespace has left. */
export function checkQuotas(write: Write, store: Store): void {
  const {type, namespace, name, object, old} = write
  if (!namespace || store.count(quotas) === 0 || write.subresource !== '') return
  const resource = storageKey(type)
  const before = old ? usageOf(resource, treeOf(old)) : {}
  const wanted = usageOf(resource, object)
  for (const quota of store.list(quotas, {namespace})) {
    const tree = treeOf(quota)
    if (!isInScope(tree, resource, object)) continue
    const hard = asObject(asObject(tree['spec'])['hard'])
    const limited = Object.keys(hard).sort()
    if (resource === '/pods' && !old) checkSpecified(write, quota.metadata.name, limited)
    const asked = limited.filter((one) => (wanted[one] ?? 0) > (before[one] ?? 0))
    if (asked.length === 0) continue
    const used = quotaUsage(store, tree, namespace)
    const increase = (one: string) => (wanted[one] ?? 0) - (before[one] ?? 0)
    const exceeded = asked.filter((one) => (used[one] ?? 0) + increase(one) > amount(hard[one]))
    if (exceeded.length === 0) continue
    const list = (text: (one: string) => string) => exceeded.map((one) => `${one}=${text(one)}`).join(',')
    throw forbidden(
      type,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${list((one) => quantityText(one, increase(one)))}, used: ${list((one) => quantityText(one, used[one] ?? 0))}, limited: ${list((one) => asText(hard[one]) || String(hard[one]))}`,
    )
  }
}

const computed = /^(requests\.|limits\.)?(cpu|memory)$/

/** A container that says nothing about a limited cpu or memory could take anything of it. */
function checkSpecified({type, name, object}: Write, quota: string, limited: readonly string[]): void {
  const spec = asObject(object['spec'])
  const containers = [spec['containers'], spec['initContainers']].flatMap((list) =>
    isList(list) ? list.map(asObject) : [],
  )
  const missing = limited
    .filter((one) => computed.test(one))
    .flatMap((one) => {
      const half = one.startsWith('limits.') ? 'limits' : 'requests'
      const bare = one.replace(/^.*\./, '')
      const silent = containers.filter(({resources}) => asObject(asObject(resources)[half])[bare] === undefined)
      const names = [...new Set(silent.map((container) => asText(container['name'])))].sort()
      return names.length > 0 ? [`${one} for: ${names.join(',')}`] : []
    })
  if (missing.length > 0) throw forbidden(type, name, `failed quota: ${quota}: must specify ${missing.join('; ')}`)
}

/** The resources whose objects a quota counts, as `group/plural`. */
export function countedResources(hard: JsonObject): string[] {
  const found = Object.keys(hard).map((name) => {
    const [, plural = '', group = ''] = /^count\/([^.]+)(?:\.(.+))?$/.exec(name) ?? []
    if (plural) return `${group}/${plural}`
    if (/storage$|persistentvolumeclaims$/.test(name) && !name.includes('ephemeral')) return '/persistentvolumeclaims'
    if (name.startsWith('services')) return '/services'
    return /^(configmaps|secrets|replicationcontrollers|resourcequotas)$/.test(name) ? `/${name}` : '/pods'
  })
  return [...new Set(found)]
}

/** What the objects of a namespace take of a quota now: one number for each of its resources. */
export function quotaUsage(store: Pick<Store, 'list'>, quota: JsonObject, namespace: string): Usage {
  const hard = asObject(asObject(quota['spec'])['hard'])
  const used: Record<string, number> = Object.fromEntries(Object.keys(hard).map((name) => [name, 0]))
  for (const resource of countedResources(hard))
    for (const object of store.list(resource, {namespace})) {
      const tree = treeOf(object)
      if (!isInScope(quota, resource, tree)) continue
      for (const [name, value] of Object.entries(usageOf(resource, tree)))
        if (used[name] !== undefined) used[name] += value
    }
  return used
}
