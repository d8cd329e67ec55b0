import type {Controller} from '../controllers/world.ts'
import {jobSetController} from './job-set.ts'
import {kserveController} from './kserve.ts'
import {notebookController} from './notebook.ts'
import {profileController} from './profile.ts'
import {tensorboardController} from './tensorboard.ts'
import {trainJobController} from './train-job.ts'
import {workspaceController} from './workspace.ts'

/** What Kubeflow's controllers do; definitions come from `kubeflowDefinitions`. */
export const kubeflowControllers: readonly Controller[] = [
  profileController,
  notebookController,
  workspaceController,
  tensorboardController,
  trainJobController,
  jobSetController,
  kserveController,
]

/** Groups whose kinds the stack serves. */
export const kubeflowGroups = [
  'kubeflow.org',
  'tensorboard.kubeflow.org',
  'trainer.kubeflow.org',
  'jobset.x-k8s.io',
  'serving.kserve.io',
  'networking.istio.io',
  'security.istio.io',
] as const
