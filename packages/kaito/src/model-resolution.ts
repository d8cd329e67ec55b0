import {type KaitoModel, kaitoModel, kaitoModels, tunableModels} from '@ome/capacity/kaito-models'
import {objectName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {nearestFew} from '@ome/sdk/nearest'

/** What a typed model is for KAITO. */
export interface ResolvedModel {
  /** What objects name: the alias if there is one, since tuning goes by it, else the Hub id. */
  readonly preset: string
  /** Hub id. */
  readonly id: string
  /** Absent: a model of the Hub whose size is not known here. */
  readonly model?: KaitoModel
  /** How the typed word was taken, one sentence each. */
  readonly notes: readonly string[]
}

interface ShortName {
  readonly stands: string
  readonly because: string
}

/** Names people type that KAITO does not take, each with the model that is meant and why. */
const shortNames: Readonly<Record<string, ShortName>> = {
  'phi-3-mini': {
    stands: 'phi-3-mini-4k-instruct',
    because: 'the smaller context of the two is the one that was meant first',
  },
  phi: {stands: 'phi-4-mini-instruct', because: 'the smallest phi of the newest family'},
  'llama-3': {stands: 'llama-3.1-8b-instruct', because: 'the smallest Llama 3 of the catalogue'},
  'llama-3.3-70b': {stands: 'llama-3.3-70b-instruct', because: 'the catalogue has the instruct model only'},
  mixtral: {stands: 'mistralai/Mixtral-8x7B-Instruct-v0.1', because: 'a model of the Hub outside of the catalogue'},
  'falcon-7b': {stands: 'tiiuae/falcon-7b', because: 'it left the catalogue and is still on the Hub'},
  'falcon-7b-instruct': {stands: 'tiiuae/falcon-7b-instruct', because: 'it left the catalogue and is still on the Hub'},
}

/** Short names that stand for a model, for completion and lists. */
export const shortNamesOf = (preset: string): readonly string[] =>
  Object.entries(shortNames).flatMap(([word, {stands}]) => (stands === preset ? [word] : []))

/**
 * The model of a typed word: catalogue id or alias in any case, a short name, any `org/name` of the Hub. Throws `not-found`
 * with the nearest three for other words.
 */
export function resolveModel(typed: string): ResolvedModel {
  const known = kaitoModel(typed)
  if (known) return {...ofModel(known), notes: known.isInCatalogue ? [] : [hubNote(known)]}
  const short = Object.hasOwn(shortNames, typed.toLowerCase()) ? shortNames[typed.toLowerCase()] : undefined
  const meant = short && kaitoModel(short.stands)
  if (short && meant) {
    const notes = [
      `"${typed}" is taken as ${short.stands}: ${short.because}`,
      ...(meant.isInCatalogue ? [] : [hubNote(meant)]),
    ]
    return {...ofModel(meant), notes}
  }
  if (/^[\w.-]+\/[\w.-]+$/.test(typed)) {
    const note = `${typed} is not in KAITO's catalogue: the operator reads its size from the Hub`
    return {preset: typed, id: typed, notes: [note]}
  }
  throw unknownModel(typed)
}

const ofModel = (model: KaitoModel): Omit<ResolvedModel, 'notes'> => ({
  preset: model.alias ?? model.id,
  id: model.id,
  model,
})

const hubNote = ({id, weightGiB}: KaitoModel): string =>
  `${id} is on the Hub and not in KAITO's catalogue; its size, ${weightGiB} GiB, is that of its published index`

function unknownModel(typed: string): OmeError {
  const names = kaitoModels().flatMap(({id, alias}) => [
    ...(alias === undefined ? [] : [alias]),
    lastPart(id).toLowerCase(),
  ])
  const near = nearestModels(typed.toLowerCase(), [...new Set([...names, ...Object.keys(shortNames)])])
  return new OmeError('not-found', `KAITO knows no model "${typed}"`, [
    ...(near.length > 0 ? [`the nearest: ${near.join(', ')}`] : []),
    'list them: ome models list --catalog kaito',
    'a model of the Hub is written ORG/NAME',
  ])
}

/** Up to three names: those that are nearly so, then those of the family that is. */
function nearestModels(typed: string, names: readonly string[]): readonly string[] {
  const families = new Set(
    names.flatMap((name) => [...name.matchAll(/(?<=[a-z])(?=\d)|[-.]/g)].map(({index}) => name.slice(0, index))),
  )
  const near = nearestFew(typed, [...families], 3)
  const ofFamily = near.flatMap((family) => names.filter((name) => name.startsWith(family)))
  return [...new Set([...nearestFew(typed, names, 3), ...ofFamily])].slice(0, 3)
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** Name of an object for a model that nobody named: the model's last part as a DNS label. */
export const defaultName = ({preset}: Pick<ResolvedModel, 'preset'>): string =>
  objectName(preset).slice(0, 63).replace(/-+$/, '')

/** The name KAITO tunes a model under. Throws `usage` with the nine that it can for all others. */
export function tuningNameOf({preset, model}: ResolvedModel): string {
  if (model?.tuningName !== undefined) return model.tuningName
  throw new OmeError('usage', `KAITO cannot tune ${preset}`, [`it tunes ${tunableModels().join(', ')}`])
}
