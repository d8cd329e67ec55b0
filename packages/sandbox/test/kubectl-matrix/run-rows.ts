import {setUp, tearDown} from './fixture.ts'
import {type Capability, isKnown, type Row} from './form.ts'
import type {Kubectl} from './kubectl.ts'
import {probe} from './probe.ts'
import {rows} from './rows.ts'

/** What became of one row: an error, why it was not tried, or neither. */
export interface Outcome {
  readonly error?: unknown
  readonly untried?: string
}

/** One kubectl on one cluster: its outcomes become known one after the other, in the order of the rows. */
export interface Course {
  outcome(row: Row): Promise<Outcome>
  /** Resolves when all is over and removed. */
  readonly over: Promise<void>
}

/** Runs every row with this kubectl, in a new namespace that is removed at the end. */
export function runRows(start: () => Promise<{kubectl: Kubectl; minor: string}>): Course {
  const waiting = new Map(rows.map((row) => [row, Promise.withResolvers<Outcome>()]))
  const over = (async () => {
    try {
      const {kubectl, minor} = await start()
      try {
        await setUp(kubectl)
        const offered = await probe(kubectl)
        for (const row of rows) waiting.get(row)?.resolve(await outcomeOf(row, kubectl, minor, offered))
      } finally {
        await tearDown(kubectl)
      }
    } catch (error) {
      for (const {resolve} of waiting.values()) resolve({error})
    }
  })()
  const outcome = async (row: Row): Promise<Outcome> => (await waiting.get(row)?.promise) ?? {untried: 'no such row'}
  return {outcome, over}
}

async function outcomeOf(
  row: Row,
  kubectl: Kubectl,
  minor: string,
  offered: ReadonlySet<Capability>,
): Promise<Outcome> {
  if (!isKnown(row, minor)) return {untried: `kubectl ${minor} does not know it`}
  const lacking = (row.needs ?? []).filter((need) => !offered.has(need))
  if (lacking.length > 0) return {untried: `the cluster offers no ${lacking.join(', ')}`}
  try {
    await row.check(kubectl)
    return {}
  } catch (error) {
    return {error}
  }
}
