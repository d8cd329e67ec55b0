import {
  kserveServices,
  notebooks,
  notebookWorkspaces,
  profiles,
  pytorchJobs,
  tensorboards,
  trainJobs,
} from '@ome/kinds/kubeflow'
import {OmeError} from '@ome/sdk/errors'
import type {ResourceRef} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'

/** What Kubeflow is made of, for a person who works with it. */
export const components = ['notebooks', 'training', 'tensorboards', 'profiles', 'serving'] as const
export type Component = (typeof components)[number]

/** A kind of objects that people have in Kubeflow. Groups are full: two of these plurals belong to other products as well. */
export interface KubeflowKind {
  readonly component: Component
  /** As in `kind/name`. */
  readonly word: string
  readonly resource: ResourceRef & {readonly kind: string; readonly namespaced: boolean}
}

const legacy = (kind: string): KubeflowKind => {
  const word = kind.toLowerCase()
  const resource = {group: 'kubeflow.org', version: 'v1', plural: `${word}s`, kind, namespaced: true}
  return {component: 'training', word, resource}
}

/** All kinds, in the order they are listed. Jobs of the Training Operator 1.9 come after those of Trainer 2. */
export const kubeflowKinds: readonly KubeflowKind[] = [
  {component: 'notebooks', word: 'notebook', resource: notebooks},
  {component: 'notebooks', word: 'workspace', resource: notebookWorkspaces},
  {component: 'training', word: 'trainjob', resource: trainJobs},
  {component: 'training', word: 'pytorchjob', resource: pytorchJobs},
  ...['TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob'].map(legacy),
  {component: 'tensorboards', word: 'tensorboard', resource: tensorboards},
  {component: 'profiles', word: 'profile', resource: profiles},
  {component: 'serving', word: 'inferenceservice', resource: kserveServices},
]

const shortWords: Readonly<Record<string, string>> = {nb: 'notebook', ws: 'workspace', isvc: 'inferenceservice'}

/** The kind a word stands for: `trainjob`, `trainjobs`, `TrainJob`, `trainjobs.trainer.kubeflow.org`, `ws`. */
export function kindOfWord(word: string, kinds: readonly KubeflowKind[] = kubeflowKinds): KubeflowKind | undefined {
  const typed = word.toLowerCase()
  const meant = shortWords[typed] ?? typed
  return kinds.find(({word: own, resource}) =>
    [own, resource.plural, `${own}.${resource.group}`, `${resource.plural}.${resource.group}`].includes(meant),
  )
}

/** Kinds whose objects run to an end. */
export const isTraining = ({component}: KubeflowKind): boolean => component === 'training'

/** The component a word stands for, in singular or plural; undefined for other words. */
export const componentOf = (word: string): Component | undefined =>
  components.find((name) => name === word || name === `${word}s`)

/** The component that was typed. Throws `usage` with the near ones. */
export function componentNamed<Name extends string>(word: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === word || name === `${word}s`)
  if (found !== undefined) return found
  const near = nearest(word, names)
  throw new OmeError('usage', `Kubeflow has no component "${word}"`, [
    near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`,
  ])
}
