import {OmeError} from '@ome/sdk/errors'

/** The value of `--temperature`: a number from 0 to 2, as OpenAI's API has it. */
export function temperature(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 2) return value
  throw new OmeError('usage', `"${text}" is not a number from 0 to 2`)
}
