import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'

export interface ChooseServices {
  readonly names: readonly string[]
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly selector?: string | undefined
  readonly all: boolean
}

/** Services by their names, by labels, or all of them. Throws `usage` when nothing says which. */
export async function chooseServices(
  store: ServiceStore,
  verb: string,
  {names, namespace, selector, all}: ChooseServices,
): Promise<readonly Service[]> {
  if (names.length > 0) {
    if (namespace === undefined || selector !== undefined || all)
      throw new OmeError('usage', 'names cannot be combined with -A, a selector or --all')
    return await Promise.all(names.map((name) => getService(store, {name, namespace})))
  }
  if (all || selector !== undefined) return await store.list({namespace, selector})
  throw new OmeError('usage', 'which services? name them, or select them', [
    `ome ${verb} service NAME`,
    `ome ${verb} services -l KEY=VALUE`,
    `ome ${verb} services --all`,
  ])
}
