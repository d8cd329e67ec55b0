import type {KaitoModel} from '@ome/capacity/kaito-models'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {hubModel} from './hub-model.ts'
import {type ResolvedModel, resolveModel} from './model-resolution.ts'

/** The model of a typed word, as {@link resolveModel} says; with `online` one outside of the catalogue as the Hub has it. */
export async function findModel(
  context: Context,
  typed: string,
  {online}: {readonly online?: boolean | undefined},
): Promise<ResolvedModel> {
  const model = resolveModel(typed)
  if (!online || model.model?.isInCatalogue) return model
  const found = await modelOnHub(context, model.id)
  const note = `${found.id}: ${found.weightGiB} GiB of weights, as the Hub has them now`
  return {...model, model: found, notes: [note]}
}

/** A model as the Hub has it. Throws `not-found` for an unknown one, and for one without weights or a shape. */
async function modelOnHub(context: Context, id: string): Promise<KaitoModel> {
  const {openHub} = await import('@ome/inference-model/hub/open-hub')
  const details = await (await openHub(context)).read({id})
  const found = hubModel(details)
  if (found) return found
  throw details.configDenied
    ? new OmeError('denied', `the Hub shows the shape of ${id} only to those who accepted its licence`, [
        `accept it at ${details.id} and give your token: HF_TOKEN`,
      ])
    : new OmeError('not-found', `${id} has no weights or no shape on the Hub that KAITO could reckon with`)
}
