import {withDeadline} from '@ome/sdk/deadline'
import {type Seen, unreadNote} from '../look/usecases/see-sets.ts'

export interface Watching<State, Part> {
  readonly part: (state: State) => Part
  /** Tells what could not be read, once. */
  readonly tell: (note: string) => void
  readonly signal: AbortSignal
  /** `--timeout`, in milliseconds. */
  readonly timeout?: number | undefined
}

/** A part of each state, until `--timeout`. */
export function watched<State extends Seen, Part>(
  states: AsyncIterable<State>,
  watching: Watching<State, Part>,
): AsyncIterable<Part> {
  return ended(partsOf(states, watching), watching)
}

/** States until `--timeout`. */
export function ended<State>(
  states: AsyncIterable<State>,
  {timeout, signal}: Pick<Watching<unknown, unknown>, 'timeout' | 'signal'>,
): AsyncIterable<State> {
  if (timeout === undefined) return states
  const hint = 'follow for longer: --timeout 1h, or without it until Ctrl-C'
  return withDeadline(states, {ms: timeout, signal}, {what: 'an end', hint})
}

async function* partsOf<State extends Seen, Part>(
  states: AsyncIterable<State>,
  {part, tell}: Watching<State, Part>,
): AsyncGenerator<Part> {
  let isTold = false
  for await (const state of states) {
    const note = isTold ? undefined : unreadNote(state.tree.unread)
    if (note !== undefined) tell(note)
    isTold = true
    yield part(state)
  }
}
