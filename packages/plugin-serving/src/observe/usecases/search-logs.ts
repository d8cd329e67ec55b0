import type {LogMatch} from '../domain/log-match.ts'
import type {LogLine} from '../domain/log-record.ts'

/** Rows of a table are held in memory: more than these nobody reads. */
export const mostMatches = 10_000

/**
 * Lines that match, each with `context` lines of its pod before and after it. Stops at {@link mostMatches}.
 */
export async function searchLines(
  lines: AsyncIterable<LogLine>,
  pattern: RegExp,
  context: number,
): Promise<readonly LogMatch[]> {
  const found: LogMatch[] = []
  const before = new Map<string, LogLine[]>()
  const after = new Map<string, number>()
  for await (const line of lines) {
    const isMatch = pattern.test(line.text)
    const left = after.get(line.pod) ?? 0
    const held = before.get(line.pod) ?? []
    if (isMatch) found.push(...held.map((each) => ({...each, isMatch: false})))
    if (isMatch || left > 0) found.push({...line, isMatch})
    if (found.length >= mostMatches) break
    after.set(line.pod, isMatch ? context : Math.max(0, left - 1))
    const kept = isMatch || left > 0 ? [] : [...held, line].slice(-context)
    before.set(line.pod, context === 0 ? [] : kept)
  }
  return found
}
