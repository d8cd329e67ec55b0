import {OmeError} from '@ome/sdk/errors'

const hint = '--traffic-split "prev:90,canary:10"'

/** The share of a service's canary in `prev:90,canary:10`. Throws `usage`. */
export function canaryShare(typed: string, service: string): number {
  const shares = new Map<string, number>()
  for (const part of typed.split(',')) {
    const [, name, digits] = /^\s*(prev|stable|canary)\s*:\s*(\d{1,3})%?\s*$/.exec(part) ?? []
    if (name === undefined) throw new OmeError('usage', `--traffic-split "${typed}" cannot be read`, [hint])
    const key = name === 'canary' ? 'canary' : 'prev'
    if (shares.has(key)) throw new OmeError('usage', `--traffic-split "${typed}" names ${name} twice`, [hint])
    shares.set(key, Number(digits))
  }
  const canary = shares.get('canary')
  if (canary === undefined) throw new OmeError('usage', `--traffic-split "${typed}" gives the canary no share`, [hint])
  const sum = canary + (shares.get('prev') ?? 100 - canary)
  if (sum !== 100) throw new OmeError('usage', `--traffic-split "${typed}" adds up to ${sum}, not to 100`, [hint])
  return checkedShare(canary, service)
}

/** `25` or `25%`. All and nothing have verbs of their own. */
export function checkedShare(percent: number, service: string): number {
  if (percent >= 1 && percent <= 99) return percent
  throw new OmeError('usage', `a canary has a share from 1 to 99 percent, not ${percent}`, [
    percent > 99
      ? `give it all: ome rollout promote service ${service}`
      : `take it away: ome rollout abort service ${service}`,
  ])
}
