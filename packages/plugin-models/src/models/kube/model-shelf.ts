import {listedModels, modelSources} from '@ome/inference-model/listed-model'
import {followLists, readLists} from '@ome/inference-model/lists'
import type {KubeClient} from '@ome/sdk/kube'
import type {ModelShelf} from '../domain/shelf.ts'

export const modelShelf = (kube: KubeClient, signal: AbortSignal): ModelShelf => ({
  async list(query) {
    const lists = await readLists(kube, modelSources(query))
    return {items: listedModels(lists), unreadable: lists.unreadable}
  },
  async *follow(query) {
    for await (const lists of followLists(kube, modelSources(query), signal))
      yield {items: listedModels(lists), unreadable: lists.unreadable}
  },
})
