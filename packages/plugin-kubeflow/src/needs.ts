import type {Need} from '@ome/sdk/need'

type Verbs = readonly string[]

export const need = (group: string, resources: readonly string[], verbs: Verbs, why: string): Need => ({
  apiGroups: [group],
  resources,
  verbs,
  scope: 'namespace',
  why,
})
export const optional = (given: Need): Need => ({...given, optional: true})
export const inCluster = (given: Need): Need => ({...given, scope: 'cluster'})

export const legacyJobs = ['pytorchjobs', 'tfjobs', 'mpijobs', 'xgboostjobs', 'paddlejobs', 'jaxjobs']

/** Pods of objects: what runs, and why something does not. */
export const readPods: readonly Need[] = [need('', ['pods'], ['list'], 'finds the pods of an object')]

export const switchNotebook: readonly Need[] = [
  need('kubeflow.org', ['notebooks', 'workspaces'], ['list'], 'finds the notebook'),
  need('kubeflow.org', ['notebooks', 'workspaces'], ['patch'], 'stops and starts it'),
  optional(need('kubeflow.org', ['notebooks', 'workspaces'], ['get'], 'waits until it has happened')),
  optional(need('', ['pods', 'events'], ['list'], 'tells what it waits for')),
]

/** Objects of all kinds; what may not be listed is left out. */
export const listAll: readonly Need[] = [
  need('kubeflow.org', ['notebooks', 'workspaces'], ['list'], 'reads notebooks'),
  need('trainer.kubeflow.org', ['trainjobs'], ['list'], 'reads training runs'),
  need('kubeflow.org', legacyJobs, ['list'], 'reads training runs of the Training Operator'),
  need('tensorboard.kubeflow.org', ['tensorboards'], ['list'], 'reads tensorboards'),
  need('serving.kserve.io', ['inferenceservices'], ['list'], 'reads what KServe serves'),
  inCluster(need('kubeflow.org', ['profiles'], ['list'], 'reads profiles')),
].map(optional)

/** A namespace with nothing in it may not be there at all. */
const checkPlace: readonly Need[] = [
  optional(inCluster(need('', ['namespaces'], ['get'], 'looks whether it is there'))),
  optional(inCluster(need('', ['namespaces'], ['list'], 'names those that are near'))),
]

export const seeStates: readonly Need[] = [
  ...listAll,
  ...checkPlace,
  optional(need('', ['pods', 'events'], ['list'], 'tells what keeps those that are not well')),
]

const kindsOfAll: readonly (readonly [group: string, plurals: readonly string[]])[] = [
  ['kubeflow.org', ['notebooks', 'workspaces']],
  ['trainer.kubeflow.org', ['trainjobs']],
  ['kubeflow.org', legacyJobs],
  ['tensorboard.kubeflow.org', ['tensorboards']],
  ['serving.kserve.io', ['inferenceservices']],
]

/** Objects of whichever kind was typed. */
export const removeObjects: readonly Need[] = [
  ...listAll,
  ...kindsOfAll.map(([group, plurals]) => optional(need(group, plurals, ['delete'], 'deletes what was named'))),
  ...kindsOfAll.map(([group, plurals]) => optional(need(group, plurals, ['get'], 'waits until it has gone'))),
]

/** WebSockets open with GET; newer servers check `create`. */
export const execs: readonly Need[] = [
  ...listAll,
  ...readPods,
  need('', ['pods/exec'], ['get', 'create'], 'runs the command in a pod'),
]

const readControllers: readonly Need[] = [
  optional(inCluster(need('apps', ['deployments'], ['list'], 'looks at the controllers'))),
]
export const seeHealth: readonly Need[] = readControllers
export const seeInfo: readonly Need[] = [
  ...listAll,
  ...readControllers,
  ...readPods.map(optional),
  optional(need('', ['events'], ['list'], 'tells what happened to it')),
]

