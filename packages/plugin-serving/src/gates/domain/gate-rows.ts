import {formerGate, releaseOf} from '@ome/kaito/operator-gates'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

/** One gate of the operator. */
export interface GateRow {
  readonly gate: string
  readonly byDefault: boolean
  readonly effective: boolean
  /** Whose word it is. */
  readonly source: 'default' | 'argument' | 'node provisioner' | 'unknown'
  readonly effect: string
  readonly requires: readonly string[]
  /** What the chart switches with it. */
  readonly alsoInChart?: string
}

export function gateRows(profile: OperatorProfile): readonly GateRow[] {
  return releaseOf(profile.version).gates.map(({name, byDefault, effect, requires = [], alsoInChart}) => ({
    gate: name,
    byDefault,
    effective: profile.gates[name] === true,
    source: sourceOf(profile, name),
    effect,
    requires,
    ...(alsoInChart !== undefined && {alsoInChart}),
  }))
}

const sourceOf = ({source, givenGates}: OperatorProfile, name: string): GateRow['source'] => {
  if (source !== 'read') return 'unknown'
  if (name === 'disableNodeAutoProvisioning') return 'node provisioner'
  return Object.hasOwn(givenGates, name) ? 'argument' : 'default'
}

/** The gate of a name in any case. Throws `not-found` with what became of it, or with the one that was meant. */
export function findGate(profile: OperatorProfile, typed: string): GateRow {
  const rows = gateRows(profile)
  const found = rows.find(({gate}) => gate.toLowerCase() === typed.toLowerCase())
  if (found) return found
  const former = formerGate(typed)
  const near = nearest(
    typed,
    rows.map(({gate}) => gate),
  )
  throw new OmeError(
    'not-found',
    `KAITO ${profile.version ?? releaseOf(undefined).minor} has no gate "${typed}"${former === undefined ? '' : `: ${former}`}`,
    [...(near === undefined ? [] : [`did you mean ${near}?`]), 'list them: ome features list'],
  )
}
