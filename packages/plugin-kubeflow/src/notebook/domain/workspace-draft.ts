import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'
import {gpusOf} from './notebook.ts'

/** One choice of a WorkspaceKind. */
interface Option {
  readonly id: string
  readonly title: string
  readonly gpus: number
  readonly isHidden: boolean
}

export interface WorkspaceWish {
  readonly name: string
  readonly namespace: string
  /** Options of the kind; its defaults when absent. */
  readonly image?: string | undefined
  readonly size?: string | undefined
  readonly gpus: number
}

function optionsOf(kind: KubeObject, part: 'imageConfig' | 'podConfig'): readonly Option[] {
  return list(at(kind['spec'], 'podTemplate', 'options', part, 'values')).map((each) => ({
    id: text(at(each, 'id')) ?? '',
    title: text(at(each, 'spawner', 'displayName')) ?? '',
    gpus: gpusOf({containers: [{resources: at(each, 'spec', 'resources')}]}),
    isHidden: at(each, 'spawner', 'hidden') === true,
  }))
}

const defaultOf = (kind: KubeObject, of: 'imageConfig' | 'podConfig'): string =>
  text(at(kind['spec'], 'podTemplate', 'options', of, 'spawner', 'default')) ?? ''

/** A Workspace of Notebooks v2 after its kind. Throws `usage` with the options for one that the kind does not have. */
export function workspaceObject({name, namespace, image, size, gpus}: WorkspaceWish, kind: KubeObject): KubeObject {
  const imageConfig = chosen('--image', image, kind, 'imageConfig')
  const podConfig = size === undefined && gpus > 0 ? withGpus(kind, gpus) : chosen('--size', size, kind, 'podConfig')
  return {
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'Workspace',
    metadata: {name, namespace},
    spec: {kind: kind.metadata.name, podTemplate: {volumes: {}, options: {imageConfig, podConfig}}},
  }
}

function chosen(flag: string, typed: string | undefined, kind: KubeObject, of: 'imageConfig' | 'podConfig'): string {
  if (typed === undefined) return defaultOf(kind, of)
  const options = optionsOf(kind, of).filter(({isHidden}) => !isHidden)
  const found = options.find(({id, title}) => id === typed || title === typed)
  if (found) return found.id
  const ids = options.map(({id}) => id)
  const near = nearest(typed, ids)
  throw new OmeError('usage', `${flag}: workspaces of kind ${kind.metadata.name} have no "${typed}"`, [
    near === undefined ? `there are ${ids.join(', ')}` : `did you mean ${near}?`,
  ])
}

function withGpus(kind: KubeObject, gpus: number): string {
  const options = optionsOf(kind, 'podConfig').filter(({isHidden}) => !isHidden)
  const found = options.find((option) => option.gpus === gpus)
  if (found) return found.id
  throw new OmeError('usage', `no size of kind ${kind.metadata.name} has ${gpus} GPUs`, [
    `there are ${options.map((option) => `${option.id} (${option.gpus})`).join(', ')}`,
  ])
}
