/** The text of a body, undefined when it has more bytes than that. Throws the signal's reason once it is aborted. */
export async function boundedText(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let all = ''
  let bytes = 0
  for await (const part of body) {
    signal?.throwIfAborted()
    bytes += part.length
    if (bytes > mostBytes) return undefined
    all += decoder.decode(part, {stream: true})
  }
  return all
}
