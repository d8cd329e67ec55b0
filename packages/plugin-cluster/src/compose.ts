import type {Context} from '@ome/sdk/context'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {readResource, type ShowResource} from '@ome/sdk/read-resource'
import {showResource} from '@ome/sdk/show-resource'
import type {Belongings} from './domain/belonging.ts'
import type {Deleter} from './domain/deletion.ts'
import type {EventFeed} from './domain/event.ts'
import type {Catalogue} from './domain/listing.ts'
import type {FoundResource, ReadResource, Resources} from './domain/resources.ts'
import {belongings} from './kube/belongings.ts'
import {catalogue} from './kube/catalogue.ts'
import {deleter, untilGone} from './kube/deleter.ts'
import {eventFeed} from './kube/event-feed.ts'

import {hasCoreService, resources} from './kube/resources.ts'

export interface Cluster {
  readonly catalogue: Catalogue
  readonly resources: Resources
  readonly belongings: Belongings
  readonly feed: EventFeed
  readonly deleter: Deleter
  /** A resource without a view of ours, as kubectl shows it. */
  show(ask: ShowResource): Promise<void>
  /** What {@link show} would show. */
  read(ask: ReadResource): Promise<FoundResource>
  /** The objects of a file, a folder or stdin (`-`). */
  readManifest(path: string, stdin: NodeJS.ReadableStream, folder: string): Promise<readonly KubeObject[]>
  untilGone(plan: Plan, signal: AbortSignal): AsyncIterable<number>
  /** Whether a Service of Kubernetes has this name. */
  hasCoreService(namespace: string | undefined, name: string): Promise<boolean>
}

export async function cluster(context: Context): Promise<Cluster> {
  const kube = await context.kube()
  return {
    catalogue: catalogue(kube, context.signal),
    resources: resources(kube),
    belongings: belongings(kube),
    feed: eventFeed(kube, context.signal),
    deleter,
    show: (ask) => showResource(kube, ask),
    read: (ask) => readResource(kube, ask),
    async readManifest(path, stdin, folder) {
      const {readManifests} = await import('@ome/sdk/manifest-files')
      const manifests = await readManifests([path], {stdin, cwd: folder})
      return manifests.map(({object}) => object)
    },
    untilGone: (plan, signal) => untilGone(kube, plan, signal),
    hasCoreService: (namespace, name) => hasCoreService(kube, namespace, name),
  }
}
