import type {EngineState} from './server-state.ts'

/** Why a request does not fit into the model's context, as the engine words it. */
export function tooLong({launch, maxModelLength}: EngineState, prompt: number, asked: number | undefined): string {
  const isPrompt = asked === undefined || prompt >= maxModelLength
  if (launch.engine === 'sglang')
    return isPrompt
      ? `The input (${prompt} tokens) is longer than the model's context length (${maxModelLength} tokens).`
      : `Requested token count exceeds the model's maximum context length of ${maxModelLength} tokens. You requested a total of ${prompt + asked} tokens: ${prompt} tokens from the input messages and ${asked} tokens for the completion. Please reduce the number of tokens in the input messages or the completion to fit within the limit.`
  return isPrompt
    ? `This model's maximum context length is ${maxModelLength} tokens. However, your request has ${prompt} input tokens. Please reduce the length of the input messages.`
    : `'max_tokens' or 'max_completion_tokens' is too large: ${asked}. This model's maximum context length is ${maxModelLength} tokens and your request has ${prompt} input tokens (${asked} > ${maxModelLength} - ${prompt}).`
}
