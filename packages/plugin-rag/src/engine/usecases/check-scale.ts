import type {KaitoStore} from '@ome/kaito/kaito-store'
import {OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../../domain/engine-name.ts'
import {findEngine} from './follow-engine.ts'

/** Throws `usage` for any number but one: the controller of KAITO v0.12 sets it, and sets it again. */
export async function checkScale(store: KaitoStore, engine: EngineName, replicas: number): Promise<void> {
  const {store: vectors, storeUrl, llmUrl} = await findEngine(store, engine)
  if (replicas === 1) return
  const {name, namespace} = engine
  if (replicas === 0)
    throw new OmeError('usage', `ragengine "${name}" cannot be stopped: KAITO keeps one pod of every engine`, [
      `keep what is in it: ome rag backup ${name} -n ${namespace}`,
      `then remove it: ome delete ragengine ${name} -n ${namespace}`,
    ])
  const why = vectors === 'faiss' ? ', and FAISS keeps the index in each pod for itself' : ''
  const url = storeUrl ?? 'http://QDRANT:6333'
  const model = llmUrl === undefined ? '' : ` --inference-url ${llmUrl}`
  throw new OmeError('usage', `ragengine "${name}" runs in one pod: KAITO fixes the number${why}`, [
    `a second engine on one Qdrant server shares its index: ome rag deploy ${name}-2 --vector-store qdrant --vector-url ${url}${model} -n ${namespace}`,
  ])
}
