type Fields = Readonly<Record<string, unknown>>

const rows = (answer: unknown): readonly Fields[] => {
  const data = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : undefined
  return Array.isArray(data) ? data.filter((row) => typeof row === 'object' && row !== null) : []
}

/** Ids in the answer of `/v1/models`. */
export const modelsIn = (answer: unknown): readonly string[] =>
  rows(answer).flatMap(({id}) => (typeof id === 'string' ? [id] : []))

/** What vLLM and SGLang call `max_model_len`, others `context_length` or `context_window`. */
export function contextTokensIn(answer: unknown, model: string): number | undefined {
  const row = rows(answer).find(({id}) => id === model)
  const figures = [row?.['max_model_len'], row?.['context_length'], row?.['context_window']]
  return figures.find((figure): figure is number => typeof figure === 'number' && figure > 0)
}

/** The context in a refusal of vLLM, SGLang or OpenAI: `maximum context length is 4096 tokens`. */
export function toldContext(message: string): number | undefined {
  const found = /(?:maximum )?context length (?:is|of)(?: only)? (\d{3,7})/i.exec(message)
  return found ? Number(found[1]) : undefined
}
