import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'

/** What ties a namespace to a place in a git repository. Lives in the namespace, so that a second person sees it. */
export interface Binding {
  /** Without credentials. */
  readonly repo: string
  readonly branch: string
  /** Folder inside the repository. */
  readonly path: string
  /** The commit that was last applied; absent before the first sync. */
  readonly commit?: string
  /** The commit that a sync is applying, or was when it ended early. */
  readonly pending?: string
  /** The state of the ConfigMap it was read from. */
  readonly version?: string
}

export const bindingName = 'ome-gitops'

/** With a version it is written only while the ConfigMap has that one. */
export const bindingObject = (namespace: string, {version, ...binding}: Binding): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: bindingName,
    namespace,
    labels: {'ome.cli/kind': 'gitops'},
    ...(version === undefined ? {} : {resourceVersion: version}),
  },
  data: {...binding},
})

/** Checks what it reads: whoever may write ConfigMaps in the namespace has written it. */
export function toBinding(object: KubeObject | undefined, namespace: string): Binding {
  const {repo, branch, path, commit, pending} = (object?.['data'] ?? {}) as Record<string, string | undefined>
  const version = object?.metadata.resourceVersion
  if (repo && branch && path)
    return {
      repo: checkedUrl(repo),
      branch: checkedBranch(branch),
      path: checkedPath(path),
      ...(commit ? {commit: checkedCommit(commit)} : {}),
      ...(pending ? {pending: checkedCommit(pending)} : {}),
      ...(version === undefined ? {} : {version}),
    }
  throw new OmeError('usage', `namespace "${namespace}" is not bound to a git repository`, [
    `bind it: ome gitops init --repo URL -n ${namespace}`,
  ])
}

/** A copy of the repository on this machine, for this program alone. */
export interface Repository {
  /** It has no commits at all. */
  isEmpty(): Promise<boolean>
  /** Whether a folder is there at a commit. */
  has(commit: string, path: string): Promise<boolean>
  /** The newest commit of the branch; undefined when there is no such branch. */
  head(): Promise<string | undefined>
  /** The manifests as they stand at a commit, built where they are a kustomization. */
  manifestsAt(commit: string, path: string): Promise<readonly Manifest[]>
  /** Writes files, commits and pushes them; the new commit. */
  publish(files: Readonly<Record<string, string>>, message: string): Promise<string>
}

export interface Repositories {
  /** Clones, or fetches into the copy that is there. Throws `unreachable`, and `failed` when there is no git. */
  open(repo: string, branch: string): Promise<Repository>
}

export interface GitopsPorts {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
  readonly repositories: Repositories
  /** An object as a file of the repository. */
  readonly print: (object: object) => string
}

/** Refuses addresses that would put a secret into the cluster or make git run a program. */
export function checkedUrl(repo: string): string {
  if (repo.startsWith('-') || /^\w+::/.test(repo))
    throw new OmeError('usage', `"${repo}" is no address of a repository`)
  const parsed = URL.canParse(repo) ? new URL(repo) : undefined
  if (parsed?.password || (parsed?.protocol.startsWith('http') && parsed.username))
    throw new OmeError('usage', 'the address holds a credential, which everybody in the namespace could read', [
      "use git's credential helper or an SSH address",
    ])
  return repo
}

/** Git's rules for names of branches, narrowed to what nobody has to quote. */
export function checkedBranch(branch: string): string {
  const isName = /^[\w][\w./+@-]*$/.test(branch) && !/\.\.|\/\/|@\{|\.lock$|[./]$/.test(branch)
  if (isName) return branch
  throw new OmeError('usage', `"${branch}" is no name of a branch`)
}

/** A folder inside the repository. */
export function checkedPath(path: string): string {
  const steps = path.replace(/\/+$/, '').split('/')
  const isInside = !path.startsWith('/') && !path.startsWith('-') && !/[\\:\0]/.test(path) && !steps.includes('..')
  if (isInside && !steps.includes('.git')) return path
  throw new OmeError('usage', `"${path}" is no folder inside the repository`)
}

function checkedCommit(commit: string): string {
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit
  throw new OmeError('usage', `"${commit}" is no commit`)
}

/** What is never deleted because a commit no longer has it: everything inside would go with it. */
const lasting = new Set(['Namespace', 'CustomResourceDefinition', 'PersistentVolume', 'PersistentVolumeClaim'])

/** Why an object stays although the repository has let it go; undefined when it may be deleted. */
export function staysFor(object: KubeObject, services: readonly KubeObject[]): string | undefined {
  const keeper = keeperOf(object)
  if (keeper !== undefined) return `${keeper} keeps it`
  if (lasting.has(object.kind)) return 'all that is in it would go with it'
  const {name, namespace} = object.metadata
  const part = object.kind.endsWith('BaseModel')
    ? 'model'
    : object.kind.endsWith('ServingRuntime')
      ? 'runtime'
      : undefined
  const user = services.find(
    ({metadata, spec}) =>
      part !== undefined &&
      spec?.[part]?.name === name &&
      (namespace === undefined || namespace === metadata.namespace),
  )
  return user && `service ${user.metadata.name} in ${user.metadata.namespace} uses it`
}

/** Fields of other tools that keep objects in step with a repository. */
const owners: readonly (readonly [tool: string, field: 'labels' | 'annotations', key: string])[] = [
  ['Argo CD', 'annotations', 'argocd.argoproj.io/tracking-id'],
  ['Argo CD', 'labels', 'argocd.argoproj.io/instance'],
  ['Flux', 'labels', 'kustomize.toolkit.fluxcd.io/name'],
  ['Flux', 'labels', 'helm.toolkit.fluxcd.io/name'],
]

/** The tool that already keeps an object in step with a repository. */
export const keeperOf = ({metadata}: KubeObject): string | undefined =>
  owners.find(([, field, key]) => metadata[field]?.[key] !== undefined)?.[0]

const skipped = new Set(['ConfigMap', 'Secret'])

/** The files of a new repository: the objects as they are, and one overlay for this cluster. */
export function firstFiles(
  objects: readonly KubeObject[],
  {context, namespace}: {readonly context: string; readonly namespace: string},
  print: (object: object) => string,
): Readonly<Record<string, string>> {
  const kept = objects.filter(({kind}) => !skipped.has(kind) && kind !== 'Namespace')
  const files = kept.map(({metadata: {namespace: _, ...metadata}, ...object}) => ({
    name: `${String(object['kind']).toLowerCase()}-${metadata.name}.yaml`,
    text: print({...object, metadata}),
  }))
  const kustomization = {apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization'}
  return {
    ...Object.fromEntries(files.map(({name, text}) => [`base/${name}`, text])),
    'base/kustomization.yaml': print({...kustomization, resources: files.map(({name}) => name)}),
    [`overlays/${context}/kustomization.yaml`]: print({...kustomization, namespace, resources: ['../../base']}),
  }
}

/** A name for a folder: what a context is called may hold slashes and colons. */
export const folderName = (context: string): string =>
  context.replace(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'cluster'
