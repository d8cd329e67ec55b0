import {type Doomed, planDeletion} from '@ome/inference-model/deletion'
import type {ListedModel} from '@ome/inference-model/listed-model'
import {didYouMean} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type ModelObjects, resourceOf} from '../domain/model-objects.ts'
import type {ModelShelf} from '../domain/shelf.ts'

export interface DeleteModels {
  readonly names: readonly string[]
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
  /** Although services use them. */
  readonly force: boolean
}

interface Ports {
  readonly shelf: ModelShelf
  readonly objects: Pick<ModelObjects, 'find' | 'deleter'>
}

/** What deleting models would remove. Names are taken as typed, never completed. Throws `conflict` for one in use. */
export async function planModelDeletion({shelf, objects}: Ports, ask: DeleteModels): Promise<Plan> {
  const {items, unreadable} = await shelf.list({namespace: ask.namespace})
  const chosen = [...new Set(ask.names)].map((name) => byName(name, items, ask))
  const doomed = await Promise.all(
    chosen.map(async (model): Promise<Doomed | undefined> => {
      const object = await objects.find(model)
      return object && {object, resource: resourceOf(model), children: [], users: model.usedBy}
    }),
  )
  const plan = planDeletion(
    doomed.filter((each) => each !== undefined),
    objects.deleter,
    {force: ask.force},
  )
  const unknown = unreadable.find((right) => right.includes('inferenceservices'))
  return {
    ...plan,
    notes: [
      ...(unknown === undefined ? [] : [`whether services use it is not known: you may not ${unknown}`]),
      ...(plan.notes ?? []),
      ...chosen.flatMap(filesNote),
    ],
  }
}

function byName(name: string, items: readonly ListedModel[], {scope, namespace}: DeleteModels): ListedModel {
  const found = items.filter((item) => item.name === name && (scope === undefined || item.scope === scope))
  const [model] = found
  if (!model) {
    const near = didYouMean(
      name,
      items.map((item) => item.name),
    )
    throw new OmeError(
      'not-found',
      `model "${name}" not found in namespace "${namespace}" or for the whole cluster`,
      [...near, 'list what is there: ome models list'],
      {object: `model/${name}`},
    )
  }
  if (found.length === 1) return model
  throw new OmeError('usage', `model "${name}" exists in the namespace and for the whole cluster`, [
    'add --scope namespace or --scope cluster',
  ])
}

const kept = 'models.ome/reserve-model-artifact'

/** Agents remove what they downloaded, and keep what was there before them. */
function filesNote({name, storage, nodesReady, labels}: ListedModel): readonly string[] {
  if (storage.scheme !== 'hf' && storage.scheme !== 'oci') return [`the files of ${name} stay where they are`]
  if (labels[kept] === 'true') return [`the files of ${name} stay on the nodes: its label ${kept} says so`]
  const {length} = nodesReady
  return length === 0 ? [] : [`the files of ${name} are removed from ${length} ${length === 1 ? 'node' : 'nodes'}`]
}
