import {kaitoNameIn} from '@ome/kaito/kaito-nouns'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import type {TuningMethod} from '@ome/kaito/training-config'
import {hoursPerMonth} from '@ome/pricing/quote'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {hourMs} from '../domain/span.ts'
import {type KaitoFlags, planningKaito, pricingKaito} from '../kaito/compose.ts'
import type {Allowance} from '../kaito/domain/budget-choice.ts'
import type {Candidate, Workload} from '../kaito/domain/candidates.ts'
import {demandPrice, type KaitoCost} from '../kaito/domain/kaito-cost.ts'
import type {PlanningKaito} from '../kaito/domain/ports.ts'
import {costsOf, findSubject} from '../kaito/usecases/kaito-cost.ts'
import {type Comparison, regionOf, workloadOf, workloadOfSubject} from '../kaito/usecases/plan-cost.ts'
import type {AlternativesOf} from '../kaito/views/alternatives.ts'

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
      'what a service of OME could run on: ome optimize service NAME',
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

interface AllowanceFlags {
  readonly model?: string | undefined
  readonly budget?: number | undefined
  readonly 'max-hourly'?: number | undefined
  readonly duration?: number | undefined
}

/** What may be spent; undefined for an object whose alternatives are asked for. Throws `usage` for a model without it. */
export function allowanceOf({model, budget, duration, ...flags}: AllowanceFlags): Allowance | undefined {
  const hourly = flags['max-hourly']
  if (hourly !== undefined) return {kind: 'hourly', usd: hourly}
  const hours = duration === undefined ? hoursPerMonth : duration / hourMs
  if (budget !== undefined) return {kind: 'total', usd: budget, hours}
  if (model === undefined) return undefined
  throw new OmeError('usage', 'a model is chosen for within a budget', [
    'state it: --budget USD',
    'or by the hour: --max-hourly USD',
  ])
}

/** What others would cost for the object that was named; only the cheaper ones unless all are asked for. */
export function alternativesOf(
  {workload, subject, cost}: AskedWorkload,
  candidates: readonly Candidate[],
  isAll: boolean,
): AlternativesOf {
  if (!subject || !cost) throw new OmeError('bug', 'alternatives of no object were asked for')
  const usdPerHour = demandPrice(cost)
  const isCheaper = (each: Candidate): boolean => each.usdPerHour !== undefined && each.usdPerHour < usdPerHour
  const {noun, namespace, name} = subject
  const shown = isAll ? candidates : candidates.filter(isCheaper)
  return {subject: {noun, namespace, name}, usdPerHour, workload, candidates: shown}
}
