import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {pause} from '@ome/sdk/pause'
import type {Plan, Write} from '@ome/sdk/plan'
import {spin} from '@ome/sdk/steps'
import {formatDuration} from '@ome/sdk/units'
import type {projecting} from '../compose.ts'
import {isReady, type ProjectWish} from '../domain/project.ts'
import type {CreatePlan} from '../usecases/plan-create.ts'

type Ports = Awaited<ReturnType<typeof projecting>>

export interface Making {
  readonly ports: Ports
  readonly wish: ProjectWish
  readonly run: (plan: Plan, flags: WriteFlags) => Promise<{readonly applied: boolean}>
  readonly flags: WriteFlags & {readonly timeout: number}
}

/** Makes the project, waits until it is its owner's, and then brings what its repository holds. */
export async function createProject(context: Context, plan: CreatePlan, making: Making): Promise<boolean> {
  const {run, flags, ports, wish} = making
  const isDry = (flags['dry-run'] ?? 'none') !== 'none'
  const asked = await byWhom(context, plan, making)
  const project = asked === 'kfam' ? withoutWrite(plan.project) : plan.project
  if (isDry) {
    await run({...plan, changes: [project, ...plan.objects]}, flags)
    return false
  }
  if (asked === 'kfam') await ports.kfam.createProfile(wish)
  const whole = plan.objects.length === 0
  const told = whole || flags.output === undefined ? flags : {...flags, output: 'name'}
  await run({changes: [project], notes: plan.notes ?? []}, told)
  if (plan.project.action !== 'unchanged') await untilReady(context, plan, making)
  if (!whole) await run({changes: plan.objects}, flags)
  return true
}

/** Whoever may not make profiles lets the access management make it, where that can be reached. */
async function byWhom(
  context: Context,
  {project, hasProfile}: CreatePlan,
  {ports, wish}: Making,
): Promise<'us' | 'kfam'> {
  const {write} = project
  if (!hasProfile || write?.method !== 'create') return 'us'
  try {
    await (await context.kube()).create(write.resource, write.body, {dryRun: true})
    return 'us'
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
    const reach = await ports.kfam.reach(wish.owner)
    if (reach === 'open') return 'kfam'
    throw reach === 'denied' ? ports.orByKfam(error, 'create') : error
  }
}

/** What the access management does is told like any change, and not sent by us. */
const withoutWrite = ({write: _write, ...change}: CreatePlan['project'] & {readonly write?: Write}) => change

const betweenLooksMs = 500

async function untilReady(context: Context, {hasProfile}: CreatePlan, {ports, wish, flags}: Making): Promise<void> {
  const until = context.now().getTime() + flags.timeout
  const looking = async (): Promise<void> => {
    for (;;) {
      const found = await ports.projects.find(wish.name)
      const failed = hasProfile && found.profile && failureOf(found.profile)
      if (failed) throw new OmeError('conflict', `profile/${wish.name}: ${failed}`, ['choose another name'])
      const isThere = isReady(found, wish.owner) && (!hasProfile || (await ports.projects.isFurnished(wish.name)))
      if (isThere) return
      if (context.now().getTime() >= until)
        throw new OmeError('unmet', `${wish.name} is not ready after ${formatDuration(flags.timeout)}`, [
          'see whether its controller is: ome kf status health profiles',
        ])
      await pause(context, betweenLooksMs)
    }
  }
  await spin(`${wish.name} is furnished`, looking(), context)
}

function failureOf(profile: {readonly [field: string]: unknown}): string | undefined {
  const {conditions = []}: {conditions?: readonly {type?: string; message?: string}[]} = Object(profile['status'])
  const last = conditions.at(-1)
  return last?.type === 'Failed' ? (last.message ?? 'it failed') : undefined
}
