import {list, text} from '@ome/capacity/fields'
import type {DeploymentPlan} from '../../domain/deployment-plan.ts'
import type {Clique} from '../../domain/grove-objects.ts'
import type {GroveSet, ReplicaRole, SetReplica} from '../../domain/grove-tree.ts'
import {joinedPlacement} from '../../domain/placement.ts'
import type {Role} from '../../domain/role.ts'
import type {RoleMetrics} from './role-metrics.ts'

export type Verdict = 'ok' | 'differs' | 'unknown'

/** One thing that was planned, and what it is. */
export interface Compared {
  readonly field: string
  readonly plan: string
  readonly actual: string
  readonly verdict: Verdict
  /** What the actual value is from. */
  readonly source: 'reported' | 'computed' | 'since-start' | 'template'
}

export interface Comparison {
  readonly set: Pick<GroveSet, 'name' | 'namespace'>
  readonly plan: DeploymentPlan
  readonly rows: readonly Compared[]
  /** Lines that can be typed, each with its reason. */
  readonly advice: readonly {readonly reason: string; readonly line: string}[]
  readonly stragglers: readonly string[]
}

/** What is live against a plan, replica by replica of the set. Without metrics what was expected of them is unknown. */
export function comparisonOf(
  set: GroveSet,
  plan: DeploymentPlan,
  metrics: readonly RoleMetrics[] | undefined,
): Comparison {
  const rows = [
    ...set.replicas.flatMap((replica) => replicaRows(set, replica, plan)),
    ...templateRows(set, plan),
    ...measuredRows(set, plan, metrics),
  ]
  return {
    set,
    plan,
    rows,
    advice: adviceFor(set, plan, rows),
    stragglers: set.placement.stragglers.map(({name}) => name),
  }
}

/** What a plan calls a role: its name, its word, or what it does. */
const wordsOf = ({name, word, own, duty}: Role): readonly string[] => [name, own, word, ...(duty ? [duty] : []), 'agg']

const planned = <Value>(values: Readonly<Record<string, Value>>, role: Role): Value | undefined =>
  wordsOf(role)
    .map((word) => values[word])
    .find((value) => value !== undefined)

function replicaRows(set: GroveSet, replica: SetReplica, plan: DeploymentPlan): readonly Compared[] {
  const before = set.replicas.length > 1 ? `${replica.index}/` : ''
  return [...replica.roles.flatMap((role) => workerRows(role, before, plan)), ...placementRows(replica, before, plan)]
}

function workerRows({role, desired, target}: ReplicaRole, before: string, plan: DeploymentPlan): readonly Compared[] {
  const workers = planned(plan.workers, role)
  const gpus = planned(plan.gpusPerWorker, role)
  const source = target.resourceVersion === undefined ? 'template' : 'reported'
  return [
    ...equal(`${before}${role.name}.workers`, workers, desired, source),
    ...equal(`${before}${role.name}.gpusPerWorker`, gpus, role.gpusPerWorker, 'template'),
  ]
}

const equal = (
  field: string,
  plan: number | string | undefined,
  actual: number | string | undefined,
  source: Compared['source'],
): readonly Compared[] =>
  plan === undefined
    ? []
    : [
        {
          field,
          plan: String(plan),
          actual: actual === undefined ? '<unknown>' : String(actual),
          verdict: actual === undefined ? 'unknown' : plan === actual ? 'ok' : 'differs',
          source,
        },
      ]

function placementRows({gangs}: SetReplica, before: string, plan: DeploymentPlan): readonly Compared[] {
  const {score, used, need, level, state} = joinedPlacement(gangs.map(({placement}) => placement))
  const source = state === 'reported' ? 'reported' : 'computed'
  const needed = need === undefined ? '' : ` (needed ${need})`
  const unknown = {actual: '<unknown>', verdict: 'unknown', source} as const
  const {racks, minScore} = plan
  const name = level === undefined || level === 'rack' ? 'racks' : `${level}s`
  return [
    ...(racks === undefined
      ? []
      : [
          {
            field: `${before}${name}`,
            plan: String(racks),
            ...(used === undefined || score === undefined
              ? unknown
              : ({
                  actual: `${used}${needed}`,
                  verdict: used <= racks ? ('ok' as const) : ('differs' as const),
                  source,
                } as const)),
          },
        ]),
    ...(minScore === undefined
      ? []
      : [
          {
            field: `${before}score`,
            plan: minScore.toFixed(2),
            ...(score === undefined
              ? unknown
              : ({
                  actual: score.toFixed(2),
                  verdict: score >= minScore ? ('ok' as const) : ('differs' as const),
                  source,
                } as const)),
          },
        ]),
  ]
}

function templateRows({roles, object}: GroveSet, plan: DeploymentPlan): readonly Compared[] {
  return roles.flatMap((role) => {
    const cliques = object.spec.template.cliques.filter(({name}) => role.cliques.includes(name))
    const images = new Set(cliques.map(mainImage))
    const image = images.size === 1 ? [...images][0] : [...images].join(', ')
    return [
      ...equal(`${role.name}.image`, planned(plan.images, role), image, 'template'),
      ...equal(`${role.name}.tp`, planned(plan.tensorParallel, role), tensorParallel(cliques), 'template'),
    ]
  })
}

