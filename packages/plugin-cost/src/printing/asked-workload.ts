import {kaitoNameIn} from '@ome/kaito/kaito-nouns'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import type {TuningMethod} from '@ome/kaito/training-config'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type KaitoFlags, planningKaito, pricingKaito} from '../kaito/compose.ts'
import type {Workload} from '../kaito/domain/candidates.ts'
import type {KaitoCost} from '../kaito/domain/kaito-cost.ts'
import type {PlanningKaito} from '../kaito/domain/ports.ts'
import {costsOf, findSubject} from '../kaito/usecases/kaito-cost.ts'
import {type Comparison, regionOf, workloadOf, workloadOfSubject} from '../kaito/usecases/plan-cost.ts'

interface AskedFlags extends KaitoFlags {
  readonly model?: string | undefined
  readonly method?: TuningMethod | undefined
  readonly namespace?: string | undefined
  readonly region?: string | undefined
}

export interface AskedWorkload {
  readonly workload: Workload
  readonly ports: PlanningKaito
  /** Of the object's machines. */
  readonly region?: string | undefined
  readonly current?: Comparison['current']
  /** The object that was named. */
  readonly subject?: KaitoSubject
  readonly cost?: KaitoCost
}

/** What a plan is about: a model (`--model`), or an object that is there. Throws `usage` for both and for neither. */
export async function askedWorkload(
  context: Context,
  flags: AskedFlags,
  line: {readonly verb: string; readonly typed: readonly (string | undefined)[]; readonly note: (text: string) => void},
): Promise<AskedWorkload> {
  const {verb, typed, note} = line
  const named = kaitoNameIn(verb, typed)
  if ((named === undefined) === (flags.model === undefined) || (named === undefined && typed[0] !== undefined))
    throw new OmeError('usage', 'name a model, or an object that runs', [
      `ome ${verb} --model MODEL`,
      `ome ${verb} workspace NAME`,
      'cheaper accelerators for a service: ome cost service NAME',
    ])
  if (named?.noun === 'ragengine')
    throw new OmeError('usage', 'KAITO sizes models, and a ragengine has none of its own', [
      `see what it costs: ome cost ragengine ${named.name}`,
    ])
  const ports = planningKaito(context, flags, note)
  if (named === undefined) return {workload: workloadOf({...flags, model: flags.model ?? ''}, note), ports}
  if (flags.offline)
    throw new OmeError('usage', '--offline asks no cluster, and so knows no object', ['name a model: --model'])
  const namespace = flags.namespace ?? (await context.namespace())
  const pricing = await pricingKaito(context, flags, note)
  const subject = await findSubject(pricing, namespace, named)
  const workload = workloadOfSubject(subject)
  const [nodes, {cloud}] = await Promise.all([pricing.nodes(), pricing.profile()])
  const [cost] = await costsOf({...pricing, nodes: async () => nodes}, [subject], flags.region)
  const current = {cloud, instanceType: subject.instanceType}
  return {workload, ports, region: regionOf(subject, nodes), current, subject, ...(cost && {cost})}
}
