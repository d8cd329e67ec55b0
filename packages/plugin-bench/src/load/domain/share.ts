import type {Share} from './arrival.ts'
import type {ArrivalChoice} from './arrival-flags.ts'
import type {PromptSource} from './prompts.ts'

/** The part of a number that falls to one: parts differ by one at most and add up to the whole. */
export const partOf = (whole: number, {index, count}: Share): number => Math.floor((whole + count - 1 - index) / count)

/**
 * What falls to one. Of an open loop all plan the same times and take turns, so that together they
 * send exactly what one would have sent; of a closed loop each has its part of the streams and of the requests.
 */
export function sharedChoice(choice: ArrivalChoice, share: Share): ArrivalChoice {
  const {arrival, requests, concurrency} = choice
  const least = (whole: number): number => Math.max(1, partOf(whole, share))
  return {
    ...choice,
    arrival:
      arrival.kind === 'closed' ? {kind: 'closed', concurrency: least(arrival.concurrency)} : {...arrival, share},
    requests: requests === undefined ? undefined : partOf(requests, share),
    concurrency: concurrency === undefined ? undefined : least(concurrency),
  }
}

/** Prompts of one: with the same numbers as if one had sent all, so that none is sent twice. */
export const sharedPrompts =
  (source: PromptSource, {index, count}: Share): PromptSource =>
  (own) =>
    source(own * count + index)
