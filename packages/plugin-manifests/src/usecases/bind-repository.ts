import {type ClusterObjects, label} from '@ome/inference-model/manifests/manifest'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {
  type Binding,
  bindingName,
  bindingObject,
  checkedBranch,
  checkedPath,
  checkedUrl,
  firstFiles,
  folderName,
  type GitopsPorts,
  keeperOf,
  type Repository,
  toBinding,
} from '../domain/gitops.ts'
import {collectBackup} from './collect-backup.ts'

export interface BindRepository {
  readonly repo: string
  readonly branch: string
  readonly path?: string | undefined
  readonly namespace: string
  /** What the overlay of this cluster is called. */
  readonly context: string
  readonly now: Date
  /** Nothing is pushed. */
  readonly dryRun: boolean
}

/** The binding of a namespace. Throws `usage` when there is none. */
export async function boundTo(objects: ClusterObjects, namespace: string): Promise<Binding> {
  return toBinding(await objects.find(await configMaps(objects), bindingName, namespace), namespace)
}

export async function configMaps(objects: ClusterObjects): Promise<Resource> {
  const found = await objects.resolve('configmaps')
  if (found) return found
  throw new OmeError('not-found', 'the server has no configmaps')
}

/**
 * Binds a namespace to a repository. An empty one is given what the namespace holds, committed and pushed; in one that
 * is in use nothing is written.
 */
export async function bindRepository(ports: GitopsPorts, ask: BindRepository): Promise<Plan> {
  const {objects, writer, repositories} = ports
  const {namespace} = ask
  const [repo, branch] = [checkedUrl(ask.repo), checkedBranch(ask.branch)]
  if (ask.path !== undefined) checkedPath(ask.path)
  const resource = await configMaps(objects)
  const bound = await objects.find(resource, bindingName, namespace)
  const object = {kind: 'ConfigMap', name: bindingName, namespace}
  if (bound) {
    const is = toBinding(bound, namespace)
    if (is.repo === repo && is.branch === branch && (ask.path === undefined || is.path === ask.path))
      return {changes: [{action: 'unchanged', object}], notes: [`already bound to ${repo}`]}
    throw new OmeError('conflict', `namespace "${namespace}" is bound to ${is.repo}, branch ${is.branch}, ${is.path}`, [
      `untie it first: ome delete configmap ${bindingName} -n ${namespace}`,
    ])
  }
  const found = await collectBackup(objects, {
    names: [],
    namespace,
    secrets: false,
    asIs: false,
    without: 'objects',
    now: ask.now,
  })
  refuseOtherKeepers(found.backup.objects)
  const repository = await repositories.open(repo, branch)
  const first = (await repository.isEmpty()) ? await seed(ports, repository, found.backup.objects, ask) : undefined
  const place = first ?? (await existing(repository, ask))
  const body = bindingObject(namespace, {repo, branch, ...place.binding})
  const write = writer.apply(resource, body, {force: false})
  return {
    changes: [{action: 'create', object, reason: `${repo} ${branch}:${place.binding.path}`, write}],
    notes: [...(first ? found.notes : []), ...place.notes],
  }
}

interface Placed {
  readonly binding: Pick<Binding, 'path' | 'commit'>
  readonly notes: readonly string[]
}

async function seed(
  {print}: GitopsPorts,
  repository: Repository,
  objects: readonly KubeObject[],
  {context, namespace, branch, dryRun}: BindRepository,
): Promise<Placed> {
  const folder = folderName(context)
  const files = firstFiles(objects, {context: folder, namespace}, print)
  const path = `overlays/${folder}`
  const names = Object.keys(files)
  const notes = [
    `the repository is empty: ${names.length} files go to branch ${branch}`,
    ...names.map((name) => `  ${name}`),
  ]
  if (dryRun) return {binding: {path}, notes}
  const commit = await repository.publish(files, `${namespace} of ${context} as it is`)
  return {binding: {path, commit}, notes}
}

async function existing(repository: Repository, {branch, path, context, repo}: BindRepository): Promise<Placed> {
  const head = await repository.head()
  if (head === undefined)
    throw new OmeError('not-found', `${repo} has no branch "${branch}"`, ['name another: --branch'])
  const overlay = `overlays/${folderName(context)}`
  const chosen = path ?? ((await repository.has(head, overlay)) ? overlay : '.')
  if (chosen !== '.' && !(await repository.has(head, chosen)))
    throw new OmeError('not-found', `${repo} has no folder "${chosen}" on branch "${branch}"`)
  return {binding: {path: chosen}, notes: [`apply what it holds: ome gitops sync`]}
}

/** Two tools that keep the same objects in step would undo each other. */
export function refuseOtherKeepers(objects: readonly KubeObject[]): void {
  for (const object of objects) {
    const keeper = keeperOf(object)
    if (keeper !== undefined)
      throw new OmeError('conflict', `${label(object)} is kept in step by ${keeper}`, [
        `let ${keeper} go on, or take the objects out of it first`,
      ])
  }
}
