import type {View} from '@ome/sdk/view'

/** A list's view for one item: the same columns and face, the item's own kind (`ServiceList` → `Service`). */
export function singleView<Item>({kind, columns, json, name}: View<readonly Item[]>): View<Item> {
  const single = {kind: kind.replace(/List$/, ''), columns, json, name}
  // An item is no list, so the element type of both views is the item itself.
  return single as unknown as View<Item>
}
