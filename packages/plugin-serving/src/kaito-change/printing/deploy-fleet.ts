import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {askFleet, type FleetAnswer, fleetExitCode, fleetMembers, fleetTimeoutMs} from '@ome/sdk/fleet'
import {isForPeople} from '@ome/sdk/format'
import type {Plan} from '@ome/sdk/plan'
import {confirmOrThrow, runPlan} from '@ome/sdk/plan-run'
import {Exit} from '@ome/sdk/runtime'
import {plain} from '@ome/sdk/text'
import type {Stage} from '../../printing/serving-command.ts'
import {type DeployFlagsOfKaito, kaitoDeployPlan, sayNotes} from './deploy-with-kaito.ts'

interface FleetDeployFlags extends DeployFlagsOfKaito {
  readonly cluster: string
  readonly kubeconfig?: string | undefined
  readonly 'request-timeout'?: number | undefined
}

/** The same deployment in several clusters: planned in all at once, then written one after the other. Ends with the worst code. */
export async function deployToFleet(stage: Stage, model: string | undefined, flags: FleetDeployFlags): Promise<void> {
  if (flags.output === 'json' || flags.wait)
    throw new OmeError('usage', `${flags.wait ? '--wait' : '-o json'} is about one cluster`, [
      'choose it with --context',
    ])
  const {context} = stage
  const timeoutMs = flags['request-timeout'] ?? fleetTimeoutMs
  const members = await fleetMembers(context, flags.cluster, {kubeconfig: flags.kubeconfig, timeoutMs})
  const contexts = new Map(members.map((member) => [member.cluster, member.context]))
  const plan = (own: Context, cluster: string): Promise<Plan> =>
    kaitoDeployPlan(own, model, flags, (text) => stage.note(`${cluster}: ${text}`))
  const answers = await askFleet(members, plan, {signal: context.signal, timeoutMs})
  await askOnce(answers, flags, context)
  const results: FleetAnswer<Plan>[] = []
  for (const answer of answers) {
    const own = contexts.get(answer.cluster)
    results.push(own && 'value' in answer ? await writeOne(stage, own, answer, flags) : tell(context, answer))
  }
  const code = fleetExitCode(results)
  if (code !== 0) throw new Exit(code)
}

async function askOnce(
  answers: readonly FleetAnswer<Plan>[],
  flags: FleetDeployFlags,
  context: Context,
): Promise<void> {
  const starts = answers.filter((answer) => 'value' in answer && answer.value.startsNodes)
  const isDry = flags['dry-run'] !== undefined && flags['dry-run'] !== 'none'
  if (starts.length === 0 || isDry || flags.diff || flags.yes || !context.io.canPrompt) return
  await confirmOrThrow(`Start GPU nodes in ${starts.map(({cluster}) => cluster).join(', ')}?`, context)
}

async function writeOne(
  stage: Stage,
  own: Context,
  answer: {readonly cluster: string; readonly value: Plan},
  flags: FleetDeployFlags,
): Promise<FleetAnswer<Plan>> {
  const {cluster, value} = answer
  const {io} = stage.context
  const head = `# context: ${plain(cluster)}\n`
  if (isForPeople(flags.output)) io.err(head)
  else io.out(head)
  try {
    sayNotes(stage, value, flags)
    await runPlan({...value, startsNodes: false}, flags, own)
    return answer
  } catch (error) {
    if (!isOmeError(error) || stage.context.signal.aborted) throw error
    return tell(stage.context, {cluster, error})
  }
}

function tell({io}: Context, answer: FleetAnswer<Plan>): FleetAnswer<Plan> {
  if ('error' in answer) {
    io.err(`error: ${plain(answer.cluster)}: ${plain(answer.error.message)}\n`)
    for (const hint of answer.error.hints) io.err(`hint: ${plain(hint)}\n`)
  }
  return answer
}
