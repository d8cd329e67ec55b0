import type {Controller} from '../controllers/world.ts'
import {bindingController} from './bindings.ts'
import {cliqueController} from './clique.ts'
import {cliqueSetController} from './clique-set.ts'
import {kaiControllers} from './kai.ts'
import {whileOperatorRuns} from './operator.ts'
import {scalingGroupController} from './scaling-group.ts'

/** Grove's operator as of v0.1.0-alpha.12, and what KAI-Scheduler keeps beside placing pods. */
export const groveControllers: readonly Controller[] = [
  whileOperatorRuns([cliqueSetController, scalingGroupController, cliqueController, bindingController]),
  ...kaiControllers,
]

/** The definitions of that version: neither ClusterTopology, which came before, nor PodGangMap, which came after. */
export const groveDefinitions: readonly string[] = [
  'podcliquesets.grove.io',
  'podcliques.grove.io',
  'podcliquescalinggroups.grove.io',
  'clustertopologybindings.grove.io',
  'podgangs.scheduler.grove.io',
  'topologies.kai.scheduler',
  'podgroups.scheduling.run.ai',
  'queues.scheduling.run.ai',
]
