import {tunableModels} from '@ome/capacity/kaito-models'
import {resolveModel} from '@ome/kaito/model-resolution'
import type {ConfigKind} from '../domain/config-map.ts'

/** A model a config is made for: its name for KAITO, and what is to be said about it. */
export function meantModel(
  typed: string | undefined,
  kind: ConfigKind,
): {readonly model?: string; readonly notes: readonly string[]} {
  if (typed === undefined) return {notes: []}
  const {preset, model, notes} = resolveModel(typed)
  const warning = `warning: KAITO cannot tune ${preset}, only ${tunableModels().join(', ')}; the map itself names no model`
  const isMissed = kind === 'tuning' && model?.tuningName === undefined
  return {model: preset, notes: [...notes.map((note) => `note: ${note}`), ...(isMissed ? [warning] : [])]}
}
