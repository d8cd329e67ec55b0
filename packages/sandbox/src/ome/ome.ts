import type {Controller} from '../controllers/world.ts'
import {acceleratorController} from './accelerators.ts'
import {benchmarkController} from './benchmark.ts'
import {modelAgents} from './model-agent.ts'
import {modelControllers} from './model-status.ts'
import {serviceController} from './services.ts'

/** OME v0.1: its controller manager and the model agents of all nodes. */
export const omeControllers: readonly Controller[] = [
  modelAgents,
  ...modelControllers,
  acceleratorController,
  serviceController,
  benchmarkController,
]
