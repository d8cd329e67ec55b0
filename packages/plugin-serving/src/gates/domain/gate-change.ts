import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {OmeError} from '@ome/sdk/errors'
import type {GateRow} from './gate-rows.ts'
import {findGate} from './gate-rows.ts'

/** How a gate of the operator is turned. */
export interface GateChange {
  /** Words of helm behind its name; undefined where the gate is so already. */
  readonly helm: readonly string[] | undefined
  readonly notes: readonly string[]
}

const chart = 'kaito/workspace'

/** The Helm values that turn a gate. Throws `not-found` for a gate this version has not, `usage` where Helm has no say. */
export function gateChange(profile: OperatorProfile, typed: string, on: boolean): GateChange {
  const row = findGate(profile, typed)
  if (row.effective === on) return {helm: undefined, notes: [`${row.gate} is ${on ? 'on' : 'off'} already`]}
  if (profile.managed)
    throw new OmeError('usage', "this KAITO is installed by the cloud as an add-on: its settings are the cloud's", [
      'ask for the gate with the commands of the cloud',
    ])
  if (profile.releaseName === undefined || profile.releaseNamespace === undefined)
    throw new OmeError('usage', 'the Helm release of the operator is not known', [
      "the operator's Deployment has no annotation meta.helm.sh/release-name, or may not be read",
    ])
  const values = [...(on ? missing(profile, row) : []), row.gate].map((gate) => helmValue(gate, on))
  const dependants = on ? [] : enabledThat(profile, row.gate)
  if (dependants.length > 0)
    throw new OmeError('usage', `${dependants.join(', ')} needs ${row.gate}: without it the operator does not start`, [
      `turn that off first: ome features disable ${dependants[0]}`,
    ])
  const words = ['upgrade', profile.releaseName, chart, '--namespace', profile.releaseNamespace, '--reuse-values']
  const version = profile.version === undefined ? [] : ['--version', profile.version]
  return {
    helm: [...words, ...version, ...values.flatMap((value) => ['--set', value])],
    notes: notesOf(row, on),
  }
}

const missing = (profile: OperatorProfile, {requires}: GateRow): readonly string[] =>
  requires.filter((gate) => profile.gates[gate] !== true)

/** Gates that are on and need this one. */
const enabledThat = (profile: OperatorProfile, gate: string): readonly string[] =>
  Object.keys(profile.gates).filter((other) => profile.gates[other] && findGate(profile, other).requires.includes(gate))

/** The provisioner decides over the gate it replaced. */
const helmValue = (gate: string, on: boolean): string =>
  gate === 'disableNodeAutoProvisioning'
    ? `nodeProvisioner=${on ? 'byo' : 'azure-gpu-provisioner'}`
    : `featureGates.${gate}=${on}`

const notesOf = ({effect, alsoInChart}: GateRow, on: boolean): readonly string[] => [
  `the operator starts anew, and for everything it runs ${on ? 'from then on' : 'no longer'}: ${effect}`,
  ...(alsoInChart === undefined
    ? []
    : [`the chart switches with it: ${alsoInChart}; the Deployment's arguments alone would not do`]),
]
