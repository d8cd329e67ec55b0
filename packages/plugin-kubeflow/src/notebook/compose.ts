import type {Context} from '@ome/sdk/context'
import {type Kubeflow, kubeflow} from '../compose.ts'
import type {NotebookStore, NotebookWriter} from './domain/ports.ts'
import {notebookStore} from './kube/notebook-store.ts'
import {notebookWriter} from './kube/notebook-writer.ts'

export interface Notebooks extends Kubeflow {
  readonly notebooks: NotebookStore
  readonly writer: NotebookWriter
}

export const notebooking = async (context: Context): Promise<Notebooks> => ({
  ...(await kubeflow(context)),
  notebooks: notebookStore(await context.kube()),
  writer: notebookWriter,
})
