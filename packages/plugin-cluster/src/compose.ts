import type {Belongings} from '@ome/inference-model/belonging'
import {deleter, untilGone} from '@ome/inference-model/deleter'
import type {Deleter} from '@ome/inference-model/deletion'
import type {Context} from '@ome/sdk/context'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {readResource, type ShowResource} from '@ome/sdk/read-resource'
import {showResource} from '@ome/sdk/show-resource'
import type {EventFeed} from './domain/event.ts'
import type {FleetReader} from './domain/fleet.ts'
import type {ClusterFacts} from './domain/health.ts'
import type {Catalogue} from './domain/listing.ts'
import type {ClusterResources} from './domain/requests.ts'
import type {FoundResource, ReadResource, Resources} from './domain/resources.ts'
import {belongings} from './kube/belongings.ts'
import {catalogue} from './kube/catalogue.ts'
import {eventFeed} from './kube/event-feed.ts'
import {fleetReader} from './kube/fleet.ts'

import {hasCoreService, resources} from './kube/resources.ts'

export interface Cluster {
  readonly catalogue: Catalogue
  readonly resources: Resources
  readonly belongings: Belongings
  readonly feed: EventFeed
  readonly deleter: Deleter
  /** What ends with objects of KAITO beyond what they own. */
  aftermath(objects: readonly KubeObject[]): Promise<readonly string[]>
  readonly fleet: FleetReader
  /** What a check of the whole cluster looks at. */
  facts(): Promise<ClusterFacts>
  /** Sums over the whole cluster, of pods by a label or by namespace. */
  totals(by?: string): Promise<ClusterResources>
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
  const shelves = catalogue(kube, context.signal)
  return {
    catalogue: shelves,
    resources: resources(kube, context.signal),
    belongings: belongings(kube),
    feed: eventFeed(kube, context.signal),
    deleter,
    async aftermath(objects) {
      const ours = objects.filter(({apiVersion}) => apiVersion.startsWith('kaito.sh/'))
      if (ours.length === 0) return []
      const [{kaitoStore}, {farewell}] = await Promise.all([
        import('@ome/kaito/kaito-store'),
        import('@ome/kaito/farewell'),
      ])
      const {reports, engines} = await kaitoStore(kube).around(ours)
      return reports.flatMap((report) => farewell(report, engines))
    },
    fleet: fleetReader(kube),
    async facts() {
      const {clusterFacts} = await import('./kube/cluster-facts.ts')
      return await clusterFacts(kube, shelves)
    },
    async totals(by) {
      const {clusterResources} = await import('./kube/cluster-resources.ts')
      return await clusterResources(kube, by)
    },
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
