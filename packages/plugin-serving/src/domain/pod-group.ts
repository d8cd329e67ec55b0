import type {ServicePod} from '@ome/inference-model/service-pod'

/** Pods that are in the same state for the same reason. */
export interface PodGroup {
  /** `Ready`, `Terminating` or the cluster's word for what keeps them. */
  readonly state: string
  readonly message?: string
  readonly pods: readonly ServicePod[]
}

export const podState = ({terminating, ready, problem, phase}: ServicePod): string =>
  terminating ? 'Terminating' : ready ? 'Ready' : (problem?.reason ?? phase)

/** Groups of pods, those in trouble first, larger ones before smaller ones. */
export function groupPods(pods: readonly ServicePod[]): readonly PodGroup[] {
  const messageOf = ({terminating, problem}: ServicePod): string =>
    terminating || !problem?.message ? '' : shortMessage(problem.message)
  const groups = Map.groupBy(pods, (pod) => `${podState(pod)}\n${messageOf(pod)}`)
  const all = [...groups].map(([key, members]) => {
    const [state = '', message] = key.split('\n', 2)
    return {state, ...(message && {message}), pods: members}
  })
  return all.sort((left, right) => urgency(left) - urgency(right) || right.pods.length - left.pods.length)
}

const urgencies = ['failing', 'lost', 'unschedulable', 'starting']

function urgency({state, pods}: PodGroup): number {
  if (state === 'Ready') return 5
  if (state === 'Terminating') return 4
  return urgencies.indexOf(pods[0]?.problem?.state ?? 'starting')
}

const unfit = /^\d+ node\(s\) didn't match Pod's node affinity\/selector$/

/** The scheduler's sentence without the nodes that were never meant, on one line. */
export function shortMessage(message: string): string {
  const [head = ''] = message.trim().split('\n', 1)
  const found = /^\d+\/\d+ nodes are available: (.*?)\.?$/.exec(head)
  if (!found?.[1]) return head
  const causes = found[1].split(', ')
  const own = causes.filter((cause) => !unfit.test(cause))
  return (own.length > 0 ? own : causes).join(', ')
}
