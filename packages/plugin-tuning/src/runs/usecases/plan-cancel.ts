import type {Plan} from '@ome/sdk/plan'
import {type RunRemoval, type RunStore, stageOf} from '../domain/run.ts'
import {type GetRun, getRun} from './get-run.ts'

/** The end of a run: its Workspace goes, and with it Job, pods and the node. */
export async function planCancel(
  ports: {readonly store: RunStore; readonly removal: RunRemoval},
  ask: GetRun,
): Promise<Plan> {
  const run = await getRun(ports.store, ask)
  const {name, namespace} = run.workspace
  const stage = stageOf(run)
  const isOver = stage === 'done' || stage === 'failed'
  return {
    changes: [
      {
        action: 'delete',
        object: {kind: 'Workspace', name, namespace},
        reason: isOver ? `its run is over (${stage})` : `its run is at stage ${stage}`,
        write: ports.removal.remove(run),
      },
    ],
    notes: [
      'its node goes with it',
      ...(isOver ? [] : [`nothing is written to ${run.output}: the adapter is made at the end of the training`]),
    ],
    asks: isOver ? `Delete workspace ${name}?` : `Stop the training of ${name} and delete it?`,
  }
}
