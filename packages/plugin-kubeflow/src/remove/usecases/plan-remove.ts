import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {componentOf} from '../../domain/kubeflow-kind.ts'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {parseObject} from '../../domain/object-name.ts'
import type {ObjectRemoval} from '../../domain/object-removal.ts'
import {findObject} from '../../usecases/find-object.ts'
import {listObjects, type Reading} from '../../usecases/list-objects.ts'

const atOnce = 8

/** The end of one object, or of all that a component has in the namespace. What manages them stays. */
export async function planRemove(
  ports: Reading & {readonly removal: ObjectRemoval},
  typed: string,
  namespace: string,
): Promise<Plan> {
  const component = componentOf(typed)
  if (component === 'profiles') throw projectsGo(undefined)
  if (component === undefined) {
    const object = await findObject(ports, {typed: parseObject(typed), namespace})
    if (object.kind.word === 'profile') throw projectsGo(object.name)
    return planOf([object], ports.removal, `Delete ${object.kind.word} ${object.name}?`)
  }
  const {objects: all} = await listObjects(ports, {component, namespace})
  const objects = all.filter(({raw}) => raw.metadata.deletionTimestamp === undefined)
  if (objects.length === 0)
    throw new OmeError('not-found', `${component} has no objects in namespace ${namespace}`, [
      'what there is: ome kf status list -A',
    ])
  return planOf(objects, ports.removal, `Delete all ${objects.length} objects of ${component} in ${namespace}?`)
}

const planOf = (objects: readonly KubeflowObject[], removal: ObjectRemoval, asks: string): Plan => ({
  changes: objects.map((object) => ({
    action: 'delete',
    object: {
      kind: object.kind.resource.kind,
      name: object.name,
      ...(object.namespace !== undefined && {namespace: object.namespace}),
    },
    reason: `it is ${object.state}`,
    write: removal.remove(object),
  })),
  notes: ['controllers, runtimes and volumes stay'],
  asks,
  parallel: atOnce,
})

const projectsGo = (name: string | undefined): OmeError =>
  new OmeError('usage', 'projects are not removed with their parts: a profile takes its whole namespace with it', [
    `delete a project: ome kf delete ${name ?? 'NAMESPACE'}`,
  ])
