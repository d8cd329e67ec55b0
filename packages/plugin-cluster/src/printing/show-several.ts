import {exported} from '@ome/inference-model/export'
import {OmeError} from '@ome/sdk/errors'
import {showSections} from '@ome/sdk/sections'
import type {Cluster} from '../compose.ts'
import {coreServiceName} from '../domain/object-name.ts'
import type {Selection} from '../domain/selection.ts'
import type {GetAsk} from '../flags.ts'
import {getSeveral} from '../usecases/get-several.ts'
import {faceOf, itemView, lookedAt} from '../views/noun-view.ts'
import type {Desk} from './show-noun.ts'
import {tellSecrets} from './tell-secrets.ts'

/** Prints several types, one table after the other. Throws what could not be read after printing the rest. */
export async function showSeveral(
  desk: Desk,
  found: Cluster,
  selections: readonly Selection[],
  ask: GetAsk,
): Promise<void> {
  if (ask.follow) throw new OmeError('usage', 'only one type can be watched at a time')
  const named = selections.some(({names}) => names.length > 0)
  const objects = ask.clean || (ask.output === 'yaml' && named) ? {clean: ask.clean} : undefined
  const change = ask.clean && exported
  const wanted = {...ask, query: ask, selections, faceOf, objects, change}
  const {sections, notes, failure} = await getSeveral(found, wanted)
  for (const note of notes) desk.note(note)
  if (ask.clean) for (const object of sections.flatMap(({objects = []}) => objects)) tellSecrets(object, desk.note)
  const look = {...ask, showKind: ask.showKind || sections.length > 1}
  const shown = sections.map((section) =>
    'noun' in section ? {...section, view: lookedAt(section.noun, look), itemView: itemView(section.noun)} : section,
  )
  const quiet = failure !== undefined || ask.ignoreNotFound
  const output = ask.clean ? 'yaml' : ask.output
  showSections(shown, {...look, ...desk.paper(output), quiet, objectName: coreServiceName})
  if (failure) throw failure
}
