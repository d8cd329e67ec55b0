import {OmeError} from '@ome/sdk/errors'
import {componentOf} from '../domain/kubeflow-kind.ts'
import type {KubeflowObject} from '../domain/kubeflow-object.ts'
import {objectWord, parseObject} from '../domain/object-name.ts'
import {findObject} from './find-object.ts'
import {listObjects, type Reading} from './list-objects.ts'

/** States of training that did what it was to do. */
const ended = new Set(['Complete', 'Succeeded'])

/** An object, or a component that has one object alone that runs. */
export async function findTarget(reading: Reading, typed: string, namespace: string): Promise<KubeflowObject> {
  const component = componentOf(typed)
  if (component === undefined) return findObject(reading, {typed: parseObject(typed), namespace})
  if (component === 'profiles')
    throw new OmeError('usage', 'nothing runs in a profile itself', ['what runs in its namespace: ome kf status'])
  const {objects} = await listObjects(reading, {component, namespace})
  const running = objects.filter(({health, state}) => health === 'ready' && !ended.has(state))
  const [only] = running
  if (only && running.length === 1) return only
  if (only)
    throw new OmeError('usage', `${component} has several objects that run`, [
      `say which one: ${running.map(objectWord).join(', ')}`,
    ])
  throw new OmeError('not-found', `${component} has no object that runs in namespace ${namespace}`, [
    `what there is: ome kf status ${component} -n ${namespace}`,
  ])
}
