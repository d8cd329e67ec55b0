import {OmeError} from '@ome/sdk/errors'
import {anyShell, type PodAccess} from '@ome/sdk/pod-access'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {nextStep} from '../../domain/next-step.ts'
import {objectWord} from '../../domain/object-name.ts'
import {mainContainer, type ObjectPod, type PodStore} from '../../domain/object-pod.ts'
import {findTarget} from '../../usecases/find-target.ts'
import type {Reading} from '../../usecases/list-objects.ts'

export interface ExecObject {
  /** As typed: an object, or a component. */
  readonly target: string
  readonly namespace: string
  readonly container?: string | undefined
  /** Absent: a shell. */
  readonly command?: readonly string[]
}

type Ports = Reading & {readonly pods: PodStore; readonly access: PodAccess}

/** Runs a command in the newest ready pod; its exit code. */
export async function execObject(ports: Ports, {target, namespace, container, command}: ExecObject): Promise<number> {
  const object = await findTarget(ports, target, namespace)
  const pod = reachable(object, await ports.pods.of(object))
  const chosen = container ?? mainContainer(object, pod)
  if (!pod.containers.includes(chosen))
    throw new OmeError('usage', `pod ${pod.name} has no container "${chosen}"`, [
      `it has ${pod.containers.join(', ')}`,
      'a command stands behind --: ome kf run OBJECT -- COMMAND',
    ])
  return ports.access.exec({namespace, pod: pod.name, container: chosen, command: command ?? anyShell})
}

/** The newest pod that is ready, else the newest that runs. Throws `failed` with what keeps it and how to start it. */
export function reachable(object: KubeflowObject, pods: readonly ObjectPod[]): ObjectPod {
  const alive = pods.filter(({terminating, phase}) => !terminating && phase === 'Running')
  const found = alive.find(({ready}) => ready) ?? alive[0]
  if (found) return found
  const trouble = pods.map((pod) => pod.trouble).find(Boolean) ?? object.detail
  const next = nextStep(object)
  throw new OmeError(
    'failed',
    `${objectWord(object)} has no running pod: it is ${object.state}${trouble === '' ? '' : `, ${trouble}`}`,
    next === undefined ? [] : [next],
    {object: objectWord(object)},
  )
}
