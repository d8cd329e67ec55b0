import type {ApiObject} from '../../api.ts'
import {configMaps, secrets} from '../../controllers/resources.ts'
import type {World} from '../../controllers/world.ts'
import {fieldOf, resourceFieldOf} from '../environment.ts'
import {type FolderNode, file, folder, plant} from './tree.ts'

/** What a pod's programs prove themselves to the API server with. */
export interface Credentials {
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string
  /** A token of a service account, valid from now on for so many seconds. */
  token(pod: ApiObject, seconds: number): string
}

interface Item {
  key: string
  path: string
  mode?: number
}

interface ObjectSource {
  name?: string
  secretName?: string
  items?: Item[]
  optional?: boolean
  defaultMode?: number
}

interface FieldItem {
  path: string
  fieldRef?: {fieldPath: string}
  resourceFieldRef?: {resource: string; containerName?: string; divisor?: string}
}

interface Source {
  configMap?: ObjectSource
  secret?: ObjectSource
  downwardAPI?: {items?: FieldItem[]}
  serviceAccountToken?: {path: string; expirationSeconds?: number}
  projected?: {sources?: Source[]}
}

export interface VolumeSpec extends Source {
  name: string
  persistentVolumeClaim?: {claimName: string}
  hostPath?: {path: string}
}

const tokenLifeSeconds = 3607

/** Folders that outlive a pod: claims and paths of nodes. */
export class SharedFolders {
  readonly #folders = new Map<string, FolderNode>()

  get(key: string, time: number): FolderNode {
    const found = this.#folders.get(key) ?? folder(time, 0o777)
    this.#folders.set(key, found)
    return found
  }
}

export interface VolumesOptions {
  readonly world: World
  readonly pod: () => ApiObject
  readonly shared: SharedFolders
  readonly credentials: Credentials
}

/** The volumes of one pod; made when first looked at, kept while the pod lives. */
export class PodVolumes {
  readonly #options: VolumesOptions
  readonly #folders = new Map<string, FolderNode>()
  readonly #versions = new Map<string, string>()
  #account: FolderNode | undefined

  constructor(options: VolumesOptions) {
    this.#options = options
  }

  /** The folder of a volume of the pod's spec. */
  folder(name: string): FolderNode | undefined {
    const volume = this.#specs().find((candidate) => candidate.name === name)
    if (!volume) return undefined
    const found = this.#folders.get(name) ?? this.#make(volume)
    this.#folders.set(name, found)
    this.#fill(volume, found)
    return found
  }

  /** What stands at `/var/run/secrets/kubernetes.io/serviceaccount`. */
  account(): FolderNode {
    if (this.#account) return this.#account
    const {world, pod, credentials} = this.#options
    const time = world.clock.now()
    this.#account = folder(time)
    plant(this.#account, 'token', file(credentials.token(pod(), tokenLifeSeconds), time))
    plant(this.#account, 'ca.crt', file(credentials.authority, time))
    plant(this.#account, 'namespace', file(pod().metadata.namespace ?? '', time))
    return this.#account
  }

  /** Brings volumes made from objects up to date. */
  refresh(): void {
    for (const volume of this.#specs()) {
      const found = this.#folders.get(volume.name)
      if (found) this.#fill(volume, found)
    }
  }

  #specs(): readonly VolumeSpec[] {
    return this.#options.pod().spec.volumes ?? []
  }

  #make(volume: VolumeSpec): FolderNode {
    const {world, pod, shared} = this.#options
    const time = world.clock.now()
    const {metadata, spec} = pod()
    if (volume.persistentVolumeClaim)
      return shared.get(`claim ${metadata.namespace}/${volume.persistentVolumeClaim.claimName}`, time)
    if (volume.hostPath) return shared.get(`node ${spec.nodeName}:${volume.hostPath.path}`, time)
    return folder(time, 0o777)
  }

  #fill(volume: VolumeSpec, into: FolderNode): void {
    const sources = volume.projected?.sources ?? [volume]
    if (!sources.some(isMade)) return
    const version = sources.map((source) => this.#version(source)).join(' ')
    if (this.#versions.get(volume.name) === version) return
    this.#versions.set(volume.name, version)
    into.entries.clear()
    for (const source of sources) this.#add(source, into)
  }

  #version(source: Source): string {
    const {pod} = this.#options
    if (source.downwardAPI) return JSON.stringify([pod().metadata.labels, pod().metadata.annotations])
    return this.#object(source)?.metadata.resourceVersion ?? ''
  }

  #object({configMap, secret}: Source): ApiObject | undefined {
    const {world, pod} = this.#options
    const name = configMap?.name ?? secret?.secretName ?? secret?.name
    if (!name) return undefined
    return world.api.get(configMap ? configMaps : secrets, name, pod().metadata.namespace)
  }

  #add(source: Source, into: FolderNode): void {
    const {world, pod, credentials} = this.#options
    const time = world.clock.now()
    const {serviceAccountToken: token} = source
    if (token) plant(into, token.path, file(credentials.token(pod(), token.expirationSeconds ?? 3600), time))
    for (const {path, fieldRef, resourceFieldRef} of source.downwardAPI?.items ?? []) {
      const text = fieldRef
        ? fieldOf(pod(), fieldRef.fieldPath)
        : resourceFieldRef
          ? resourceFieldOf(pod(), resourceFieldRef)
          : ''
      plant(into, path, file(text, time))
    }
    const object = this.#object(source)
    if (!object) return
    const from = source.configMap ?? source.secret ?? {}
    const data = objectData(object)
    const items = from.items ?? [...data.keys()].map((key) => ({key, path: key}) satisfies Item)
    for (const {key, path, mode} of items as Item[]) {
      const bytes = data.get(key)
      if (bytes) plant(into, path, file(bytes, time, mode ?? from.defaultMode ?? 0o644))
    }
  }
}

const isMade = (source: Source): boolean =>
  Boolean(source.configMap ?? source.secret ?? source.downwardAPI ?? source.serviceAccountToken)

function objectData(object: ApiObject): Map<string, Buffer> {
  const isSecret = object.kind === 'Secret'
  const plain: Record<string, string> = object['data'] ?? {}
  const binary: Record<string, string> = object['binaryData'] ?? {}
  return new Map([
    ...Object.entries(plain).map(([key, value]): [string, Buffer] => [
      key,
      Buffer.from(value, isSecret ? 'base64' : 'utf8'),
    ]),
    ...Object.entries(binary).map(([key, value]): [string, Buffer] => [key, Buffer.from(value, 'base64')]),
  ])
}
