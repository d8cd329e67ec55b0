import type {Model} from '@ome/inference-model/model'
import {didYouMean, pickByName} from '@ome/inference-model/names'
import type {Runtime} from '@ome/inference-model/runtime'
import {OmeError} from '@ome/sdk/errors'

/** The model or runtime that a typed name means. Throws `not-found`, and `usage` where it could mean several. */
export function picked<Item extends Model | Runtime>(
  noun: 'model' | 'runtime',
  name: string,
  items: readonly Item[],
  note: (text: string) => void,
): Item {
  const found = pickByName(noun, name, items)
  if (!found) {
    const near = didYouMean(
      name,
      items.map((item) => item.name),
    )
    throw new OmeError('not-found', `${noun} "${name}" not found`, [...near, `list what is there: ome get ${noun}s`])
  }
  if (found.note !== undefined) note(found.note)
  return found.item
}
