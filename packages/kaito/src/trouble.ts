import {kaitoModel, tunableModels} from '@ome/capacity/kaito-models'
import type {Condition} from '@ome/inference-model/service-component'
import type {KaitoInferenceSet} from './inference-set.ts'
import type {KaitoPod} from './kaito-pod.ts'
import type {KaitoSubject, KaitoSurroundings} from './kaito-subject.ts'
import type {KaitoNodeClaim} from './node-claim.ts'
import type {KaitoRagEngine} from './rag-engine.ts'
import {remedyOf} from './refused-machine.ts'
import {isWell, type KaitoWorkspace} from './workspace.ts'

/** The first thing to look at. */
export interface KaitoTrouble {
  /** `fail`: waiting will hardly mend it. `wait`: it is on its way. */
  readonly level: 'fail' | 'wait'
  /** What it was read from, as `nodeclaim/ws1234`. */
  readonly object: string
  readonly reason?: string
  /** One sentence; where a server or cloud said it, in its words. */
  readonly says: string
  /** What mends it, with the command where there is one: `why: ome …`. */
  readonly next: string
  /** Commands that do it, to run one after the other, where one does not. */
  readonly commands?: readonly string[]
}

type Around = Pick<KaitoSurroundings, 'claims' | 'pods'>

/** What keeps an object from being well, machines before pods; undefined when nothing does. */
export function troubleOf(subject: KaitoSubject, around: Around): KaitoTrouble | undefined {
  if (subject.state === 'Deleting') return deleting(subject)
  if (subject.noun === 'inferenceset') return setTrouble(subject, around)
  if (subject.noun === 'ragengine') return subject.state === 'Ready' ? undefined : ragTrouble(subject, around)
  return isWell(subject) ? undefined : workspaceTrouble(subject, around)
}

const at = ({noun, name, namespace}: KaitoSubject): string => `${noun} ${name} -n ${namespace}`

const deleting = (subject: KaitoSubject): KaitoTrouble => ({
  level: 'wait',
  object: `${subject.noun}/${subject.name}`,
  says: 'it is being deleted: its finalizer waits until its machines are gone',
  next: 'see which machines are left: ome get nodeclaims',
})

function workspaceTrouble(workspace: KaitoWorkspace, {claims = [], pods}: Around): KaitoTrouble {
  return (
    untunable(workspace) ??
    refusedClaim(workspace, claims) ??
    failedTuning(workspace) ??
    failedCondition(workspace) ??
    failingPod(workspace, pods) ??
    pendingClaim(workspace, claims) ??
    pendingCondition(workspace) ??
    startingPod(workspace, pods) ?? {
      level: 'wait',
      object: `workspace/${workspace.name}`,
      says:
        pods.length > 0
          ? 'its pods are ready: the operator writes its state next'
          : 'the operator has not begun with it yet',
      next: `follow it: ome status ${at(workspace)} --watch`,
    }
  )
}

/** Admission lets it pass, and KAITO buys the machine before it notices (v0.12). */
function untunable({task, model, name}: KaitoWorkspace): KaitoTrouble | undefined {
  if (task !== 'tuning' || model === undefined) return undefined
  const known = kaitoModel(model)
  const names = [model, known?.alias, known?.id].map((each) => each?.toLowerCase())
  if (tunableModels().some((each) => names.includes(each))) return undefined
  return {
    level: 'fail',
    object: `workspace/${name}`,
    reason: 'NotTunable',
    says: `KAITO cannot tune ${model}: it has no tuning parameters for it, and its node is paid for meanwhile`,
    next: 'see what it can tune: ome models list --tunable',
  }
}

function refusedClaim(subject: KaitoWorkspace | KaitoRagEngine, claims: readonly KaitoNodeClaim[]) {
  const refused = claims.find(({isRefused}) => isRefused)
  return refused && claimTrouble(subject, refused, 'fail')
}

function pendingClaim(subject: KaitoWorkspace | KaitoRagEngine, claims: readonly KaitoNodeClaim[]) {
  const pending = claims.find(({isReady}) => !isReady)
  return pending && claimTrouble(subject, pending, 'wait')
}

function claimTrouble(
  subject: KaitoWorkspace | KaitoRagEngine,
  claim: KaitoNodeClaim,
  level: KaitoTrouble['level'],
): KaitoTrouble {
  const {name, reason, message, instanceType} = claim
  return {
    level,
    object: `nodeclaim/${name}`,
    ...(reason !== undefined && {reason}),
    says: message ?? `the machine ${instanceType ?? ''} is ordered and not there yet`.replace('  ', ' '),
    ...(level === 'wait' ? {next: `follow it: ome status ${at(subject)} --watch`} : remedyOf(subject, claim)),
  }
}

function failedTuning({task, conditions, name, namespace}: KaitoWorkspace): KaitoTrouble | undefined {
  const job = conditions.find(({type}) => type === 'JobStarted')
  if (task !== 'tuning' || job?.reason !== 'WorkspaceTuningJobStatusFailed') return undefined
  return {
    level: 'fail',
    object: `job/${name}`,
    reason: job.reason,
    says: job.message ?? 'a run of the training failed; KAITO keeps saying so even when a later one succeeds',
    next: `see why: ome logs workspace ${name} -n ${namespace}`,
  }
}

