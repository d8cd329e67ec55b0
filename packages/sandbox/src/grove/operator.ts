import type {LocalApi} from '../api.ts'
import {deployments} from '../controllers/resources.ts'
import type {Controller} from '../controllers/world.ts'
import {operatorLabels} from './settings.ts'

/** True when the operator is installed as a Deployment and none of its pods is ready. */
export function isOperatorDown(api: LocalApi): boolean {
  const installed = api.list(deployments, {labels: {...operatorLabels}})
  return installed.length > 0 && installed.every((one) => !one['status']?.readyReplicas)
}

/** Runs the operator's controllers while its Deployment is up, and from the beginning when it comes back. */
export const whileOperatorRuns =
  (controllers: readonly Controller[]): Controller =>
  (world) => {
    let stops: (() => void)[] | undefined
    const end = (): void => {
      for (const stop of stops ?? []) stop()
      stops = undefined
    }
    const look = (): void => {
      if (isOperatorDown(world.api)) end()
      else stops ??= controllers.map((start) => start(world))
    }
    const stopWatching = world.api.watch(deployments, ({object}) => {
      const labels = object.metadata.labels ?? {}
      const isOperator = Object.entries(operatorLabels).every(([key, value]) => labels[key] === value)
      if (isOperator) world.queue.add('grove-operator', look)
    })
    look()
    return () => {
      stopWatching()
      end()
    }
  }
