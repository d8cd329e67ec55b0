import {workspaces} from '@ome/kinds/kaito'
import type {RunRemoval} from '../domain/run.ts'

export const runRemoval: RunRemoval = {
  remove: ({workspace: {name, namespace}}) => ({
    method: 'delete',
    resource: workspaces,
    name,
    namespace,
    propagation: 'Background',
  }),
}
