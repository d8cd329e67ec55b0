import type {SchedulerPlugin} from '../scheduler/gang.ts'
import {scheduler} from '../scheduler/scheduler.ts'
import {autoscalerController} from './autoscaler.ts'
import {cronJobController} from './cron-job.ts'
import {daemonSetController} from './daemon-set.ts'
import {deploymentController} from './deployment.ts'
import {disruptionBudgetController} from './disruption-budget.ts'
import {eventExpiry} from './event-expiry.ts'
import {garbageCollector} from './garbage-collector.ts'
import {jobController} from './job.ts'
import {namespaceController} from './namespace.ts'
import {nodeLifecycle} from './node-lifecycle.ts'
import {quotaController} from './quota.ts'
import {replicaSetController, replicationController} from './replica-set.ts'
import {roleAggregation} from './role-aggregation.ts'
import {serviceController} from './service.ts'
import {statefulSetController} from './stateful-set.ts'
import {taintEviction} from './taint-eviction.ts'
import {volumeController} from './volumes.ts'
import type {Controller} from './world.ts'

/** What a cluster's control plane runs beside its API server. */
export const standardControllers = (schedulers: readonly SchedulerPlugin[]): readonly Controller[] => [
  namespaceController,
  garbageCollector,
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  serviceController,
  volumeController,
  autoscalerController,
  disruptionBudgetController,
  nodeLifecycle,
  taintEviction,
  scheduler(schedulers),
  eventExpiry,
  quotaController,
  roleAggregation,
]
