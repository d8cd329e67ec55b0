import {OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../../domain/engine-name.ts'
import type {EngineObjects, KeptEngine} from '../domain/kept-engine.ts'

export async function keptEngine(objects: EngineObjects, {namespace, name}: EngineName): Promise<KeptEngine> {
  const found = await objects.find({namespace, name})
  if (found) return found
  throw new OmeError('not-found', `ragengine "${name}" not found in namespace "${namespace}"`, [
    `list what is there: ome get ragengines -n ${namespace}`,
  ])
}
