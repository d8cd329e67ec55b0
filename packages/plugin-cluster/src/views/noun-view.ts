import {modelList} from '@ome/inference-model/model-list'
import type {Noun} from '@ome/inference-model/names'
import {labelHeader, labelsText} from '@ome/sdk/text'
import type {Column, View} from '@ome/sdk/view'
import type {Item} from '../domain/listing.ts'
import {acceleratorList} from './accelerator-list.ts'
import {runtimeList} from './runtime-list.ts'
import {serviceList} from './service-list.ts'

const lists = {service: serviceList, model: modelList, runtime: runtimeList, accelerator: acceleratorList}

/** How a list of a noun looks. The shelf of the noun gives only items that its view understands. */
export const nounView = (noun: Noun): View<readonly Item[]> => lists[noun] as unknown as View<readonly Item[]>

/** kubectl's flags for the looks of a table. */
interface Look {
  readonly showKind?: boolean | undefined
  readonly showLabels?: boolean | undefined
  readonly labelColumns?: readonly string[] | undefined
}

/** {@link nounView} with the columns that kubectl's flags add. */
export function lookedAt(noun: Noun, {showKind, showLabels, labelColumns = []}: Look): View<readonly Item[]> {
  const view = nounView(noun)
  if (!showKind && !showLabels && labelColumns.length === 0) return view
  const columns = (view.columns ?? []).map((column) =>
    showKind && column.header === 'NAME'
      ? {...column, value: (...row: Parameters<typeof column.value>) => `${noun}/${column.value(...row)}`}
      : column,
  )
  const added = labelColumns.map(
    (key): Column<Item> => ({header: labelHeader(key), value: (item) => item.labels?.[key]}),
  )
  const all: Column<Item>[] = showLabels ? [{header: 'LABELS', value: ({labels = {}}) => labelsText(labels)}] : []
  return {...view, columns: [...columns, ...added, ...all]}
}

/** {@link lookedAt} for one item: the same columns and face, the item's own kind (`ServiceList` → `Service`). */
export function itemView(noun: Noun, look: Look = {}): View<Item> {
  const {kind, ...view} = lookedAt(noun, look)
  return {...view, kind: kind.replace(/List$/, '')} as unknown as View<Item>
}

/** The documented JSON shape of an item. */
export const faceOf =
  (noun: Noun) =>
  (item: Item): unknown =>
    itemView(noun).json?.(item)
