import {type AdapterSource, adapterEntry, checkAdapters} from '@ome/kaito/adapter-source'
import {toAdapter} from '@ome/kaito/workspace'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {FieldEdit} from '../../domain/field-edit.ts'
import type {LiveObject} from '../domain/live-object.ts'

/** The edit that adds an adapter. Throws `usage` for one too many, one that is there, and a strength vLLM cannot give it. */
export function addAdapter(live: LiveObject, source: AdapterSource): readonly FieldEdit[] {
  demandModel(live)
  if (source.strength !== undefined && source.strength !== '1' && live.runtime === 'vllm')
    throw new OmeError('usage', `vLLM takes no --adapter-strength ${source.strength}: it serves adapters as they are`, [
      'leave it out',
    ])
  const {name, namespace, noun} = live
  if (namesOf(live).includes(source.name))
    throw new OmeError('usage', `${noun} "${name}" has an adapter "${source.name}" already`, [
      `replace it: ome adapters remove ${noun} ${name} ${source.name} -n ${namespace}, then add it`,
      'or give this one another name: --adapter-name NAME',
    ])
  checkAdapters([...namesOf(live).map((each) => ({name: each})), source])
  return [editOf(live, [...live.adapters, adapterEntry(source)])]
}

/** The edit that takes away an adapter, by its name, image or claim. Throws `not-found`. */
export function removeAdapter(live: LiveObject, typed: string): readonly FieldEdit[] {
  demandModel(live)
  const found = live.adapters.map(toAdapter)
  const at = found.findIndex(({name, source}) => name === typed || source === typed)
  if (at < 0) {
    const near = nearest(typed, namesOf(live))
    throw new OmeError('not-found', `${live.noun} "${live.name}" has no adapter "${typed}"`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      found.length === 0 ? 'it has none' : `it has ${namesOf(live).join(', ')}`,
    ])
  }
  return [
    editOf(
      live,
      live.adapters.filter((_, index) => index !== at),
    ),
  ]
}

const namesOf = ({adapters}: LiveObject): readonly string[] => adapters.map((each) => toAdapter(each).name)

/** An empty list takes the field away. */
const editOf = ({adapters, inferencePath}: LiveObject, to: readonly unknown[]): FieldEdit => ({
  at: [...inferencePath, 'adapters'],
  from: adapters.length === 0 ? undefined : adapters,
  to: to.length === 0 ? null : to,
})

function demandModel({preset, noun, name, task}: LiveObject): void {
  if (preset !== undefined && task === 'inference') return
  throw new OmeError('usage', `${noun} "${name}" serves no model that adapters could stand beside`)
}
