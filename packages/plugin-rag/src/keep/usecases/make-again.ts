import {at, fields, text} from '@ome/capacity/fields'
import {stillGoing} from '@ome/kaito/same-object'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import type {EngineName} from '../../domain/engine-name.ts'
import type {DeployWorld} from '../../engine/domain/deploy-world.ts'

type World = Pick<DeployWorld, 'find' | 'hasClaim' | 'create'>

/** Makes the engine that a backup was made of again, under this name; undefined when one is there. Throws `usage` for a file that holds none. */
export async function planAgain(world: World, engine: EngineName, document: unknown): Promise<Plan | undefined> {
  const existing = await world.find(engine)
  if (existing?.metadata.deletionTimestamp !== undefined) throw stillGoing('ragengine', existing)
  if (existing) return undefined
  const object = toEngine(document, engine)
  const claim = text(at(object, 'spec', 'storage', 'persistentVolume', 'persistentVolumeClaim'))
  if (claim !== undefined && (await world.hasClaim(engine.namespace, claim)) === false)
    throw new OmeError(
      'not-found',
      `persistentvolumeclaim "${claim}" of the engine is gone from namespace "${engine.namespace}"`,
      [`make an engine without it, then restore: ome rag deploy ${engine.name} -n ${engine.namespace}`],
    )
  return {
    changes: [world.create(object)],
    notes: ['the engine is made again as it was when the backup was made'],
    startsNodes: text(at(object, 'spec', 'compute', 'instanceType')) !== undefined,
  }
}

function toEngine(document: unknown, {name, namespace}: EngineName): KubeObject {
  const {apiVersion, kind, metadata, spec} = fields(document)
  const isOne = kind === 'RAGEngine' && typeof apiVersion === 'string' && apiVersion.startsWith('kaito.sh/')
  if (!isOne || spec === undefined)
    throw new OmeError('usage', 'ragengine.yaml of the backup holds no RAGEngine', [
      `make one yourself: ome rag deploy ${name} -n ${namespace}`,
    ])
  const {labels, annotations} = fields(metadata)
  const own = {
    ...(labels !== undefined && {labels: fields(labels)}),
    ...(annotations !== undefined && {annotations: fields(annotations)}),
  }
  return {apiVersion, kind, metadata: {name, namespace, ...own}, spec} as KubeObject
}
