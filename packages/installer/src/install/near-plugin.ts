import {nearest} from '@ome/sdk/nearest'
import {shortName} from './names.ts'

/** The hint with the plugin that a mistyped name is nearest to, if one is near. `ome-` may be left out, as everywhere. */
export function nearHint(typed: string, names: readonly string[]): readonly string[] {
  const meant = nearest(plainName(typed), names.map(plainName))
  const found = names.find((name) => meant !== undefined && plainName(name) === meant)
  return found === undefined ? [] : [`did you mean: ${shortName(found)}`]
}

const plainName = (name: string): string => shortName(name).replace(/^ome-/, '')
