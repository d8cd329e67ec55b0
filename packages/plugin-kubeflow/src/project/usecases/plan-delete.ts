import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {kubeflowKinds} from '../../domain/kubeflow-kind.ts'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {kindsOf} from '../../domain/served.ts'
import type {Reading} from '../../usecases/list-objects.ts'
import {type ProjectStore, type ProjectWriter, refuseSystem} from '../domain/project.ts'

export interface DeletePorts extends Reading {
  readonly projects: ProjectStore
  readonly writer: ProjectWriter
}

export interface DeletePlan extends Plan {
  /** What goes first: the profile, else the namespace. */
  readonly object: KubeObject
  /** The namespace, which is waited for. */
  readonly namespace?: KubeObject
}

/** The end of a project, with everything that ends with it. */
export async function planDelete(ports: DeletePorts, name: string): Promise<DeletePlan> {
  refuseSystem(name)
  const [{profile, namespace, isHidden}, served] = await Promise.all([
    ports.projects.find(name),
    ports.detection.served(),
  ])
  const object = profile ?? (namespace && kindsOf(served, 'profiles').length > 0 ? hiddenProfile(namespace) : namespace)
  if (!object)
    throw new OmeError('not-found', `there is no project "${name}"${isHidden ? ' that you may see' : ''}`, [
      isHidden ? 'who the cluster takes you for: ome kf whoami' : 'your projects: ome kf status profiles -A',
    ])
  const kinds = served.kinds.filter(({resource}) => resource.namespaced)
  const [{objects, denied}, claims] = await Promise.all([ports.objects.list(kinds, name), ports.projects.claims(name)])
  const notes = [
    ...dying(objects),
    ...(claims.length > 0 ? [`volumes and all that is on them: ${claims.join(', ')}`] : []),
    ...(denied.length > 0
      ? [`and what you may not list: ${denied.map(({resource}) => resource.plural).join(', ')}`]
      : []),
  ]
  const size = objects.length + claims.length
  return {
    object,
    ...(namespace && {namespace}),
    notes: notes.length === 0 ? [] : ['with it go', ...notes.map((note) => `  ${note}`)],
    changes: [
      {
        action: 'delete',
        object: {kind: object.kind, name},
        reason: object.kind === 'Profile' ? 'its namespace goes with it' : 'all that is in it goes with it',
        write: ports.writer.remove(object),
      },
    ],
    asks: `Delete ${name}${size === 0 ? '' : ` and the ${size} object${size === 1 ? '' : 's'} in it`}?`,
  }
}

/** Not everybody may read profiles, and their namespaces tell of them. */
const hiddenProfile = (namespace: KubeObject): KubeObject =>
  namespace.metadata.annotations?.['owner'] === undefined
    ? namespace
    : {apiVersion: 'kubeflow.org/v1', kind: 'Profile', metadata: {name: namespace.metadata.name}}

const dying = (objects: readonly KubeflowObject[]): readonly string[] =>
  kubeflowKinds.flatMap(({word, resource}) => {
    const own = objects.filter(({kind}) => kind.word === word)
    return own.length === 0
      ? []
      : [`${resource.plural}: ${own.map(({name, state}) => `${name} (${state})`).join(', ')}`]
  })
