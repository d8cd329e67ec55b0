import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {confirm} from '@ome/sdk/prompt'
import {inWordsOf} from '@ome/sdk/runtime'
import {type DriverAddress, type DriverWorld, driverWorld, rolloutWorld} from '../driver/compose.ts'
import {resumed} from '../driver/domain/actions.ts'
import type {Rollout} from '../driver/domain/rollout.ts'
import {resumeLine, stopError} from '../driver/domain/stop-error.ts'
import {drive} from '../driver/usecases/drive.ts'
import {takeLock} from '../driver/usecases/hold-lock.ts'
import {planRollout, type RolloutWish} from '../driver/usecases/plan-rollout.ts'
import {startRollout} from '../driver/usecases/start-rollout.ts'
import {rolloutState} from '../driver/views/rollout-state.ts'
import {ChangeCommand} from './change-command.ts'

type PlanFlags = Parameters<ChangeCommand['plan']>[1] & {
  readonly 'poll-interval'?: number | undefined
  readonly force?: boolean | undefined
}

/** The base of verbs that drive a rollout from here. */
export abstract class DriverCommand extends ChangeCommand {
  /** The stop that the verb is for: every other one is not what was asked. */
  protected readonly stop: 'abort' | 'pause' | undefined = undefined

  /** Shows a rollout, begins it and drives it to its next stop. */
  protected async begin(wish: RolloutWish, flags: PlanFlags): Promise<Rollout | undefined> {
    const plan = await planRollout(await rolloutWorld(this.context), wish)
    const sure = {...flags, yes: flags.yes || flags.force}
    const {applied} = await (plan.rollout ? this.prepare(plan, sure) : this.plan(plan, sure))
    if (!applied || !plan.rollout) return undefined
    const address = {...wish, pollMs: flags['poll-interval']}
    const world = await driverWorld(this.context, address, plan.found.set.uid)
    return await this.driveOn(world, await startRollout(world, plan.rollout), flags.output)
  }

  /** Carries out what comes before a drive. In a format for programs the rollout is the result, and one document. */
  protected async prepare(plan: Plan, flags: PlanFlags): ReturnType<DriverCommand['plan']> {
    if (flags.output === undefined || (flags['dry-run'] ?? 'none') !== 'none') return await this.plan(plan, flags)
    const {runPlan} = await import('@ome/sdk/plan-run')
    const io: Context['io'] = Object.create(this.context.io, {out: {value: () => undefined}})
    return await runPlan(plan, flags, Object.create(this.context, {io: {value: io}}))
  }

  /** Drives a rollout that this process holds. On a terminal, steps that wait for a yes are asked for. */
  protected async driveOn(world: DriverWorld, begun: Rollout, output: string | undefined): Promise<Rollout> {
    const {io, signal} = this.context
    let told = begun.log.at(-1)
    const tell = ({log}: Rollout): void => {
      const from = log.findLastIndex(({at, text}) => at === told?.at && text === told?.text)
      for (const {text} of log.slice(from + 1)) this.progress(text)
      told = log.at(-1)
    }
    const {bin} = this.context
    const wish = begun.back ? 'abort' : this.stop
    for (;;) {
      const rollout = await drive({
        ...world,
        onState: tell,
        onTrouble: (text) => text !== undefined && this.warn(`${text}; trying again`),
      }).catch((error: unknown) => {
        if (isOmeError(error) && error.kind === 'cancelled')
          this.note(`left as it is; go on: ${resumeLine(world.where)}`)
        throw error
      })
      if (rollout.phase === 'Done') await world.seal(rollout)
      const asks = rollout.phase === 'AwaitingApproval' && io.canPrompt
      if (asks && (await confirm(`${rollout.message}. Go on?`, {io, signal, instead: 'rollout resume'}))) {
        const {by} = world.driver
        await takeLock({...world, patienceMs: 0}, (one) => resumed(one, {by, now: world.clock.now()}))
        continue
      }
      this.render(rolloutState, rollout, output)
      const error = stopError(rollout, world.where, wish)
      if (error instanceof OmeError) throw error
      if (error !== undefined) io.err(`hint: ${inWordsOf(bin, error)}\n`)
      return rollout
    }
  }

  private progress(text: string): void {
    this.context.io.err(`${text}\n`)
  }

  protected async openDriver(address: DriverAddress, uid: string): Promise<DriverWorld> {
    return await driverWorld(this.context, address, uid)
  }
}
