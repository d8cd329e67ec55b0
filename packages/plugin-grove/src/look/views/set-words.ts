import {age, humanDuration} from '@ome/sdk/units'
import type {Page, Tone} from '@ome/sdk/view'
import type {GroveSet, Health, Phase, ReplicaRole, Why} from '../../domain/grove-tree.ts'
import type {Placement} from '../../domain/placement.ts'
import {badgeOf, type Role} from '../../domain/role.ts'

/** How values of the tree are said, in all views alike. */

export const unknown = '<unknown>'

const healthTones: Readonly<Record<Health, Tone>> = {
  Healthy: 'good',
  Progressing: 'warn',
  Unknown: 'muted',
  Degraded: 'bad',
}
export const healthTone = (health: Health): Tone => healthTones[health]

const phaseTones: Readonly<Record<Phase, Tone>> = {
  Running: 'good',
  Starting: 'warn',
  Updating: 'warn',
  Pending: 'warn',
  Degraded: 'bad',
}
export const phaseTone = (phase: Phase): Tone => phaseTones[phase]

export const scoreText = ({score, state}: Pick<Placement, 'score' | 'state'>): string =>
  score === undefined ? unknown : `${score.toFixed(2)} ${state}`

export const badge = (role: Pick<Role, 'duty'>): string => `[${badgeOf(role)}]`

export const ageOf = ({createdAt}: Pick<GroveSet, 'createdAt'>, {now}: Page): string => age(createdAt, now)

/** GPUs of a set's pods; undefined where pods could not be read. */
export function gpusOf(set: GroveSet): number | undefined {
  const roles = set.replicas.flatMap((replica) => replica.roles)
  return roles.some(({isReported}) => isReported) ? undefined : roles.reduce((sum, {gpus}) => sum + gpus, 0)
}

/** `block-a/rack-1 x7, block-a/rack-2 x1`: where the workers of a role are, most first. */
export function domainsText({workers}: Pick<ReplicaRole, 'workers'>, isWide: boolean): string {
  const counts = Map.groupBy(
    workers.filter(({domain}) => domain !== undefined),
    ({domain}) => domain,
  )
  const all = [...counts]
    .sort(([a = '', left], [b = '', right]) => right.length - left.length || (a < b ? -1 : 1))
    .map(([domain, own]) => `${domain} x${own.length}`)
  return isWide || all.length <= 5 ? all.join(', ') : `${all.slice(0, 4).join(', ')} and ${all.length - 4} more`
}

/** Which pods, why, and when Grove makes an end of it. */
export function whyText({pods, text, about, recreatedAt}: Why, now: Date): string {
  const who =
    pods.length === 0
      ? about
      : pods.length > 4
        ? `${pods.slice(0, 3).join(', ')} and ${pods.length - 3} more`
        : pods.join(', ')
  return `${who}: ${text}${recreatedText(recreatedAt, now)}`
}

function recreatedText(recreatedAt: string | undefined, now: Date): string {
  if (recreatedAt === undefined) return ''
  const left = Date.parse(recreatedAt) - now.getTime()
  return left > 0 ? `; Grove recreates it in ${humanDuration(left)}` : '; Grove may recreate it any moment'
}
