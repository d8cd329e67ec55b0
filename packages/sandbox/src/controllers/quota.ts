import {equalJson} from '@ome/kinds/validation/json'
import {ApiError, type ApiObject} from '../api.ts'
import {quantityText} from '../server/admission/amount.ts'
import {countedResources, quotaUsage} from '../server/admission/quota.ts'
import {treeOf} from '../server/codec/json.ts'
import {keyOf, reconciler, splitKey, watchWhenServed} from './reconciler.ts'
import type {Controller} from './world.ts'

const quotas = {group: '', plural: 'resourcequotas'}

const nameOf = (resource: string) => {
  const [group = '', plural = ''] = resource.split('/')
  return {group, plural}
}

/** Keeps the status of quotas current. What a quota counts is watched from the first quota on that counts it. */
export const quotaController: Controller = (world) => {
  const watched = new Map<string, () => void>()

  const look = ({metadata: {namespace}}: ApiObject): void => {
    if (namespace === undefined) return
    for (const quota of world.api.list(quotas, {namespace}))
      world.queue.add(`resourcequota-controller ${keyOf(quota)}`, () => retried(keyOf(quota)))
  }

  function reconcile(key: string): void {
    const {namespace = '', name} = splitKey(key)
    const quota = world.api.get(quotas, name, namespace)
    if (!quota) return
    const {hard = {}} = quota['spec'] ?? {}
    for (const resource of countedResources(hard))
      if (!watched.has(resource))
        watched.set(
          resource,
          watchWhenServed(world, nameOf(resource), ({object}) => look(object)),
        )
    const usage = quotaUsage({list: (resource) => listOf(resource, namespace)}, treeOf(quota), namespace)
    const used = Object.fromEntries(Object.entries(usage).map(([one, value]) => [one, quantityText(one, value)]))
    const status = {hard, used}
    if (!equalJson(status, quota['status'])) world.api.updateStatus(quotas, {...quota, status})
  }

  /** The next change of anything counted tries again. */
  function retried(key: string): void {
    try {
      reconcile(key)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      world.log(`resourcequota-controller ${key}: ${error.message}`)
    }
  }

  const listOf = (resource: string, namespace: string): ApiObject[] =>
    world.api.serves(nameOf(resource)) ? world.api.list(nameOf(resource), {namespace}) : []

  const stop = reconciler(world, {
    name: 'resourcequota-controller',
    sources: [{resource: quotas, keys: (object) => [keyOf(object)]}],
    reconcile,
  })
  return () => {
    stop()
    for (const end of watched.values()) end()
  }
}
