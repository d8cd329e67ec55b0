import type {PriceSource} from '@ome/pricing/quote'
import {OmeError} from '@ome/sdk/errors'
import {unreadNote} from '../../domain/cluster.ts'
import {
  clusterTargets,
  type Estimate,
  type EstimateQuestion,
  estimate,
  instanceTarget,
  ofAccelerator,
  type Target,
  tableTargets,
} from '../domain/estimate.ts'
import type {Around, EstimatePorts} from '../domain/subject.ts'
import {findSubject, type SubjectInput} from './find-subject.ts'

export interface EstimateModel extends SubjectInput, EstimateQuestion {
  readonly accelerator?: string | undefined
  /** Instance types of clouds, instead of the machines of the cluster. */
  readonly instanceTypes: readonly string[]
  readonly region?: string | undefined
  /** Accelerators that the cluster does not have, too. */
  readonly all: boolean
}

/** How much memory and how many GPUs a model takes, and what they cost, on each kind of machine. */
export async function estimateModel(ports: EstimatePorts, name: string, input: EstimateModel): Promise<Estimate> {
  const own = await ports.prices()
  const instances = input.instanceTypes.map((each) => instanceTarget(each, input.region, own))
  const {subject, around} = await findSubject(ports, name, input)
  const unread = around && unreadNote(around, ['nodes', 'pods'], 'the accelerators of the table are shown')
  if (unread !== undefined) ports.note(unread)
  const targets = instances.length > 0 ? instances : targetsOf(around, input, own)
  return estimate(subject, targets, around?.used ?? new Map(), input)
}

function targetsOf(
  around: Around,
  {all, accelerator}: EstimateModel,
  prices: PriceSource | undefined,
): readonly Target[] {
  const own = around ? clusterTargets(around, prices) : []
  const table = tableTargets()
  if (accelerator === undefined) return all || own.length === 0 ? [...own, ...table] : own
  const named = ofAccelerator(own, accelerator)
  const found = named.length > 0 ? named : ofAccelerator(table, accelerator)
  if (found.length > 0) return found
  throw new OmeError('not-found', `accelerator "${accelerator}" is neither in the cluster nor in the table`, [
    `there are: ${[...own, ...table].map((each) => each.accelerator).join(', ')}`,
  ])
}
