import {hash32, seededRandom} from '../random.ts'

interface Likely {
  readonly token: string
  readonly logprob: number
  readonly bytes: readonly number[]
}

const others = [' the', ' a', ' of', ' and', ' in', ' to', '.', ',', ' is', ' it'] as const

/** A token with its likelihood, and the `top` likeliest at its place, itself first; the same for the same place. */
function likely(token: string, index: number, top: number): {chosen: Likely; top: readonly Likely[]} {
  const random = seededRandom(hash32(`${index} ${token}`))
  let left = 1
  const entries = [token, ...others.filter((other) => other !== token)].map((text): Likely => {
    const share = left * (0.5 + random.next() / 2)
    left -= share
    return {token: text, logprob: Number(Math.log(share).toFixed(6)), bytes: [...Buffer.from(text)]}
  })
  const chosen = entries[0] ?? {token, logprob: 0, bytes: []}
  return {chosen, top: entries.slice(0, top)}
}

/** `logprobs` of a chat choice: for each token its logarithm of likelihood (base e), its bytes and the alternatives. */
export const chatLogprobs = (tokens: readonly string[], top: number, from = 0): unknown => ({
  content: tokens.map((token, index) => {
    const place = likely(token, from + index, top)
    return {...place.chosen, top_logprobs: place.top}
  }),
})

/** `logprobs` of a completion's choice: the same in parallel lists; `offset` is where the first token begins. */
export function completionLogprobs(tokens: readonly string[], top: number, from = 0, offset = 0): unknown {
  const places = tokens.map((token, index) => likely(token, from + index, Math.max(1, top)))
  let at = offset
  return {
    text_offset: tokens.map((token) => {
      at += token.length
      return at - token.length
    }),
    token_logprobs: places.map(({chosen}) => chosen.logprob),
    tokens,
    top_logprobs: places.map((place) => Object.fromEntries(place.top.map(({token, logprob}) => [token, logprob]))),
  }
}
