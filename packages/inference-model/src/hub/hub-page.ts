import {OmeError} from '@ome/sdk/errors'
import type {HttpAsk, HttpClient} from '@ome/sdk/http'

/** One answer of a list, and the path of the next one. */
export interface HubPage {
  readonly body: unknown
  readonly next?: string
}

/** Reads a page. A hub leads to the next one by a `Link` header; only one to itself is followed. */
export async function readPage(
  http: HttpClient,
  endpoint: string,
  {path, ask}: {readonly path: string; readonly ask: HttpAsk},
): Promise<HubPage> {
  const {headers, body} = await http.stream(`${endpoint}${path}`, ask)
  const next = nextPath(headers['link'] ?? '', endpoint)
  return {body: parsed(await textOf(body, ask.maxBytes ?? 0, endpoint), endpoint), ...(next !== undefined && {next})}
}

async function textOf(body: AsyncIterable<Uint8Array>, most: number, endpoint: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > most) throw new OmeError('failed', `${origin(endpoint)} answers with more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string, endpoint: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new OmeError('failed', `${origin(endpoint)} did not answer with JSON`, [
      'check the address: OME_HF_ENDPOINT or the setting hub.endpoint',
    ])
  }
}

function nextPath(link: string, endpoint: string): string | undefined {
  const target = /<([^>\s]{1,4000})>\s*;\s*rel="?next"?/.exec(link)?.[1]
  const bare = withoutCredentials(endpoint)
  return target?.startsWith(`${bare}/`) ? target.slice(bare.length) : undefined
}

const origin = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint)

const withoutCredentials = (endpoint: string): string => endpoint.replace(/^(https?:\/\/)[^/@]*@/, '$1')
