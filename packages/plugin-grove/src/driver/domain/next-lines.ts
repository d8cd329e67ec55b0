import {isStopped, type PatchedField, type Rollout} from './rollout.ts'
import type {RoleReport} from './rollout-report.ts'

/** What a rollout in this state does next, for people. */
export function nextLines(next: Rollout, roles: readonly RoleReport[]): readonly string[] {
  const {verb, step, steps, pcs, patched, back} = next
  const title = `the ${verb} of ${pcs.name}`
  const count = (of: (role: RoleReport) => number): string =>
    roles
      .filter((role) => next.roles.includes(role.name) && of(role) > 0)
      .map((role) => `${of(role)} ${role.name}`)
      .join(', ') || 'none'
  if (back) {
    return [
      `${title} is aborted: what it changed goes back, and the update strategy after it`,
      ...patched.map(backLine),
      `  workers to replace again: ${count(({updated}) => updated)}`,
    ]
  }
  if (isStopped(next)) return [`${title} stops before its next worker`]
  return [
    `${title} goes on with step ${step + 1} of ${steps.length} (${steps[step]})`,
    `  workers that are still old: ${count(({updated, total}) => total - updated)}`,
  ]
}

const backLine = ({clique, path, from, to}: PatchedField): string =>
  `  ${clique === undefined ? '' : `clique ${clique} `}${path.slice(1).replaceAll('/', '.')}: ${shown(to)} → ${shown(from)}`

const shown = (value: unknown): string =>
  value === undefined ? '<none>' : typeof value === 'string' ? value : JSON.stringify(value)
