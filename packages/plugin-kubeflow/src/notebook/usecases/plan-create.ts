import {notebooks, notebookWorkspaces} from '@ome/kinds/kubeflow'
import {persistentVolumeClaims} from '@ome/kinds/kubernetes'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {nextStep} from '../../domain/next-step.ts'
import {checkServiceName} from '../../domain/object-name.ts'
import {kindsOf, notServed} from '../../domain/served.ts'
import type {Reading} from '../../usecases/list-objects.ts'
import {type NotebookWish, notebookObjects} from '../domain/notebook-draft.ts'
import type {SpawnSource} from '../domain/ports.ts'
import {usualSpawner} from '../domain/spawner.ts'
import {type WorkspaceWish, workspaceObject} from '../domain/workspace-draft.ts'

export interface CreateNotebook extends NotebookWish, WorkspaceWish {
  /** A WorkspaceKind: a workspace of Notebooks v2 is made. */
  readonly workspaceKind?: string | undefined
}

export interface NotebookPlan extends Plan {
  readonly kind: 'notebook' | 'workspace'
}

type Ports = Reading & {readonly spawn: SpawnSource}

/** Its StatefulSet has the name, and the pod's label one with a hash behind it. */
const longestName = 52

/** A notebook as Kubeflow's own page would make it, or a workspace of a kind. */
export async function planNotebook(ports: Ports, wish: CreateNotebook): Promise<NotebookPlan> {
  checkServiceName(wish.name, 'a notebook', longestName)
  const kinds = kindsOf(await ports.detection.served(), 'notebooks')
  if (kinds.length === 0) throw notServed('notebooks')
  const {objects} = await ports.objects.list(kinds, wish.namespace)
  const other = objects.find(({name}) => name === wish.name)
  if (other)
    throw new OmeError('conflict', `${other.kind.word} "${wish.name}" is there already: it is ${other.state}`, [
      nextStep(other) ?? `open it: ome kf notebook open ${wish.name} -n ${wish.namespace}`,
      'or take another name',
    ])
  if (wish.workspaceKind !== undefined) return planWorkspace(ports, wish, wish.workspaceKind)
  if (!kinds.some(({word}) => word === 'notebook'))
    throw new OmeError('usage', 'the cluster has workspaces alone, which are of a kind', [
      'name one: --kind jupyterlab',
    ])
  return planV1(ports, wish)
}

async function planWorkspace({spawn}: Ports, wish: CreateNotebook, kindName: string): Promise<NotebookPlan> {
  const body = workspaceObject(wish, await spawn.kind(kindName))
  const {imageConfig, podConfig} = body['spec'].podTemplate.options
  const change: Change = {
    action: 'create',
    object: {kind: 'Workspace', name: wish.name, namespace: wish.namespace},
    summary: `${imageConfig}, ${podConfig}`,
    write: spawn.create(notebookWorkspaces, body),
  }
  return {kind: 'workspace', changes: [change]}
}

async function planV1({spawn}: Ports, wish: CreateNotebook): Promise<NotebookPlan> {
  const {namespace} = wish
  const found = await spawn.spawner()
  const {claim, notebook} = notebookObjects(wish, found ?? usualSpawner)
  const keeps = claim && (await spawn.hasClaim(claim.metadata.name, namespace))
  const home = claim?.metadata.name ?? ''
  const size = claim?.['spec'].resources.requests.storage
  const gpus = wish.gpus === 0 ? '' : `, ${wish.gpus} GPU${wish.gpus === 1 ? '' : 's'}`
  const image = String(notebook['spec'].template.spec.containers[0].image).split('/').at(-1)
  return {
    kind: 'notebook',
    ...(wish.gpus > 0 && {startsNodes: true}),
    notes: [
      ...(found ? [] : ["the page's own settings may not be read: image and sizes are those Kubeflow 1.10 comes with"]),
      ...(keeps ? [`the volume ${home} is there already, and what is on it stays`] : []),
    ],
    changes: [
      ...(claim && !keeps
        ? [
            {
              action: 'create' as const,
              object: {kind: 'PersistentVolumeClaim', name: home, namespace},
              summary: String(size),
              opens: true as const,
              write: spawn.create(persistentVolumeClaims, claim),
            },
          ]
        : []),
      {
        action: 'create',
        object: {kind: 'Notebook', name: wish.name, namespace},
        summary: `${image}${gpus}`,
        write: spawn.create(notebooks, notebook),
      },
    ],
  }
}
