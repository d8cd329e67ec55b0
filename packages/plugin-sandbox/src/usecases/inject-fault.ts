import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {ActiveFault, FaultKind, SandboxControl} from '../domain/control.ts'
import {faultTarget} from '../domain/fault-target.ts'

export interface InjectInput {
  readonly kind: string
  /** As it was typed. */
  readonly target: string | undefined
  readonly namespace: string
  readonly durationMs: number | undefined
  readonly rate: number | undefined
  readonly amount: number | undefined
  readonly seed: number | undefined
  readonly userAgent: string | undefined
}

/** Makes something go wrong. Throws `usage` for an unknown fault, a missing target or values that do not fit. */
export async function injectFault(
  control: SandboxControl,
  {target: typed, namespace, ...order}: InjectInput,
): Promise<ActiveFault> {
  const kind = kindOf(await control.faultKinds(), order.kind)
  const target = faultTarget(kind, typed, namespace)
  if (target === undefined && kind.target !== 'none' && kind.target !== 'optional') {
    throw new OmeError('usage', `${kind.name} needs the name of ${nameable[kind.target]}`, [
      `ome sandbox inject ${kind.name} NAME`,
      ...(kind.target === 'instance-type' ? [] : [`list them: ome get ${kind.target}s`]),
    ])
  }
  return await control.inject({...order, target})
}

const nameable = {node: 'a node', pod: 'a pod', 'instance-type': 'an instance type'} as const

function kindOf(kinds: readonly FaultKind[], name: string): FaultKind {
  const found = kinds.find((kind) => kind.name === name)
  if (found) return found
  const names = kinds.map((kind) => kind.name)
  const close = nearest(name, names)
  throw new OmeError('usage', `there is no fault "${name}"${close ? `; did you mean ${close}?` : ''}`, [
    'list them: ome sandbox inject',
  ])
}
