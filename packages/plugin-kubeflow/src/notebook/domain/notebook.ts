import {at, fields, list, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'

/** Both kinds are notebooks for the person who works in them. */
export const notebookKinds = ['notebook', 'workspace'] as const
export type NotebookKind = (typeof notebookKinds)[number]

/** A notebook of either kind, as a list shows it. */
export interface Notebook {
  readonly object: KubeflowObject
  /** Of a workspace that does not run: the option of its kind. */
  readonly image: string
  /** Undefined where only its kind, which not everybody may read, would tell. */
  readonly gpus?: number
  readonly lastActivity?: string
  readonly creator?: string
}

/** What the pods of workspaces tell: their image, and GPUs. */
export interface Running {
  readonly image: string
  readonly gpus: number
}

export const isPaused = (object: KubeflowObject): boolean => object.health === 'off' || object.state === 'Stopping'

const gpuKeys = /(^|\.)(gpu|gaudi)$|^nvidia\.com\/mig-/

/** GPUs that the containers of a pod ask for. */
export const gpusOf = (podSpec: unknown): number =>
  list(at(podSpec, 'containers'))
    .flatMap((container) => Object.entries(fields(at(container, 'resources', 'limits'))))
    .filter(([key]) => gpuKeys.test(key.replace('/', '.')) || /^nvidia\.com\/mig-/.test(key))
    .reduce((sum, [, count]) => sum + Number(count), 0)

export const toRunning = (pod: KubeObject): Running => ({
  image: text(at(list(at(pod['spec'], 'containers'))[0], 'image')) ?? '',
  gpus: gpusOf(pod['spec']),
})

/** @param running by name of the workspace */
export function toNotebook(object: KubeflowObject, running: ReadonlyMap<string, Running>): Notebook {
  return object.kind.word === 'notebook' ? fromNotebook(object) : fromWorkspace(object, running.get(object.name))
}

function fromNotebook(object: KubeflowObject): Notebook {
  const {annotations = {}} = object.raw.metadata
  const podSpec = at(object.raw['spec'], 'template', 'spec')
  const containers = list(at(podSpec, 'containers'))
  const own = containers.find((each) => at(each, 'name') === object.name) ?? containers[0]
  const lastActivity = annotations['notebooks.kubeflow.org/last-activity']
  const creator = annotations['notebooks.kubeflow.org/creator']
  return {
    object,
    image: text(at(own, 'image')) ?? '',
    gpus: gpusOf(podSpec),
    ...(lastActivity !== undefined && {lastActivity}),
    ...(creator !== undefined && {creator}),
  }
}

function fromWorkspace(object: KubeflowObject, running: Running | undefined): Notebook {
  const spec = at(object.raw['spec'], 'podTemplate', 'options')
  const lastActivity = timeText(number(at(object.raw['status'], 'activity', 'lastActivity')))
  return {
    object,
    image: running?.image ?? text(at(spec, 'imageConfig')) ?? '',
    ...(running && {gpus: running.gpus}),
    ...(lastActivity !== undefined && {lastActivity}),
  }
}

/** Notebooks v2 writes milliseconds, earlier builds of it seconds; 0 is never. */
function timeText(stamp: number | undefined): string | undefined {
  if (!stamp) return undefined
  return new Date(stamp > 1e11 ? stamp : stamp * 1000).toISOString()
}
