import type {RemoteRun} from '@ome/installer/artifact/foreign-run'
import {remoteRefusal} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {dataText, render} from '@ome/sdk/output'
import {callerFolder} from '../access/caller-folder.ts'
import {policyError} from '../access/refusals.ts'
import {argvOf, type Call, callVariables} from '../foreign/call.ts'
import {resultFormat} from '../foreign/result.ts'
import {clusterPolicy, clusterPolicyOrigin, isPolicyHidden} from '../policy/cluster-policy.ts'
import {type HeldPolicy, policyKey} from '../policy/policy-key.ts'
import {joinPolicies} from '../policy/read-policy.ts'
import {attendRun} from './attend-run.ts'
import {placeWords} from './place-words.ts'
import {jobs, newRunName, type RunWish, runJob} from './run-job.ts'
import {runPlanText} from './run-plan.ts'
import {startedRun} from './run-views.ts'

export interface RemoteCall {
  readonly run: RemoteRun
  readonly call: Call
  /** Value of `-n`. */
  readonly namespace?: string | undefined
  /** Value of `-o`. */
  readonly output?: string | undefined
  readonly detach: boolean
  readonly dryRun: boolean
}

/**
 * Runs an image of a plugin as a Job of the cluster, follows it to its end and ends as it ends. The account of the
 * manifest holds the rights; the person makes the Job only, and only what the policy names. Throws `denied` before
 * anything is sent, and `Exit` or an error for every code but 0.
 */
export async function runRemote(remote: RemoteCall, context: Context): Promise<void> {
  const {run, call, output} = remote
  const {io, signal} = context
  if (!context.lastingKube) throw new OmeError('bug', 'this host gives no client that outlives Ctrl-C')
  const [kube, namespace] = await Promise.all([context.lastingKube(), remote.namespace ?? context.namespace()])
  await demandGranted(remote, {kube, namespace, context})
  await context.mayWrite?.()
  const format = resultFormat(output)
  const place = {context: kube.contextName ?? '', namespace, format: format.asked}
  const wish: RunWish = {
    name: newRunName(),
    namespace,
    command: call.command,
    run,
    argv: argvOf(call),
    variables: callVariables(call, place),
    terminal: run.tty && !format.isDocument && !remote.detach && io.isTTY && io.canPrompt,
  }
  const job = runJob(wish)
  const checked = await kube.create(jobs, job, {namespace, dryRun: true, signal})
  if (remote.dryRun) {
    io.out(format.isDocument ? dataText(format.format, checked, io) : runPlanText(wish))
    return
  }
  io.err(runPlanText(wish))
  const connection = context.connectionWords?.()
  const attended = {kube, namespace, name: wish.name, signal, connection}
  if (remote.detach) {
    await kube.create(jobs, job, {namespace, signal})
    render(startedRun, {name: wish.name, namespace, command: call.command}, {io, now: context.now(), output})
    io.err(
      `hint: go on with it: ${context.bin} command runs attach ${wish.name} ${placeWords({namespace, connection})}\n`,
    )
    return
  }
  await attendRun(attended, context, {
    what: call.command,
    format,
    input: run.stdin && !wish.terminal,
    terminal: wish.terminal,
    // Without the signal: what was under way when Ctrl-C came is there when it is to be removed.
    begin: () => kube.create(jobs, job, {namespace}),
  })
}

interface Scene {
  readonly kube: KubeClient
  readonly namespace: string
  readonly context: Context
}

/** Only a policy of the machine or of the cluster can grant what runs inside the cluster. */
async function demandGranted({run, call}: RemoteCall, {kube, namespace, context}: Scene): Promise<void> {
  const held: HeldPolicy | undefined = Reflect.get(context, policyKey)
  const files = held?.files ?? {system: undefined, own: []}
  const folder = kube.caller === undefined ? undefined : callerFolder(context.folders.cache, kube.caller)
  const cluster = folder === undefined ? undefined : await clusterPolicy(kube, folder, context.now())
  const wanted = {image: run.image, serviceAccount: run.serviceAccount, namespace}
  const policy = joinPolicies(files, cluster)
  const refused = remoteRefusal(policy, wanted)
  if (refused && policy.remote === undefined && folder !== undefined && isPolicyHidden(folder))
    throw hiddenPolicy(call.command)
  if (refused) throw policyError(call.command, refused)
}

/** The policy that could grant it may be there, and the person is not shown it. */
const hiddenPolicy = (command: string): OmeError =>
  new OmeError(
    'denied',
    `"${command}" is not permitted: only a policy allows commands to run inside the cluster, and you may not read ${clusterPolicyOrigin}`,
    [
      'whom to ask: those who manage the cluster, for the right to get configmaps "ome-cli-policy" in namespace kube-public',
      'when you may read it: ome auth refresh',
    ],
    {
      details: {
        missing: [{verb: 'get', group: '', resource: 'configmaps', name: 'ome-cli-policy', namespace: 'kube-public'}],
      },
    },
  )