const containersOf = ({
  spec,
}: Clique): readonly {
  readonly name?: string
  readonly image?: string
  readonly args?: unknown
  readonly command?: unknown
}[] => list(spec.podSpec.containers).map((container) => container as {name?: string})

export function mainImage(clique: Clique): string | undefined {
  const containers = containersOf(clique)
  return (containers.find(({name}) => name === 'main') ?? containers[0])?.image
}

/** From what engines are started with; undefined where nothing says. */
export function tensorParallel(cliques: readonly Clique[]): number | undefined {
  const words = cliques.flatMap(containersOf).flatMap(({command, args}) => [...list(command), ...list(args)])
  const line = words.map((word) => text(word) ?? '').join(' ')
  const [, value] =
    /(?:^|\s)(?:--tensor-parallel-size|--tensor-parallel|--tp-size|--tp_size|--tp|-tp)[= ](\d+)\b/.exec(line) ?? []
  return value === undefined ? undefined : Number(value)
}

/** Interpolation within buckets of a histogram is that far off. */
const tolerance = 1.05

function measuredRows(
  set: GroveSet,
  {expected}: DeploymentPlan,
  metrics: readonly RoleMetrics[] | undefined,
): readonly Compared[] {
  const ttft = measuredMs(metrics, (each) => each.ttft)
  const tpot = measuredMs(metrics, (each) => each.tpot)
  return [
    ...latencyRow('ttft.p99', expected.ttftMs, ttft),
    ...latencyRow('tpot.p99', expected.tpotMs, tpot),
    ...throughputRow(set, expected.tokensPerSecondPerGpu, metrics),
  ]
}

/** The slowest role that has one; people see the frontend where there is one. */
function measuredMs(
  metrics: readonly RoleMetrics[] | undefined,
  pick: (each: RoleMetrics) => RoleMetrics['ttft'],
): number | undefined {
  const told = (metrics ?? []).filter((each) => pick(each) !== undefined)
  const [first] = told.filter(({role}) => role.duty === 'frontend').concat(told)
  const found = first && pick(first)
  return found && found.p99.value * 1000
}

function latencyRow(field: string, plan: number | undefined, actual: number | undefined): readonly Compared[] {
  if (plan === undefined) return []
  const verdict = actual === undefined ? 'unknown' : actual <= plan * tolerance ? 'ok' : 'differs'
  const said = actual === undefined ? '-' : `${Number(actual.toFixed(actual < 20 ? 1 : 0))} ms`
  return [{field, plan: `${plan} ms`, actual: said, verdict, source: 'since-start'}]
}

/** Less than planned says something only where requests wait: engines make no more tokens than they are asked for. */
function throughputRow(
  set: GroveSet,
  plan: number | undefined,
  metrics: readonly RoleMetrics[] | undefined,
): readonly Compared[] {
  if (plan === undefined) return []
  const field = 'tokensPerSecondPerGpu'
  const writers = (metrics ?? []).filter(({role}) => role.duty !== 'prefill' && role.duty !== 'frontend')
  const told = writers.map(({tokensPerSecond}) => tokensPerSecond).filter((tokens) => tokens !== undefined)
  const gpus = set.replicas.flatMap(({roles}) => roles).reduce((sum, role) => sum + role.gpus, 0)
  if (told.length === 0 || gpus === 0)
    return [{field, plan: String(plan), actual: '-', verdict: 'unknown', source: 'since-start'}]
  const actual = told.reduce((sum, tokens) => sum + tokens, 0) / gpus
  const waits = (metrics ?? []).some(({queueDepth = 0}) => queueDepth > 0)
  const verdict = actual * tolerance >= plan ? 'ok' : waits ? 'differs' : 'unknown'
  return [{field, plan: String(plan), actual: String(Math.round(actual)), verdict, source: 'since-start'}]
}

function adviceFor(set: GroveSet, plan: DeploymentPlan, rows: readonly Compared[]): Comparison['advice'] {
  const off = new Set(rows.filter(({verdict}) => verdict === 'differs').map(({field}) => field))
  const place = `${set.name} -n ${set.namespace}`
  const has = (end: string): boolean => [...off].some((field) => field.endsWith(end))
  const images = Map.groupBy(
    set.roles.filter(({name}) => off.has(`${name}.image`)),
    (role) => planned(plan.images, role) ?? '',
  )
  const counts = set.roles.filter(({name}) => has(`${name}.workers`))
  const numbers = counts.map((role) => `--set ${role.name}=${planned(plan.workers, role)}`).join(' ')
  return [
    ...[...images].map(([image, roles]) => ({
      reason: `the image of ${roles.map(({name}) => name).join(', ')} is not the planned one`,
      line: `ome grove update ${place} --image ${image} ${roles.map(({name}) => `--role ${name}`).join(' ')}`,
    })),
    ...(counts.length > 0
      ? [{reason: 'workers are not as many as planned', line: `ome grove scale ${place} ${numbers}`}]
      : []),
    ...(has('score') || has('racks')
      ? [{reason: 'pods lie further apart than planned: see what is in their way', line: `ome grove topology ${place}`}]
      : []),
    ...(has('ttft.p99') || has('tpot.p99')
      ? [{reason: 'latency is above the plan: see where requests wait', line: `ome grove metrics ${place}`}]
      : []),
  ]
}

export const differs = ({rows}: Comparison): boolean => rows.some(({verdict}) => verdict === 'differs')
