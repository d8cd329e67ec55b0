import type {Noun} from '@ome/inference-model/names'
import type {KubeObject} from '@ome/sdk/kube'
import {type Locatable, resourceOf} from '../domain/noun-resources.ts'
import type {Resources} from '../domain/resources.ts'

/** The cluster objects behind items of a noun. One that was deleted in between is left out. */
export async function getObjectsOfItems(
  resources: Resources,
  noun: Noun,
  items: readonly Locatable[],
): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    items.map((item) => resources.find(resourceOf(noun, item), item.name, item.namespace)),
  )
  return found.filter((object) => object !== undefined)
}
