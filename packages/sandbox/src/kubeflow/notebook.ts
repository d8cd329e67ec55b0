import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {events, pods, services, statefulSets} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {childApplier} from '../ome/apply.ts'
import {childMeta, hasMesh, routeFor, serviceFor, writeStatus} from './children.ts'
import {notebooks, virtualServices} from './resources.ts'

const stopped = 'kubeflow-resource-stopped'
const source = 'notebook-controller'

interface Container {
  readonly name: string
  readonly ports?: readonly {readonly containerPort: number}[]
  readonly env?: readonly {readonly name: string}[]
}

/** Notebooks v1: a StatefulSet of one pod, or of none while the annotation of a stop stands. */
export const notebookController: Controller = (world) => {
  const apply = childApplier(world)
  let isNew = false
  const stops = [
    reconciler(world, {
      name: source,
      sources: [
        {resource: notebooks, keys: (object) => [keyOf(object)]},
        {resource: statefulSets, keys: (object) => ownerKey(object, 'Notebook')},
        {resource: pods, keys: notebookOf},
      ],
      reconcile(key) {
        const {namespace, name} = splitKey(key)
        const notebook = world.api.get(notebooks, name, namespace)
        if (!notebook || isTerminating(notebook)) return
        const prefix = `/notebook/${namespace}/${name}/`
        apply(statefulSets, statefulSetOf(notebook))
        apply(services, serviceFor(notebook, {statefulset: name}, portOf(notebook)))
        if (hasMesh(world)) apply(virtualServices, routeFor(notebook, `notebook-${namespace}-${name}`, prefix))
        report(world, notebook)
      },
    }),
    world.api.watch(events, ({type, object}) => {
      if (type === 'ADDED' && isNew) reissue(world, object)
    }),
  ]
  isNew = true
  return () => {
    for (const stop of stops) stop()
  }
}

function notebookOf(pod: ApiObject): string[] {
  const name = pod.metadata.labels?.['notebook-name']
  return name === undefined ? [] : [`${pod.metadata.namespace}/${name}`]
}

const containersOf = (notebook: ApiObject): readonly Container[] => notebook.spec?.template?.spec?.containers ?? []

const portOf = (notebook: ApiObject): number => containersOf(notebook)[0]?.ports?.[0]?.containerPort ?? 8888

function statefulSetOf(notebook: ApiObject): ApiObject {
  const {name, namespace, labels, annotations = {}} = notebook.metadata
  const {containers = [], securityContext, ...podSpec} = notebook.spec?.template?.spec ?? {}
  const [first, ...rest]: Container[] = containers
  const prefix = {name: 'NB_PREFIX', value: `/notebook/${namespace}/${name}`}
  const main = first && {
    workingDir: '/home/jovyan',
    ports: [{containerPort: 8888, name: 'notebook-port', protocol: 'TCP'}],
    ...first,
    env: [...(first.env ?? []).filter((entry) => entry.name !== prefix.name), prefix],
  }
  const copied = Object.entries(annotations).filter(([key]) => !key.includes('kubectl') && !key.includes('notebook'))
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: childMeta(notebook, name),
    spec: {
      replicas: annotations[stopped] === undefined ? 1 : 0,
      serviceName: '',
      selector: {matchLabels: {statefulset: name}},
      template: {
        metadata: {
          labels: {...labels, statefulset: name, 'notebook-name': name},
          annotations: Object.fromEntries(copied.filter(([key]) => key !== stopped)),
        },
        spec: {
          ...podSpec,
          securityContext: securityContext ?? {fsGroup: 100},
          containers: main ? [main, ...rest] : [],
        },
      },
    },
  }
}

interface PodCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

/** The state of a notebook is that of its pod, and of the container that has its name. */
function report(world: World, notebook: ApiObject): void {
  const {name, namespace} = notebook.metadata
  const set = world.api.get(statefulSets, name, namespace)
  const pod = world.api.get(pods, `${name}-0`, namespace)
  const conditions: readonly PodCondition[] = pod?.status?.conditions ?? []
  const statuses: readonly {name: string; state?: unknown}[] = pod?.status?.containerStatuses ?? []
  writeStatus(world, notebooks, notebook, {
    conditions: conditions.map(({type, status, reason, message, lastTransitionTime}) => ({
      type,
      status,
      ...(reason === undefined ? {} : {reason}),
      ...(message === undefined ? {} : {message}),
      ...(lastTransitionTime === undefined ? {} : {lastProbeTime: lastTransitionTime, lastTransitionTime}),
    })),
    readyReplicas: set?.status?.readyReplicas ?? 0,
    containerState: statuses.find((status) => status.name === name)?.state ?? {},
  })
}

/** Events of the pod and the StatefulSet are told of the notebook too. */
function reissue(world: World, event: ApiObject): void {
  const about: {kind?: string; name?: string; namespace?: string} = event['involvedObject'] ?? {}
  if (about.kind !== 'Pod' && about.kind !== 'StatefulSet') return
  const name = about.kind === 'Pod' ? about.name?.replace(/-0$/, '') : about.name
  if (name === undefined || !world.api.serves(notebooks)) return
  const notebook = world.api.get(notebooks, name, about.namespace)
  if (!notebook) return
  const message = `Reissued from ${about.kind.toLowerCase()}/${about.name}: ${event['message'] ?? ''}`
  world.api.event(notebook, event['type'] === 'Warning' ? 'Warning' : 'Normal', event['reason'] ?? '', message, source)
}
