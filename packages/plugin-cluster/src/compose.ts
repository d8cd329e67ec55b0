import type {Context} from '@ome/sdk/context'
import type {Catalogue} from './domain/listing.ts'
import type {Resources} from './domain/resources.ts'
import {catalogue} from './kube/catalogue.ts'
import {coreServices, resources} from './kube/resources.ts'

export interface Cluster {
  readonly catalogue: Catalogue
  readonly resources: Resources
  /** Whether a Service of Kubernetes has this name. */
  hasCoreService(namespace: string | undefined): (name: string) => Promise<boolean>
}

export async function cluster(context: Context): Promise<Cluster> {
  const kube = await context.kube()
  return {
    catalogue: catalogue(kube, context.signal),
    resources: resources(kube, context.signal),
    hasCoreService: coreServices(kube),
  }
}
