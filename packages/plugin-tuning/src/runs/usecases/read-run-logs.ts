import {OmeError} from '@ome/sdk/errors'
import {
  type RunContainer,
  type RunLine,
  type RunLogs,
  type RunPod,
  type RunStore,
  stageOfContainer,
  type TuningRun,
} from '../domain/run.ts'
import {progressOf} from '../domain/training-log.ts'
import {type GetRun, getRun} from './get-run.ts'
import type {Follow} from './report-run.ts'

export interface ReadRunLogs extends GetRun {
  readonly container?: string | undefined
  readonly follow: boolean
  readonly previous: boolean
  readonly tail?: number | undefined
  /** Milliseconds. */
  readonly since?: number | undefined
}

type Ports = Follow & {readonly store: RunStore; readonly logs: RunLogs}

/**
 * What the containers of a run wrote, stage after stage; followed, each as soon as it begins. Throws `not-found` while
 * there is no pod, with what it waits for.
 */
export async function* readRunLogs(ports: Ports, ask: ReadRunLogs): AsyncGenerator<RunLine> {
  const run = await getRun(ports.store, ask)
  const pod = podOf(run)
  const chosen = chosenContainers(pod, ask.container)
  for (const {name} of chosen) {
    const begun = await whenBegun(ports, ask, {pod, name})
    if (!begun) continue
    const {namespace, follow, previous, tail, since} = ask
    const lines = ports.logs.read(namespace, pod.name, {container: name, follow, previous, tail, since})
    const stage = stageOfContainer(name, pod.trainer) ?? 'train'
    for await (const text of collapsed(lines)) yield {stage, text}
  }
}

function podOf({pod, workspace, trouble}: TuningRun): RunPod {
  const {name, namespace} = workspace
  if (pod) return pod
  const why = trouble?.says ?? 'its job has not started'
  throw new OmeError('not-found', `workspace "${name}" has no pod yet: ${why}`, [
    `see how it is: ome tune status ${name} -n ${namespace}`,
  ])
}

function chosenContainers({containers, trainer}: RunPod, wanted: string | undefined): readonly RunContainer[] {
  const staged = containers.filter(({name}) => stageOfContainer(name, trainer) !== undefined)
  if (wanted === undefined) return staged
  const found = staged.filter(({name}) => name === wanted || stageOfContainer(name, trainer) === wanted)
  if (found.length > 0) return found
  throw new OmeError('not-found', `the run has no container "${wanted}"`, [
    `it has ${staged.map(({name}) => name).join(', ')}`,
  ])
}

/** Waits until a container has begun when following; false where it has not, or never will. */
async function whenBegun(
  {store, pause}: Ports,
  ask: ReadRunLogs,
  {pod, name}: {readonly pod: RunPod; readonly name: string},
): Promise<boolean> {
  let seen: RunPod | undefined = pod
  for (;;) {
    const state = seen?.containers.find((each) => each.name === name)?.state
    if (state === undefined) return false
    if (state !== 'waiting') return true
    if (!ask.follow || seen?.phase === 'Failed' || seen?.containers.some((each) => each.state === 'failed'))
      return false
    await pause()
    const run = await store.find(ask.namespace, ask.name)
    seen = run?.pod?.name === pod.name ? run.pod : undefined
  }
}

/** Bars that only move on are shown once, as they stood last. */
async function* collapsed(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string | undefined
  for await (const line of lines) {
    const last = line.split('\r').findLast((part) => part.trim() !== '') ?? ''
    if (progressOf(last)) {
      held = last
      continue
    }
    if (held !== undefined) yield held
    held = undefined
    yield last
  }
  if (held !== undefined) yield held
}
