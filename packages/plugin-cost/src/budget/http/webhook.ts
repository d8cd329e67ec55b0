import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'

const timeoutMs = 10_000

/** Sends a message as JSON. The whole address may be a secret (chats give such ones): errors name its host only. */
export async function sendWebhook(http: HttpClient, address: string, message: unknown): Promise<void> {
  try {
    await http.text(address, {method: 'POST', json: message, timeoutMs, retries: 0})
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    const host = URL.canParse(address) ? new URL(address).host : 'that address'
    const code = /answered (\d{3})/.exec(error.message)?.[1]
    const why = code === undefined ? 'cannot be reached' : `answered ${code}`
    throw new OmeError(error.kind === 'usage' ? 'usage' : 'unreachable', `the webhook at ${host} ${why}`, [
      'nobody was told; check the address of --webhook: https, and one that takes a POST of JSON',
    ])
  }
}
