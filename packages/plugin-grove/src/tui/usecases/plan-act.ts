import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {findSet} from '../../change/usecases/find-set.ts'
import {planRestart} from '../../change/usecases/plan-restart.ts'
import {planScale} from '../../change/usecases/plan-scale.ts'
import {planUndo, type UndoPlan} from '../../change/usecases/revisions.ts'
import {aborted, pausedNow, resumed} from '../../driver/domain/actions.ts'
import {isEnded, isStopped, type Rollout} from '../../driver/domain/rollout.ts'
import {activeRollout, askHolder, takeRollout, untilStopped} from '../../driver/usecases/continue-rollout.ts'
import {drive} from '../../driver/usecases/drive.ts'
import {planHold} from '../../driver/usecases/plan-hold.ts'
import {startRollout} from '../../driver/usecases/start-rollout.ts'
import type {Changing, SetDriver} from '../domain/ports.ts'
import type {PlanWish} from '../domain/state.ts'

/** A change that waits for a yes. */
export interface Act {
  readonly title: string
  readonly plan: Plan
  /** What an undo brings back. */
  readonly undo?: UndoPlan
  /** Carries it out; `tell` hears of the steps of what is driven from here. Gives a line that says how it ended. */
  readonly apply: (tell: (text: string) => void) => Promise<string>
}

interface Address {
  readonly namespace: string
  readonly name: string
}

/** The plan that the command of the same name would show. Throws as its use case does. */
export async function planAct(changing: Changing, address: Address, wish: PlanWish): Promise<Act> {
  const {world} = changing
  const title = `${wish.verb} ${address.name}`
  const planned = (plan: Plan): Act => ({title, plan, apply: () => changing.carryOut(plan)})
  switch (wish.verb) {
    case 'scale':
      return planned(await planScale(world, {...address, roles: wish.roles, replicaIndex: wish.replicaIndex}))
    case 'restart':
      return planned(await planRestart(world, {...address, roles: wish.roles}))
    case 'undo':
      return await undoing(changing, address, title)
    default: {
      const {set} = await findSet(world, address, [])
      const driver = await changing.driver(address, set.uid)
      if (wish.verb === 'pause') return await planPause(changing, driver, address, title)
      return await planContinue(driver, wish.verb, address, title)
    }
  }
}

async function undoing({world, carryOut}: Changing, address: Address, title: string): Promise<Act> {
  const plan = await planUndo(world, {...address, cause: `ome grove tui: undo ${address.name}`})
  return {title, plan, undo: plan, apply: () => carryOut(plan)}
}

async function planPause(
  {world, carryOut}: Changing,
  driver: SetDriver,
  address: Address,
  title: string,
): Promise<Act> {
  const stored = await driver.store.load()
  if (stored && !isEnded(stored.rollout)) {
    const {by} = driver.driver
    return act(title, stored.rollout, address, 'pauses; what is new stays new', async () => {
      const answer = await askHolder(driver, 'pause')
      if (answer === 'obeyed') return `${stored.rollout.verb} was asked to pause`
      const taking = {...driver, takeOver: answer === 'gone'}
      return told(await takeRollout(taking, (rollout) => pausedNow(rollout, {by, now: driver.clock.now()})))
    })
  }
  const plan = await planHold(world, address)
  const apply: Act['apply'] = async (tell) => {
    await carryOut(plan)
    return await driven(driver, await startRollout(driver, plan.rollout), tell)
  }
  return {title, plan, apply}
}

async function planContinue(
  driver: SetDriver,
  verb: 'resume' | 'abort',
  address: Address,
  title: string,
): Promise<Act> {
  const rollout = await activeRollout(driver)
  if (verb === 'resume' && !isStopped(rollout) && rollout.holder) {
    throw new OmeError('conflict', `${rollout.holder.by} drives this ${rollout.verb} already`)
  }
  const {by} = driver.driver
  const says = verb === 'resume' ? 'goes on, driven from here while this page is open' : 'goes back to what was before'
  return act(title, rollout, address, says, async (tell) => {
    const answer = verb === 'abort' ? await askHolder(driver, 'abort') : 'free'
    if (answer === 'obeyed') return told(await untilStopped(driver, isStopped))
    const change = (one: Rollout): Rollout => {
      const actor = {by, now: driver.clock.now()}
      return verb === 'resume' ? resumed(one, actor) : aborted(one, actor, {})
    }
    return await driven(driver, await takeRollout({...driver, takeOver: answer === 'gone'}, change), tell)
  })
}

function act(title: string, rollout: Rollout, {name, namespace}: Address, says: string, apply: Act['apply']): Act {
  const {verb, phase, reason, step, steps, message} = rollout
  const state = `${verb} ${phase}${reason === undefined ? '' : ` (${reason})`}, step ${step + 1} of ${steps.length}`
  const notes = [`${name}: ${state}`, ...(message === undefined ? [] : [message]), `the rollout ${says}`]
  const object = {kind: 'PodCliqueSet', name, namespace}
  return {title, plan: {changes: [{action: 'update', object, reason: state}], notes}, apply}
}

async function driven(driver: SetDriver, begun: Rollout, tell: (text: string) => void): Promise<string> {
  let last = begun.log.at(-1)?.text
  const onState = ({log}: Rollout): void => {
    const text = log.at(-1)?.text
    if (text !== undefined && text !== last) tell(text)
    last = text
  }
  const rollout = await drive({...driver, onState})
  if (rollout.phase === 'Done') await driver.seal(rollout)
  return told(rollout)
}

const told = ({verb, phase, reason, message}: Rollout): string =>
  `${verb} ${phase}${reason === undefined ? '' : ` (${reason})`}${message === undefined ? '' : `: ${message}`}`
