import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Target} from '../../domain/backend.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {kaitoWorldOf, type WorldFlags} from '../compose.ts'
import {planKaitoScale} from '../usecases/plan-kaito-scale.ts'
import {carryOut} from './carry-out.ts'
import {waitForKaito} from './wait-for-kaito.ts'

interface Flags extends WriteFlags, WorldFlags {
  readonly replicas?: number | undefined
  readonly convert?: boolean | undefined
  readonly force?: boolean | undefined
  readonly wait?: boolean | undefined
  readonly timeout: number
}

/** `scale` of an object of KAITO. */
export async function scaleWithKaito(stage: Stage, target: Target, namespace: string, flags: Flags): Promise<void> {
  const {noun, name} = target.backend === 'kaito' ? target : {noun: undefined, name: target.name}
  if (noun !== 'workspace' && noun !== 'inferenceset')
    throw new OmeError('usage', `"${name}" is nothing that KAITO scales`, ['it scales InferenceSets'])
  if (flags.replicas === undefined)
    throw new OmeError('usage', 'to how many replicas?', [`ome scale ${noun} ${name} --replicas N`])
  const world = await kaitoWorldOf(stage.context, {flags, offline: false, mayBeMissing: false, note: stage.note})
  const {replicas, convert = false, force = false} = flags
  const plan = await planKaitoScale(world, {noun, name, namespace, replicas, convert, force})
  const {applied} = await carryOut(stage, plan, flags)
  if (applied && flags.wait && replicas > 0) await waitForKaito(stage, plan, flags)
}