const readProject: readonly Need[] = [
  inCluster(need('kubeflow.org', ['profiles'], ['get'], 'looks whether the name is taken')),
  inCluster(need('', ['namespaces'], ['get'], 'looks whether the name is taken')),
  need('rbac.authorization.k8s.io', ['rolebindings'], ['get'], 'waits until its owner is let in'),
].map(optional)

/** It is in a namespace of its own, whose rights nobody can be asked about from another: the server decides. */
const byKfam = (verbs: Verbs, why: string): Need => optional(inCluster(need('', ['services/proxy'], verbs, why)))

/** One of three ways: as profile, as namespace where there are no profiles, or by the access management. */
export const createProject: readonly Need[] = [
  ...readProject,
  optional(inCluster(need('kubeflow.org', ['profiles'], ['create', 'patch'], 'makes the project'))),
  optional(inCluster(need('', ['namespaces'], ['create'], 'makes it where there are no profiles'))),
  byKfam(['get', 'create'], "has Kubeflow's access management make it"),
  optional(need('*', ['{manifest}'], ['get', 'create', 'patch'], 'applies what its repository holds')),
]

export const deleteProject: readonly Need[] = [
  ...readProject,
  ...listAll,
  optional(need('', ['persistentvolumeclaims'], ['list'], 'tells which volumes go with it')),
  optional(inCluster(need('kubeflow.org', ['profiles'], ['delete'], 'deletes the project'))),
  optional(inCluster(need('', ['namespaces'], ['delete'], 'deletes it where there are no profiles'))),
  byKfam(['get', 'delete'], "has Kubeflow's access management delete it"),
]

export const useProject: readonly Need[] = [
  optional(need('', ['pods'], ['list'], 'looks whether you may work there')),
  ...checkPlace,
]

export const seeIdentity: readonly Need[] = [
  need('rbac.authorization.k8s.io', ['rolebindings'], ['list'], 'reads your role'),
  inCluster(need('kubeflow.org', ['profiles'], ['list'], 'reads what you own')),
  inCluster(need('', ['services/proxy'], ['get'], "asks Kubeflow's access management")),
].map(optional)

export const listNotebooks: readonly Need[] = [
  need('kubeflow.org', ['notebooks', 'workspaces'], ['list'], 'reads notebooks'),
  optional(need('', ['pods'], ['list'], 'tells image and GPUs of workspaces')),
  ...checkPlace,
]

const findNotebook: readonly Need[] = [need('kubeflow.org', ['notebooks', 'workspaces'], ['list'], 'finds notebooks')]

export const createNotebook: readonly Need[] = [
  ...findNotebook,
  optional(inCluster(need('', ['configmaps'], ['list'], "reads the page's settings"))),
  optional(inCluster(need('kubeflow.org', ['workspacekinds'], ['get', 'list'], 'reads the kind of a workspace'))),
  {...need('kubeflow.org', ['notebooks'], ['create'], 'makes the notebook'), way: 'notebook'},
  {...need('', ['persistentvolumeclaims'], ['get', 'create'], 'makes its home'), way: 'notebook'},
  {...need('kubeflow.org', ['workspaces'], ['create'], 'makes the workspace'), way: '--kind'},
  optional(need('kubeflow.org', ['notebooks', 'workspaces'], ['get'], 'waits until it is ready')),
  optional(need('', ['pods', 'events'], ['list'], 'tells what it waits for')),
]
export const openNotebook: readonly Need[] = [
  ...findNotebook,
  ...readPods,
  need('', ['pods/portforward'], ['get', 'create'], 'opens the tunnel to its pod'),
]
export const deleteNotebook: readonly Need[] = [
  ...findNotebook,
  need('kubeflow.org', ['notebooks', 'workspaces'], ['delete'], 'deletes it'),
  optional(need('kubeflow.org', ['notebooks', 'workspaces'], ['get'], 'waits until it has gone')),
]
