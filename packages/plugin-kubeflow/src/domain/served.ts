import {OmeError} from '@ome/sdk/errors'
import type {ResourceRef} from '@ome/sdk/kube'
import {type Component, type KubeflowKind, kubeflowKinds} from './kubeflow-kind.ts'

/** What the cluster has of Kubeflow, as discovery tells: per resource, since `kubeflow.org` mixes products and versions. */
export interface Served {
  /** Kinds that are served, in the version that is. */
  readonly kinds: readonly KubeflowKind[]
  /** Whether this group and plural is served, in any version. */
  has(group: string, plural: string): boolean
  /** All versions of a resource, the preferred one first. */
  versions(resource: ResourceRef): readonly string[]
}

/** Where discovery is asked; the answer is kept for the command. */
export interface Detection {
  served(): Promise<Served>
}

/** @param resources in the server's order, preferred versions first */
export function servedOf(resources: readonly ResourceRef[]): Served {
  const versions = ({group, plural}: Pick<ResourceRef, 'group' | 'plural'>) =>
    resources.filter((each) => each.group === group && each.plural === plural).map(({version}) => version)
  const kinds = kubeflowKinds.flatMap((kind) => {
    const found = versions(kind.resource)
    const version = found.includes(kind.resource.version) ? kind.resource.version : found[0]
    return version === undefined ? [] : [{...kind, resource: {...kind.resource, version}}]
  })
  return {kinds, versions, has: (group, plural) => versions({group, plural}).length > 0}
}

/** The kinds of a component that are served. */
export const kindsOf = ({kinds}: Served, component: Component): readonly KubeflowKind[] =>
  kinds.filter((kind) => kind.component === component)

const installs: Readonly<Record<Component, string>> = {
  notebooks: 'Kubeflow Notebooks',
  training: 'Kubeflow Trainer',
  tensorboards: "Kubeflow's tensorboard controller",
  profiles: 'Kubeflow Profiles',
  serving: 'KServe',
}

/** Nothing of these kinds may be listed there by this person. */
export function mayNotList(kinds: readonly KubeflowKind[], namespace: string | undefined): OmeError {
  const words = kinds.map(({resource}) => `${resource.plural}.${resource.group}`).join(', ')
  const place = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`
  return new OmeError('denied', `you may not list ${words} in ${place}`, [
    'who the cluster takes you for: ome kf whoami',
    'work in another namespace: ome kf use NAMESPACE',
  ])
}

/** For verbs that need a component, or any of them: it is not installed here. */
export const notServed = (component?: Component): OmeError => {
  const what = component === undefined ? 'Kubeflow' : installs[component]
  return new OmeError('not-found', `${what} is not installed: the cluster serves none of its kinds`, [
    'what the cluster has: ome kf status health',
    'choose another cluster with --context',
    'try it without a cluster: ome sandbox up --scenario tour-platform',
  ])
}
