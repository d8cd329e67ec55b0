import type {ApiObject, LocalApi, ResourceName} from '../api.ts'
import {nodes, pods, services} from '../controllers/resources.ts'
import {FaultError} from './fault.ts'

/** The node that `node/NAME` names. */
export function nodeOf(api: LocalApi, target: string | undefined): ApiObject {
  const [kind, name = ''] = (target ?? '').split('/')
  if (kind !== 'node') throw new FaultError(`"${target}" is no node; write node/NAME`)
  const found = api.get(nodes, name)
  if (!found) throw new FaultError(`there is no node "${name}"`, true)
  return found
}

/** The pods that `pod/NAMESPACE/NAME` or `service/NAMESPACE/NAME` names; never none. */
export function podsOf(api: LocalApi, target: string): readonly ApiObject[] {
  const [kind, namespace = '', name = ''] = target.split('/')
  if (kind === 'pod') {
    const pod = api.get(pods, name, namespace)
    if (!pod) throw new FaultError(`there is no pod "${name}" in namespace "${namespace}"`, true)
    return [pod]
  }
  if (kind !== 'service') throw new FaultError(`"${target}" is neither a pod nor a service`)
  const selector: Record<string, string> | undefined = api.get(services, name, namespace)?.['spec'].selector
  if (!selector) throw new FaultError(`there is no service "${name}" with pods in namespace "${namespace}"`, true)
  const behind = api.list(pods, {namespace, labels: selector})
  if (behind.length === 0) throw new FaultError(`service "${name}" in namespace "${namespace}" has no pods`, true)
  return behind
}

/** Sets an annotation, and gives the way to take it off again unless somebody has changed it meanwhile. */
export function annotate(
  api: LocalApi,
  resource: ResourceName,
  object: ApiObject,
  name: string,
  value: string,
): () => void {
  const {name: object_, namespace} = object.metadata
  const write = (text: string | null): void => {
    api.patch(resource, object_, namespace, {metadata: {annotations: {[name]: text}}})
  }
  write(value)
  return () => {
    const now = api.get(resource, object_, namespace)
    if (now?.metadata.uid === object.metadata.uid && now?.metadata.annotations?.[name] === value) write(null)
  }
}

/** Does one after the other. */
export const inTurn = (steps: readonly (() => void)[]) => (): void => {
  for (const step of steps) step()
}
