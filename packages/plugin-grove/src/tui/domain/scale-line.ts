import type {PlanWish} from './state.ts'
import type {Twig} from './twig.ts'

/** Roles and their numbers as they are, to be typed over: `prefill=4 decode=8`. */
export function scaleLine(twig: Twig | undefined): string {
  if (!twig || twig.level === 'node') return ''
  const {set} = twig
  const parts = set.replicas[0]?.roles ?? []
  const own = twig.level === 'role' ? parts.filter(({role}) => role.name === twig.role.name) : parts
  return own.map(({role, desired}) => `${role.name}=${desired}`).join(' ')
}

/** What a line asks for; undefined where it is none. */
export function scaleWish(line: string): PlanWish | undefined {
  const parts = line
    .trim()
    .split(/[\s,]+/)
    .map((word) => /^([^=]+)=(\d{1,6})$/.exec(word))
  if (parts.some((part) => part === null)) return undefined
  return {verb: 'scale', roles: Object.fromEntries(parts.map((part) => [part?.[1] ?? '', Number(part?.[2])]))}
}
