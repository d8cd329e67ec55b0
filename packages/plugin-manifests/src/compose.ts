import type {DecidingSources} from '@ome/inference-model/deploy/decide-service'
import {deployWorld} from '@ome/inference-model/deploy/deploy-world'
import {modeWords} from '@ome/inference-model/deploy/modes'
import {runsRollouts} from '@ome/inference-model/deploy/runs-rollouts'
import {clusterObjects} from '@ome/inference-model/manifests/cluster-objects'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import {manifestWriter} from '@ome/inference-model/manifests/manifest-writer'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {ownPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import type {ReadFiles} from '@ome/sdk/manifest-files'
import {plain} from '@ome/sdk/text'
import type {BackupFiles} from './domain/backup.ts'
import type {ExportFolder} from './domain/export-files.ts'
import type {GitopsPorts} from './domain/gitops.ts'
import type {ObjectWatch} from './domain/object-watch.ts'
import type {Template, TemplateStore} from './domain/template.ts'
import type {LocalTemplates} from './files/local-templates.ts'
import {objectWatch} from './kube/object-watch.ts'

export interface Manifests {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
  /** The cluster as people know it: the kube context, else the address. */
  readonly context: string
}

export async function manifests(context: Context): Promise<Manifests> {
  const kube = await context.kube()
  return {
    objects: clusterObjects(kube),
    writer: manifestWriter(`ome-${context.plugin}`),
    context: kube.contextName ?? kube.server,
  }
}

export async function watches(context: Context): Promise<ObjectWatch> {
  return objectWatch(await context.kube(), context.signal)
}

export async function backups({cwd}: Context): Promise<BackupFiles> {
  const {backupFiles} = await import('./files/backup-archive.ts')
  return backupFiles(cwd)
}

export async function exportsTo({cwd}: Context, folder: string): Promise<ExportFolder> {
  const [{exportFolder}, {resolve}] = await Promise.all([import('./files/export-folder.ts'), import('node:path')])
  return exportFolder(resolve(cwd, folder), folder)
}

export interface Templates extends Manifests {
  readonly namespace: string
  /** In the order in which a later one wins. */
  readonly stores: readonly TemplateStore[]
  readonly local: LocalTemplates
  toObject(template: Template, namespace: string): KubeObject
}

export async function templateStores(context: Context, asked: string | undefined): Promise<Templates> {
  const {folders, io} = context
  const [{localTemplates}, {sharedTemplates, templateObject}, {join}] = await Promise.all([
    import('./files/local-templates.ts'),
    import('./kube/template-store.ts'),
    import('node:path'),
  ])
  const namespace = asked ?? (await context.namespace())
  const say = (line: string): void => io.err(`warning: ${plain(line)}\n`)
  const local = localTemplates(join(folders.data, 'templates'), say)
  const shared = sharedTemplates(await context.kube(), namespace, say)
  return {...(await manifests(context)), namespace, local, stores: [shared, local], toObject: templateObject}
}

export interface ServiceCreation extends DecidingSources {
  readonly namespace: string
  readonly stores: readonly TemplateStore[]
}

/** What creating a service takes, in the words of the OME that the cluster runs. */
export async function serviceCreation(context: Context, asked: string | undefined): Promise<ServiceCreation> {
  const kube = await context.kube()
  const [{stores, namespace}, native] = await Promise.all([templateStores(context, asked), runsRollouts(kube)])
  return {
    stores,
    namespace,
    world: deployWorld(kube, async () => (await ownPrices(context))?.prices),
    modes: modeWords(native),
  }
}

export interface Gitops {
  readonly ports: GitopsPorts
  /** Name of the kube context, for the overlay of this cluster. */
  readonly context: string
}

export async function gitops(context: Context): Promise<Gitops> {
  const kube = await context.kube()
  const {folders, env, signal, now} = context
  const [{gitRepositories}, {dumpYaml}, {join}] = await Promise.all([
    import('./process/git.ts'),
    import('@ome/sdk/yaml-dump'),
    import('node:path'),
  ])
  const repositories = gitRepositories({folder: join(folders.data, 'gitops'), env, signal, now})
  return {
    ports: {...(await manifests(context)), repositories, print: dumpYaml},
    context: kube.contextName ?? 'cluster',
  }
}

export interface Input {
  readonly filename?: readonly string[] | undefined
  readonly kustomize?: string | undefined
  readonly recursive?: boolean | undefined
}

/** The manifests of `-f` or `-k`. Throws `usage` where there are none. */
export async function readInput(context: Context, input: Input): Promise<readonly Manifest[]> {
  const {manifests, unreadable} = await readFiles(context, input)
  const [first] = unreadable
  if (first) throw first.error
  return manifests
}

/** As {@link readInput}, and which files cannot be read. */
export async function readFiles({io, cwd, env, signal}: Context, input: Input): Promise<ReadFiles> {
  const read = input.kustomize === undefined ? await ofFiles() : await ofKustomization(input.kustomize)
  if (read.manifests.length > 0 || read.unreadable.length > 0) return read
  const where = input.kustomize ?? (input.filename ?? []).join(', ')
  throw new OmeError('usage', `${where} holds no objects`)

  async function ofKustomization(folder: string): Promise<ReadFiles> {
    const {buildKustomization} = await import('./process/kustomize.ts')
    return {manifests: await buildKustomization(folder, {cwd, env, signal}), unreadable: []}
  }
  async function ofFiles(): Promise<ReadFiles> {
    const {readManifestFiles} = await import('@ome/sdk/manifest-files')
    return await readManifestFiles(input.filename ?? [], {stdin: io.stdin, cwd, recursive: input.recursive ?? false})
  }
}
