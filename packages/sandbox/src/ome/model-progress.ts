import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {pods} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {DeploymentMode} from './component-mode.ts'

interface ContainerStatus {
  restartCount?: number
  state?: {
    waiting?: {reason?: string; message?: string}
    terminated?: {exitCode: number; reason?: string; message?: string; finishedAt?: string}
  }
  lastState?: {terminated?: {exitCode: number; reason?: string; message?: string; finishedAt?: string}}
}

/** How far the model is loaded: follows the first pod of the engine, as the controller does; of several nodes it never tells. */
export function modelStatus(
  world: World,
  service: ApiObject,
  mode: DeploymentMode | undefined,
): Record<string, unknown> {
  if (mode === 'MultiNode') {
    return {transitionStatus: 'InProgress', modelRevisionStates: {activeModelState: '', targetModelState: 'Pending'}}
  }
  const component = service.spec.predictor && !service.spec.engine ? 'predictor' : 'engine'
  const labels = {'ome.io/inferenceservice': service.metadata.name, component}
  const scope = service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}
  const found = world.api.list(pods, {...scope, labels})
  const [first] = [...found].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
  const statuses: ContainerStatus[] = [
    ...(first?.status?.initContainerStatuses ?? []),
    ...(first?.status?.containerStatuses ?? []),
  ]
  const failing = statuses.find(
    (status) => status.state?.waiting?.reason === 'CrashLoopBackOff' || (status.state?.terminated?.exitCode ?? 0) > 0,
  )
  const copies = {failedCopies: failing ? found.length : 0, totalCopies: found.length}
  const states = (activeModelState: string, targetModelState: string): Record<string, string> => ({
    activeModelState,
    targetModelState,
  })
  if (failing) {
    const ended = failing.state?.terminated ?? failing.lastState?.terminated
    return {
      transitionStatus: 'BlockedByFailedLoad',
      modelRevisionStates: states('', 'FailedToLoad'),
      lastFailureInfo: {
        reason: 'ModelLoadFailed',
        message: failing.state?.waiting?.message ?? ended?.message ?? ended?.reason ?? '',
        exitCode: ended?.exitCode ?? 1,
        time: ended?.finishedAt ?? timestamp(world.clock.now()),
      },
      modelCopies: copies,
    }
  }
  const loaded = conditionIs(first?.status?.conditions, 'Ready')
  if (loaded)
    return {transitionStatus: 'UpToDate', modelRevisionStates: states('Loaded', 'Loaded'), modelCopies: copies}
  const target = first?.status?.phase === 'Running' ? 'Loading' : 'Pending'
  return {transitionStatus: 'InProgress', modelRevisionStates: states('', target), modelCopies: copies}
}
