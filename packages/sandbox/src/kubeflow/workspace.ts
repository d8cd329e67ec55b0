import type {ApiObject} from '../api.ts'
import {dependants} from '../controllers/ownership.ts'
import {isReady, isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {pods, roleBindings, serviceAccounts, services, statefulSets} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {childMeta, writeStatus} from './children.ts'
import {workspaceKinds, workspaces} from './resources.ts'

const nameLabel = 'notebooks.kubeflow.org/workspace-name'

interface Option {
  readonly id: string
  readonly spec?: {
    readonly image?: string
    readonly imagePullPolicy?: string
    readonly ports?: readonly {readonly port: number}[]
    readonly resources?: unknown
    readonly nodeSelector?: Record<string, string>
    readonly tolerations?: unknown
  }
}

/** Notebooks v2: a StatefulSet of one pod after a WorkspaceKind, or of none while the workspace is paused. */
export const workspaceController: Controller = (world) =>
  reconciler(world, {
    name: 'workspace-controller',
    sources: [
      {resource: workspaces, keys: (object) => [keyOf(object)]},
      {resource: statefulSets, keys: (object) => ownerKey(object, 'Workspace')},
      {resource: workspaceKinds, keys: (kind) => usersOf(world, kind)},
      {
        resource: pods,
        keys: (pod) => {
          const name = pod.metadata.labels?.[nameLabel]
          return name === undefined ? [] : [`${pod.metadata.namespace}/${name}`]
        },
      },
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const workspace = world.api.get(workspaces, name, namespace)
      if (!workspace || isTerminating(workspace)) return
      const kind = world.api.get(workspaceKinds, workspace.spec.kind)
      if (!kind) return fail(world, workspace, `Workspace references unknown WorkspaceKind: ${workspace.spec.kind}`)
      const image = optionOf(kind, 'imageConfig', workspace.spec.podTemplate.options.imageConfig)
      const size = optionOf(kind, 'podConfig', workspace.spec.podTemplate.options.podConfig)
      if (!image)
        return fail(world, workspace, 'Workspace references an imageConfig that its WorkspaceKind does not have')
      if (!size) return fail(world, workspace, 'Workspace references a podConfig that its WorkspaceKind does not have')
      bring(world, workspace, {kind, image, size})
      report(world, workspace)
    },
  })

const usersOf = (world: World, kind: ApiObject): string[] =>
  world.api
    .list(workspaces)
    .filter((workspace) => workspace.spec.kind === kind.metadata.name)
    .map(keyOf)

function optionOf(kind: ApiObject, list: 'imageConfig' | 'podConfig', id: string): Option | undefined {
  const values: readonly Option[] = kind.spec.podTemplate.options?.[list]?.values ?? []
  return values.find((value) => value.id === id)
}

function fail(world: World, workspace: ApiObject, stateMessage: string): void {
  writeStatus(world, workspaces, workspace, {state: 'Error', stateMessage})
}

interface Parts {
  readonly kind: ApiObject
  readonly image: Option
  readonly size: Option
}

function bring(world: World, workspace: ApiObject, parts: Parts): void {
  const replicas = workspace.spec.paused ? 0 : 1
  const [set] = dependants(world, statefulSets, workspace)
  if (!set) {
    const name = `ws-${workspace.metadata.name}-${world.random.suffix(5)}`
    giveAccount(world, workspace, parts.kind, name)
    world.api.create(statefulSets, statefulSetOf(workspace, parts, name, replicas))
    world.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: childMeta(workspace, name),
      spec: {
        selector: {statefulset: name},
        ports: (parts.image.spec?.ports ?? []).map(({port}) => ({name: `http-${port}`, port, targetPort: port})),
      },
    })
  } else if (set.spec.replicas !== replicas)
    world.api.patch(statefulSets, set.metadata.name, set.metadata.namespace, {spec: {replicas}})
}

/** The account of the pod, with the cluster roles that the kind names. */
function giveAccount(world: World, workspace: ApiObject, kind: ApiObject, name: string): void {
  const {namespace = ''} = workspace.metadata
  const roles: readonly {name: string}[] = kind.spec.podTemplate.serviceAccount?.clusterRoles ?? []
  world.api.create(serviceAccounts, {apiVersion: 'v1', kind: 'ServiceAccount', metadata: childMeta(workspace, name)})
  for (const role of roles)
    world.api.create(roleBindings, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: childMeta(workspace, `${name}-${role.name}`),
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.name},
      subjects: [{kind: 'ServiceAccount', name, namespace}],
    })
}

function statefulSetOf(workspace: ApiObject, {image, size}: Parts, name: string, replicas: number): ApiObject {
  const {podMetadata = {}} = workspace.spec.podTemplate
  const labels = {...podMetadata.labels, statefulset: name, [nameLabel]: workspace.metadata.name}
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: childMeta(workspace, name, {[nameLabel]: workspace.metadata.name}),
    spec: {
      replicas,
      selector: {matchLabels: {statefulset: name, [nameLabel]: workspace.metadata.name}},
      template: {
        metadata: {labels, annotations: podMetadata.annotations ?? {}},
        spec: {
          ...(size.spec?.nodeSelector ? {nodeSelector: size.spec.nodeSelector} : {}),
          ...(size.spec?.tolerations ? {tolerations: size.spec.tolerations} : {}),
          serviceAccountName: name,
          containers: [
            {
              name: 'main',
              image: image.spec?.image ?? '',
              ports: (image.spec?.ports ?? []).map(({port}) => ({name: `http-${port}`, containerPort: port})),
              ...(size.spec?.resources ? {resources: size.spec.resources} : {}),
            },
          ],
        },
      },
    },
  }
}

function report(world: World, workspace: ApiObject): void {
  const [set] = dependants(world, statefulSets, workspace)
  const pod = set && world.api.get(pods, `${set.metadata.name}-0`, set.metadata.namespace)
  const now = Math.round(world.clock.now())
  const {paused, podTemplate} = workspace.spec
  const state = paused ? (pod ? 'Terminating' : 'Paused') : pod && isReady(pod) ? 'Running' : 'Pending'
  const before = workspace['status'] ?? {}
  const since = (field: string, holds: boolean): number => (holds ? before[field] || now : 0)
  writeStatus(world, workspaces, workspace, {
    state,
    stateMessage: `Workspace is ${state.toLowerCase()}`,
    pendingRestart: false,
    pauseTime: since('pauseTime', paused === true),
    ...(state === 'Running' ? {lastRunningTime: before.state === 'Running' ? before.lastRunningTime : now} : {}),
    podTemplateOptions: {
      imageConfig: {desired: podTemplate.options.imageConfig},
      podConfig: {desired: podTemplate.options.podConfig},
    },
    podTemplatePod: pod
      ? {
          name: pod.metadata.name,
          nodeName: pod.spec.nodeName ?? '',
          containers: pod.spec.containers.map(({name}: {name: string}) => ({name})),
        }
      : undefined,
  })
}
