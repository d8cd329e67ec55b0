import {clusterObjects} from '@ome/inference-model/manifests/cluster-objects'
import {manifestWriter} from '@ome/inference-model/manifests/manifest-writer'
import type {Context, Person} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {kubeflow} from '../compose.ts'
import type {BindingStore} from './domain/identity.ts'
import type {PlaceStore} from './domain/place.ts'
import type {Kfam} from './domain/project.ts'
import type {Source} from './files/repository.ts'
import {kfam, orByKfam} from './http/kfam.ts'
import {bindingStore} from './kube/binding-store.ts'
import {placeStore} from './kube/place-store.ts'
import {projectStore} from './kube/project-store.ts'
import {profileOf, projectWriter} from './kube/project-writer.ts'

export async function projecting(context: Context) {
  const kube = await context.kube()
  const kubeflowHere = await kubeflow(context)
  return {
    ...kubeflowHere,
    projects: projectStore(kube),
    writer: projectWriter,
    kfam: kfam(kube, profileOf),
    orByKfam,
    manifests: manifestWriter(`ome-${context.plugin}`),
    clusterObjects: clusterObjects(kube),
  }
}

export async function identifying(context: Context): Promise<{readonly bindings: BindingStore; readonly kfam: Kfam}> {
  const kube = await context.kube()
  return {bindings: bindingStore(kube), kfam: kfam(kube, profileOf)}
}

export const placing = async (context: Context): Promise<PlaceStore> => placeStore(await context.kube())

/** Who the person is; the host alone knows how to ask. */
export async function personOf(context: Context, namespace: string): Promise<Person> {
  const person = await context.whoAmI?.(namespace)
  if (person) return person
  throw new OmeError('bug', 'this host does not tell who the person is')
}

/** The name Kubeflow knows a person by, where it is not the cluster's. */
export function kubeflowUser({settings}: Context): string | undefined {
  const name = settings.get('gateway.user')
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** What a folder or a git repository holds; read only where one is named. */
export async function repositoryManifests(context: Context, source: Source) {
  const {manifestsOf} = await import('./files/repository.ts')
  return await manifestsOf(source, context)
}
