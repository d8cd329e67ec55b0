import {openHub} from '@ome/inference-model/hub/open-hub'
import {ownPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import type {Cluster} from './domain/cluster.ts'
import type {Downloads} from './domain/download.ts'
import type {ModelWriter} from './domain/model-draft.ts'
import type {SelectionCheck} from './domain/suggestion.ts'
import {readTextFile} from './http/text-file.ts'
import {cluster} from './kube/cluster.ts'
import {downloads} from './kube/downloads.ts'
import {modelWriter} from './kube/model-writer.ts'
import {selectionCheck} from './kube/selection-check.ts'
import type {ModelObjects} from './models/domain/model-objects.ts'
import type {ModelShelf} from './models/domain/shelf.ts'
import type {EstimatePorts} from './models/domain/subject.ts'
import type {RuntimeObjects} from './runtimes/domain/runtime-objects.ts'
import type {PagePorts} from './web/domain/page.ts'

export interface Models {
  readonly cluster: Cluster
  readonly writer: ModelWriter
  readonly check: SelectionCheck
  readonly downloads: Downloads
}

export async function models(context: Context): Promise<Models> {
  const kube = await context.kube()
  return {
    cluster: cluster(kube),
    writer: modelWriter(),
    check: selectionCheck(kube),
    downloads: downloads(kube),
  }
}

export async function modelShelf(context: Context): Promise<ModelShelf> {
  const {modelShelf: shelf} = await import('./models/kube/model-shelf.ts')
  return shelf(await context.kube(), context.signal)
}

/** What removes models. */
export async function modelRemoval(
  context: Context,
): Promise<{readonly shelf: ModelShelf; readonly objects: ModelObjects}> {
  const {modelObjects} = await import('./models/kube/model-objects.ts')
  return {shelf: await modelShelf(context), objects: modelObjects(await context.kube(), context.signal)}
}

/** What makes and tests runtimes. */
export async function runtimes(
  context: Context,
): Promise<{readonly cluster: Cluster; readonly check: SelectionCheck; readonly objects: RuntimeObjects}> {
  const [{cluster, check}, {runtimeObjects}] = await Promise.all([
    models(context),
    import('./runtimes/kube/runtime-objects.ts'),
  ])
  return {cluster, check, objects: runtimeObjects(await context.kube())}
}

/** What commands need that look at models of the cluster or of the hub. */
export async function subjects(context: Context): Promise<Pick<EstimatePorts, 'hub' | 'cluster' | 'prices'>> {
  return {
    hub: await openHub(context),
    cluster: async () => (await models(context)).cluster,
    prices: async () => (await ownPrices(context))?.prices,
  }
}

/** What imports the objects of a web address. */
export async function webConfig(context: Context): Promise<PagePorts> {
  const {env, signal, onExit, plugin} = context
  const [{httpClient}, {web}, {clusterObjects}, {manifestWriter}, {parseManifests}] = await Promise.all([
    import('@ome/sdk/http'),
    import('./web/http/web.ts'),
    import('@ome/inference-model/manifests/cluster-objects'),
    import('@ome/inference-model/manifests/manifest-writer'),
    import('@ome/sdk/yaml'),
  ])
  const http = httpClient({env, signal, userAgent: 'ome (models)'})
  onExit(() => http.close())
  return {
    web: web(http),
    objects: clusterObjects(await context.kube()),
    writer: manifestWriter(`ome-${plugin}`),
    parse: (text, source) => parseManifests(text, {source}),
  }
}

export const textFile = ({io, cwd}: Context, path: string): Promise<string> => readTextFile(path, io.stdin, cwd)
