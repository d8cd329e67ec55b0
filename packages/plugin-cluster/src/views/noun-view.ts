import type {Noun} from '@ome/inference-model/names'
import type {View} from '@ome/sdk/view'
import type {Item} from '../domain/listing.ts'
import {acceleratorList} from './accelerator-list.ts'
import {modelList} from './model-list.ts'
import {runtimeList} from './runtime-list.ts'
import {serviceList} from './service-list.ts'

const lists = {service: serviceList, model: modelList, runtime: runtimeList, accelerator: acceleratorList}

/** How a list of a noun looks. The shelf of the noun gives only items that its view understands. */
export const nounView = (noun: Noun): View<readonly Item[]> => lists[noun] as unknown as View<readonly Item[]>

/** {@link nounView} for one item: the same columns and face, the item's own kind (`ServiceList` → `Service`). */
export function itemView(noun: Noun): View<Item> {
  const {kind, ...view} = nounView(noun)
  return {...view, kind: kind.replace(/List$/, '')} as unknown as View<Item>
}

/** The documented JSON shape of an item. */
export const faceOf =
  (noun: Noun) =>
  (item: Item): unknown =>
    itemView(noun).json?.(item)
