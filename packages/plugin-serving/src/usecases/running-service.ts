import {type GetService, getService, missingService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import type {Running, RunningStore} from '../domain/running.ts'

/** A service of OME. */
export const runningService = (store: ServiceStore, name: GetService): RunningStore => ({
  get: async () => toRunning(await getService(store, name)),
  async *follow() {
    for await (const service of store.follow(name.namespace, name.name)) yield service && toRunning(service)
  },
  missing: () => missingService(store, name),
})

const toRunning = ({name, namespace, pods, model}: Service): Running => ({
  noun: 'service',
  name,
  namespace,
  pods,
  ...(model && {model: model.name}),
})
