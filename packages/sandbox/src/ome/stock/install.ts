import type {Controller} from '../../controllers/world.ts'
import {clusterBaseModels, clusterServingRuntimes} from '../resources.ts'
import {stockModels} from './models.ts'
import {stockRuntimes} from './runtimes.ts'

/** Creates the stock runtimes and models once, in a cluster that has none of them. */
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
  return () => undefined
}