/** Reasons that only say that something is on its way. Source: KAITO v0.12 `workspace_conditions`. */
const generic = new Set([
  'NodeClaimNotReady',
  'AwaitingReconciliation',
  'NodeNotReady',
  'NodePluginsNotReady',
  'workspaceResourceStatusNotReady',
  'WorkspaceInferenceStatusPending',
  'WorkspaceTuningJobStatusPending',
  'ModelMirrorPending',
  'ModelMirrorNotReady',
  'workspacePending',
])

const order = ['ModelMirrorReady', 'NodeClaimReady', 'NodesReady', 'ResourceReady', 'InferenceReady', 'JobStarted']

const unmet = (conditions: readonly Condition[]): readonly Condition[] =>
  [...order, 'BenchmarkCompleted', 'WorkspaceSucceeded'].flatMap((type) =>
    conditions.filter((each) => each.type === type && each.status !== 'True'),
  )

function failedCondition(workspace: KaitoWorkspace): KaitoTrouble | undefined {
  const failed = unmet(workspace.conditions).find(({reason}) => reason !== undefined && !generic.has(reason))
  return failed && conditionTrouble(workspace, failed, 'fail')
}

function pendingCondition(workspace: KaitoWorkspace): KaitoTrouble | undefined {
  const stuck = unmet(workspace.conditions).find(({message}) => message?.includes('last reconcile error'))
  if (stuck) return conditionTrouble(workspace, stuck, 'fail')
  const [first] = unmet(workspace.conditions).filter(({type}) => order.slice(0, 4).includes(type))
  return first && conditionTrouble(workspace, first, 'wait')
}

function conditionTrouble(
  workspace: KaitoWorkspace,
  {type, reason, message}: Condition,
  level: KaitoTrouble['level'],
): KaitoTrouble {
  const {name, namespace} = workspace
  const next =
    level === 'wait'
      ? `follow it: ome status ${at(workspace)} --watch`
      : /Crash|OOM|Container|Benchmark/.test(reason ?? '')
        ? `see what it wrote: ome logs analyze workspace ${name} -n ${namespace}`
        : `see its events: ome describe workspace ${name} -n ${namespace}`
  return {
    level,
    object: `workspace/${name} ${type}`,
    ...(reason !== undefined && {reason}),
    says: message ?? reason ?? type,
    next,
  }
}

function failingPod(subject: KaitoSubject, pods: readonly KaitoPod[]): KaitoTrouble | undefined {
  const pod = pods.find(({problem, terminating}) => problem && problem.state !== 'starting' && !terminating)
  return pod && podTrouble(subject, pod, 'fail')
}

function startingPod(subject: KaitoSubject, pods: readonly KaitoPod[]): KaitoTrouble | undefined {
  const pod = pods.find(({ready}) => !ready)
  return pod && podTrouble(subject, pod, 'wait')
}

function podTrouble(subject: KaitoSubject, pod: KaitoPod, level: KaitoTrouble['level']): KaitoTrouble {
  const {problem, name} = pod
  const reason = problem?.reason ?? pod.phase
  const starts = level === 'wait' && pod.phase === 'Running' ? 'it loads the model' : undefined
  return {
    level,
    object: `pod/${name}`,
    reason,
    says: problem?.message ?? starts ?? reason,
    next:
      level === 'wait'
        ? `follow it: ome status ${at(subject)} --watch`
        : problem?.state === 'unschedulable'
          ? `see the nodes: ome get nodes`
          : `see what it wrote: ome logs analyze ${at(subject)}`,
  }
}

function setTrouble(set: KaitoInferenceSet, around: Around): KaitoTrouble | undefined {
  if (set.state === 'Ready' || set.state === 'Stopped') return undefined
  const troubles = set.children.flatMap((child) => {
    const own = {
      pods: around.pods.filter(({owner}) => owner === child.name),
      ...(around.claims && {claims: around.claims.filter(({owner}) => owner === `${child.namespace}/${child.name}`)}),
    }
    return troubleOf(child, own) ?? []
  })
  const failed = set.conditions.find(({reason}) => reason === 'inferencesetFailed')
  const worst = troubles.find(({level}) => level === 'fail') ?? troubles[0]
  if (worst) return worst
  return {
    level: failed ? 'fail' : 'wait',
    object: `inferenceset/${set.name}`,
    ...(failed?.reason !== undefined && {reason: failed.reason}),
    says: failed?.message ?? `${set.readyReplicas} of ${set.replicas} replicas are ready`,
    next: `follow it: ome status ${at(set)} --watch`,
  }
}

function ragTrouble(rag: KaitoRagEngine, {claims = [], pods}: Around): KaitoTrouble {
  const failed = rag.service?.status === 'False' ? rag.service : undefined
  const refused = refusedClaim(rag, claims) ?? failingPod(rag, pods)
  if (refused) return refused
  if (failed)
    return {
      level: 'fail',
      object: `ragengine/${rag.name} ${failed.type}`,
      ...(failed.reason !== undefined && {reason: failed.reason}),
      says: failed.message ?? 'its service did not become ready',
      next: `see what it wrote: ome logs analyze ${at(rag)}`,
    }
  return (
    pendingClaim(rag, claims) ??
    startingPod(rag, pods) ?? {
      level: 'wait',
      object: `ragengine/${rag.name}`,
      says: 'KAITO tells of a RAGEngine late: it waits up to ten minutes for its pod before it writes a status',
      next: `follow it: ome status ${at(rag)} --watch`,
    }
  )
}
