import type {Controller} from '../controllers/world.ts'
import type {Workload} from '../kubelet/workload.ts'
import {fetcherWorkload} from './fetcher.ts'
import {presetWorkload} from './inference/engine.ts'
import {inferenceSetController} from './inference-sets.ts'
import {modelMirrorController} from './model-mirrors.ts'
import {multiRoleController} from './multi-role.ts'
import {cloudProvisioner} from './node/provisioner.ts'
import {operatorWorkload} from './operator-program.ts'
import {ragWorkload} from './rag/service.ts'
import {ragEngineController} from './rag-engines.ts'
import {setScaler} from './set-extensions.ts'
import {pauseWorkload, pusherWorkload, trainerWorkload} from './tuning/trainer.ts'
import {workspaceController} from './workspaces.ts'

/** KAITO v0.12: its operators and the GPU provisioner of the cloud. */
export const kaitoControllers: readonly Controller[] = [
  workspaceController,
  inferenceSetController,
  multiRoleController,
  modelMirrorController,
  ragEngineController,
  cloudProvisioner,
  setScaler,
]

/** What runs in KAITO's containers. */
export const kaitoWorkloads: readonly Workload[] = [
  fetcherWorkload,
  presetWorkload,
  trainerWorkload,
  pusherWorkload,
  pauseWorkload,
  ragWorkload,
  operatorWorkload,
]
