import {at, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'
import {type Component, componentNamed, components} from '../../domain/kubeflow-kind.ts'

/** Parts of Kubeflow that have a health and no objects of their own for a person. */
export const healthComponents = [...components, 'dashboard', 'pipelines'] as const
export type HealthComponent = (typeof healthComponents)[number]

/** The component whose objects are asked for. Throws `usage` for others, and for those that have a health alone. */
export function listedComponent(word: string): Component {
  const found = healthComponents.find((name) => name === word || name === `${word}s`)
  const listed = components.find((name) => name === found)
  const verb = found === undefined ? nearest(word, ['health', 'info', 'list']) : undefined
  if (verb !== undefined)
    throw new OmeError('usage', `Kubeflow has no component "${word}"`, [`did you mean: ome kf status ${verb}`])
  if (found === undefined || listed !== undefined) return componentNamed(word, components)
  throw new OmeError('usage', `${found} has no objects to list, only a health`, [
    `see it: ome kf status health ${found}`,
  ])
}

/** Names of Deployments as Kubeflow 1.10 and Trainer 2 install them. */
export const controllersOf: Readonly<Record<HealthComponent, readonly string[]>> = {
  notebooks: ['notebook-controller-deployment', 'workspaces-controller', 'jupyter-web-app-deployment'],
  training: ['kubeflow-trainer-controller-manager', 'jobset-controller-manager', 'training-operator'],
  tensorboards: ['tensorboard-controller-deployment'],
  profiles: ['profiles-deployment'],
  serving: ['kserve-controller-manager'],
  dashboard: ['centraldashboard'],
  pipelines: ['ml-pipeline'],
}

/** Where they are installed. */
export const controllerNamespaces = ['kubeflow', 'kubeflow-system', 'kserve', 'jobset-system'] as const

export interface Controller {
  readonly name: string
  readonly namespace: string
  readonly ready: number
  readonly wanted: number
  readonly image: string
  /** Why it does not become ready, as its Deployment says. */
  readonly trouble?: string
}

export function toController({metadata, spec, status}: KubeObject): Controller {
  const wanted = number(at(spec, 'replicas')) ?? 1
  const ready = number(at(status, 'readyReplicas')) ?? 0
  const failing = list(at(status, 'conditions')).findLast((each) => at(each, 'status') !== 'True')
  const trouble = text(at(failing, 'message'))
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    wanted,
    ready,
    image: text(at(list(at(spec, 'template', 'spec', 'containers'))[0], 'image')) ?? '',
    ...(ready < wanted && trouble !== undefined && {trouble}),
  }
}

export interface ControllerStore {
  /** Deployments of the namespaces of Kubeflow; undefined when this person may look at none of them. */
  list(): Promise<readonly Controller[] | undefined>
}

/** One line of health: a component with one of its controllers. */
export interface HealthRow {
  readonly component: HealthComponent
  readonly controller?: Controller
  /** `unknown`: it may not be looked at, or runs in a namespace of its own. */
  readonly health: 'ready' | 'unready' | 'unknown' | 'absent'
  /** Kinds of it that the cluster serves, with their versions. */
  readonly versions: readonly string[]
}

/** @param served kinds of a component with their versions, such as `trainjobs v1alpha1` */
export function healthRows(
  component: HealthComponent,
  controllers: readonly Controller[] | undefined,
  served: readonly string[],
): readonly HealthRow[] {
  const own = (controllers ?? []).filter(({name}) => controllersOf[component].includes(name))
  if (own.length > 0)
    return own.map((controller) => ({
      component,
      controller,
      health: controller.ready < controller.wanted || controller.wanted === 0 ? 'unready' : 'ready',
      versions: served,
    }))
  const health = controllers === undefined || served.length > 0 ? 'unknown' : 'absent'
  return [{component, health, versions: served}]
}
