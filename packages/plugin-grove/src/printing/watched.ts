import type {GroveSet} from '../domain/grove-tree.ts'
import {type Seen, unreadNote} from '../look/usecases/see-sets.ts'

/** The sets of each state; what could not be read is told once. */
export async function* sets(
  seen: AsyncIterable<Seen>,
  tell: (note: string) => void,
): AsyncGenerator<readonly GroveSet[]> {
  let isTold = false
  for await (const {sets: found, tree} of seen) {
    const note = isTold ? undefined : unreadNote(tree.unread)
    if (note !== undefined) tell(note)
    isTold = true
    yield found
  }
}
