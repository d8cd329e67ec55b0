import {watchWhenServed} from '../../controllers/reconciler.ts'
import {nodes} from '../../controllers/resources.ts'
import type {Controller, World} from '../../controllers/world.ts'
import {hubModel} from '../../hub/catalogue.ts'
import {reportedModel} from '../metadata.ts'
import {report} from '../node-report.ts'
import {clusterBaseModels, clusterServingRuntimes} from '../resources.ts'
import {stockModels} from './models.ts'
import {stockRuntimes} from './runtimes.ts'

/** Creates the stock runtimes and models once, in a cluster that has none of them; every GPU node has downloaded them long ago. */
export const installStock: Controller = (world) => {
  world.queue.add('install stock catalogue', () => {
    for (const [resource, objects] of [
      [clusterServingRuntimes, stockRuntimes()],
      [clusterBaseModels, stockModels()],
    ] as const) {
      if (!world.api.serves(resource) || world.api.list(resource).length > 0) continue
      for (const object of objects) world.api.create(resource, object)
    }
  })
  return watchWhenServed(world, nodes, ({type, object}) => {
    if (type === 'ADDED' && object.metadata.labels?.['nvidia.com/gpu.present'] === 'true') fill(world, object.metadata)
  })
}

function fill(world: World, {name, labels = {}}: {name: string; labels?: Record<string, string>}): void {
  if (Object.keys(labels).some((label) => label.startsWith('models.ome.io/'))) return
  for (const model of stockModels()) {
    const known = hubModel(String(model['spec'].storage.storageUri).slice('hf://'.length))
    report(world, name, model, 'Ready', known ? {config: reportedModel(known)} : {})
  }
}
