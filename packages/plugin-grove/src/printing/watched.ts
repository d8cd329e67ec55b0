import type {GroveSet} from '../domain/grove-tree.ts'
import type {TopologyReport} from '../look/domain/topology-report.ts'
import {type Seen, unreadNote} from '../look/usecases/see-sets.ts'
import type {SeenTopology} from '../look/usecases/see-topology.ts'

type Tell = (note: string) => void

/** The sets of each state; what could not be read is told once. */
export const sets = (seen: AsyncIterable<Seen>, tell: Tell): AsyncGenerator<readonly GroveSet[]> =>
  parts(seen, tell, (state) => state.sets)

/** The same for where they lie. */
export const reports = (seen: AsyncIterable<SeenTopology>, tell: Tell): AsyncGenerator<readonly TopologyReport[]> =>
  parts(seen, tell, (state) => state.reports)

async function* parts<State extends Seen, Part>(
  seen: AsyncIterable<State>,
  tell: Tell,
  part: (state: State) => Part,
): AsyncGenerator<Part> {
  let isTold = false
  for await (const state of seen) {
    const note = isTold ? undefined : unreadNote(state.tree.unread)
    if (note !== undefined) tell(note)
    isTold = true
    yield part(state)
  }
}
