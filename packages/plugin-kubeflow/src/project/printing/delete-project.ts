import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Plan} from '@ome/sdk/plan'
import {confirmOrThrow} from '@ome/sdk/plan-run'
import {awaitGone} from '../../printing/await-gone.ts'
import type {projecting} from '../compose.ts'
import type {DeletePlan} from '../usecases/plan-delete.ts'

type Ports = Awaited<ReturnType<typeof projecting>>

export interface Ending {
  readonly ports: Ports
  readonly user: string
  readonly run: (plan: Plan, flags: WriteFlags) => Promise<{readonly applied: boolean}>
  readonly flags: WriteFlags & {readonly timeout: number}
}

/** Deletes a project, by the access management where the person may not, and waits until it has gone. */
export async function deleteProject(context: Context, plan: DeletePlan, ending: Ending): Promise<void> {
  const {run, flags, ports, user} = ending
  const isDry = (flags['dry-run'] ?? 'none') !== 'none'
  if (!(await goesByKfam(context, plan, ending))) {
    const {applied} = await run(plan, flags)
    if (applied) await awaitGone(context, plan, flags.timeout)
    return
  }
  const changes = plan.changes.map(({write: _write, ...change}) => change)
  if (!isDry) {
    for (const note of plan.notes ?? []) context.io.err(`${note}\n`)
    if (!flags.yes) await confirmOrThrow(plan.asks ?? 'Delete it?', context)
    await ports.kfam.deleteProfile(plan.object.metadata.name, user)
    await untilLost(context, plan, ending)
  }
  await run({changes}, flags)
}

async function goesByKfam(context: Context, {object, changes}: DeletePlan, {ports, user}: Ending): Promise<boolean> {
  const [change] = changes
  if (object.kind !== 'Profile' || change?.write?.method !== 'delete') return false
  const {resource, name} = change.write
  try {
    await (await context.kube()).delete(resource, name, {dryRun: true})
    return false
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
    const reach = await ports.kfam.reach(user)
    if (reach === 'open') return true
    throw reach === 'denied' ? ports.orByKfam(error, 'delete') : error
  }
}

/** The namespace is what the person can see of it, until its bindings go. */
async function untilLost(context: Context, {namespace, object}: DeletePlan, {ports, flags}: Ending): Promise<void> {
  const {name} = object.metadata
  const write = ports.writer.remove(namespace ?? object)
  try {
    await awaitGone(context, {changes: [{action: 'delete', object: {kind: 'Namespace', name}, write}]}, flags.timeout)
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
  }
}
