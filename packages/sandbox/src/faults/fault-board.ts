import {type ActiveFault, FaultError, type FaultOrder} from './fault.ts'
import type {FaultKind, FaultWorld} from './fault-kind.ts'

/** The faults of a running cluster. */
export interface FaultBoard {
  /** What can be made to go wrong. */
  readonly kinds: readonly FaultKind[]
  /** Throws {@link FaultError} for an order that cannot be carried out; nothing has happened then. */
  inject(order: FaultOrder): ActiveFault
  /** Those that last, oldest first. */
  active(): readonly ActiveFault[]
  /** Heals one; false when there is none of that id. */
  heal(id: string): boolean
}

interface Entry {
  readonly fault: ActiveFault
  readonly end: () => void
}

/** A board on which nothing has been injected yet. */
export function faultBoard(world: FaultWorld, kinds: readonly FaultKind[]): FaultBoard {
  const entries = new Map<string, Entry>()
  let count = 0

  const heal = (id: string): boolean => {
    const entry = entries.get(id)
    if (!entry) return false
    entries.delete(id)
    entry.end()
    return true
  }

  return {
    kinds,
    inject(order) {
      const kind = kindOf(kinds, order)
      check(kind, order)
      const {effect, end} = kind.begin(world, order)
      const since = world.clock.now()
      const id = `${kind.name}-${++count}`
      const fault: ActiveFault = {
        id,
        kind: kind.name,
        ...(order.target === undefined ? {} : {target: order.target}),
        effect,
        since,
        lasts: end !== undefined,
        ...(end && order.durationMs !== undefined ? {until: since + order.durationMs} : {}),
      }
      if (!end) return fault
      const cancel = fault.until === undefined ? () => undefined : world.clock.at(fault.until, () => heal(id))
      entries.set(id, {
        fault,
        end() {
          cancel()
          end()
        },
      })
      return fault
    },
    active: () => [...entries.values()].map(({fault}) => fault),
    heal,
  }
}

function kindOf(kinds: readonly FaultKind[], order: FaultOrder): FaultKind {
  const kind = kinds.find(({name}) => name === order.kind)
  if (!kind)
    throw new FaultError(`there is no fault "${order.kind}"; there are ${kinds.map(({name}) => name).join(', ')}`)
  return kind
}

function check(kind: FaultKind, {target, rate, durationMs, amount}: FaultOrder): void {
  if (kind.target === 'none' && target !== undefined)
    throw new FaultError(`${kind.name} is a fault of the API server and takes no target`)
  const needsOne = kind.target !== 'none' && kind.target !== 'optional'
  if (needsOne && !target?.startsWith(`${kind.target}/`))
    throw new FaultError(`${kind.name} needs a ${kind.target}: ${kind.target}/NAME`)
  if (rate !== undefined && !(rate > 0 && rate <= 1)) throw new FaultError('rate is a share above 0 and up to 1')
  if (durationMs !== undefined && !(durationMs > 0)) throw new FaultError('duration must be above 0')
  if (amount !== undefined && !kind.amount) throw new FaultError(`${kind.name} takes no amount`)
  if (amount !== undefined && !(amount > 0)) throw new FaultError('amount must be above 0')
}
