import type {Controller} from '../../controllers/world.ts'
import {nextAcceleratorController} from '../accelerators.ts'
import {benchmarkController} from '../benchmark.ts'
import {modelAgents} from '../model-agent.ts'
import {modelControllers} from '../model-status.ts'
import {pvcModels} from './pvc-models.ts'
import {replicaController} from './replicas.ts'
import {nextServiceController} from './services.ts'

/** OME v1.3: its controller manager, and the model agents where they are turned on. */
export const omeNextControllers: readonly Controller[] = [
  modelAgents,
  pvcModels,
  ...modelControllers,
  nextAcceleratorController,
  nextServiceController,
  replicaController,
  benchmarkController,
]
