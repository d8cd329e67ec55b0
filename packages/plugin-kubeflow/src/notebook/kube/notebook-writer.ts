import type {Write} from '@ome/sdk/plan'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {stoppedAnnotation} from '../../domain/states/notebook-state.ts'
import type {NotebookWriter} from '../domain/ports.ts'

/** Notebooks v1 stop by an annotation that is there, workspaces by a field. */
export const notebookWriter: NotebookWriter = {
  stop: (object, at) =>
    patch(
      object,
      object.kind.word === 'notebook'
        ? // As Kubeflow's own page writes it.
          {metadata: {annotations: {[stoppedAnnotation]: at.toISOString().replace(/\.\d+Z$/, 'Z')}}}
        : {spec: {paused: true}},
    ),
  start: (object) =>
    patch(
      object,
      object.kind.word === 'notebook'
        ? {metadata: {annotations: {[stoppedAnnotation]: null}}}
        : {spec: {paused: false}},
    ),
}

const patch = ({kind, name, namespace}: KubeflowObject, body: unknown): Write => ({
  method: 'merge',
  resource: kind.resource,
  name,
  body,
  ...(namespace !== undefined && {namespace}),
})
