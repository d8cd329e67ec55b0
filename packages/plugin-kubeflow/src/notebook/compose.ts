import type {Context} from '@ome/sdk/context'
import {type Kubeflow, kubeflow} from '../compose.ts'
import {objectRemoval} from '../kube/object-removal.ts'
import {reaching} from '../reach/compose.ts'
import type {NotebookStore, NotebookWriter, SpawnSource} from './domain/ports.ts'
import {notebookStore} from './kube/notebook-store.ts'
import {notebookWriter} from './kube/notebook-writer.ts'
import {spawnSource} from './kube/spawn-source.ts'

export interface Notebooks extends Kubeflow {
  readonly notebooks: NotebookStore
  readonly writer: NotebookWriter
}

export const notebooking = async (context: Context): Promise<Notebooks> => ({
  ...(await kubeflow(context)),
  notebooks: notebookStore(await context.kube()),
  writer: notebookWriter,
})

export const spawning = async (context: Context): Promise<Kubeflow & {readonly spawn: SpawnSource}> => ({
  ...(await kubeflow(context)),
  spawn: spawnSource(await context.kube()),
})

export const opening = reaching
export const removal = objectRemoval
