import type {Context} from '@ome/sdk/context'
import type {Manifest} from '@ome/sdk/manifest-files'
import type {BackupFiles} from './domain/backup.ts'
import type {ClusterObjects} from './domain/manifest.ts'
import type {ManifestWriter} from './domain/writer.ts'
import {clusterObjects} from './kube/cluster-objects.ts'
import {manifestWriter} from './kube/manifest-writer.ts'

export interface Manifests {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

export async function manifests(context: Context): Promise<Manifests> {
  return {objects: clusterObjects(await context.kube()), writer: manifestWriter(`ome-${context.plugin}`)}
}

export async function backups(): Promise<BackupFiles> {
  const {backupFiles} = await import('./files/backup-archive.ts')
  return backupFiles()
}

export interface Input {
  readonly filename?: readonly string[] | undefined
  readonly kustomize?: string | undefined
  readonly recursive?: boolean | undefined
}

/** The manifests of `-f` or `-k`. */
export async function readInput({io, cwd, env, signal}: Context, input: Input): Promise<readonly Manifest[]> {
  if (input.kustomize !== undefined) {
    const {buildKustomization} = await import('./process/kustomize.ts')
    return await buildKustomization(input.kustomize, {cwd, env, signal})
  }
  const {readManifests} = await import('@ome/sdk/manifest-files')
  return await readManifests(input.filename ?? [], {stdin: io.stdin, cwd, recursive: input.recursive ?? false})
}
